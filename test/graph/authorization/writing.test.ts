import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabaseHash } from '../../testkit/database-hash.ts';
import { createTestGraph, type Answer, type Ask, type TestGraph } from '../../testkit/graph.ts';
import { api, fieldsOf } from './coordinates.ts';
import { aboutNothing, mutationRows, type Admission, type MutationRow } from './mutations.table.ts';
import { askAnonymously, askers, principalNames, type Principal } from './principals.ts';
import { extendWorld, findWorld } from './world.ts';

let graph: TestGraph;
let hash: Awaited<ReturnType<typeof openDatabaseHash>>;
let ask: Readonly<Record<Principal, Ask>>;
let world: Awaited<ReturnType<typeof extendWorld>>;
let calls = 0;

beforeAll(async () => {
  graph = await createTestGraph({ demo: true });
  hash = await openDatabaseHash(graph.urls);
  ask = await askers(graph);
  world = await extendWorld(ask.PROGRAM_ADMIN, await findWorld(ask.PROGRAM_ADMIN, ask.CAM));
}, 120_000);
afterAll(async () => {
  process.stderr.write(
    `authorization: ${calls} calls of ${mutationRows.length} mutations by ${principalNames.length} principals and nobody\n`,
  );
  await hash[Symbol.asyncDispose]();
  await graph[Symbol.asyncDispose]();
});

interface Outcome {
  readonly __typename: string;
  readonly rows?: readonly {
    readonly action: string;
    readonly issues: readonly { readonly code: string }[];
  }[];
}

/** Writes the document of a mutation whose answer tells how it ended. */
function documentOf(name: string): string {
  const field = api.getMutationType()?.getFields()[name];
  if (!field) throw new Error(`There is no mutation ${name}.`);
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const success = api.getType(`${title}Success`);
  const hasRows = isObjectType(success) && 'rows' in success.getFields();
  const variables = field.args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const passed = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  return `mutation (${variables}) { ${name}(${passed}) {
    __typename ... on UserError { code message path }
    ${hasRows ? `... on ${title}Success { rows { action issues { code message } } }` : ''}
  } }`;
}

function call(
  who: Ask,
  row: MutationRow,
  about: typeof world,
  extra: Record<string, unknown> = {},
): Promise<Answer> {
  calls += 1;
  const { id, input } = row.variables(about);
  return who(documentOf(row.mutation), {
    ...(id === undefined ? {} : { id }),
    input: { ...input, ...extra },
  });
}

function admissionOf(answer: Answer, mutation: string): Admission | `an error ${string}` {
  const codes = (answer.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
  if (codes.length > 0)
    return codes.every((code) => code === 'FORBIDDEN')
      ? 'denied'
      : `an error ${JSON.stringify(answer.errors)}`;
  const { __typename: typename, rows = [] } = (answer.data ?? {})[mutation] as Outcome;
  if (typename === 'NotFoundError') return 'absent';
  if (typename === 'PolicyViolationError') return 'refused';
  const problems = rows.flatMap(({ action, issues }) =>
    action === 'REFUSED' ? issues.map(({ code }) => code) : [],
  );
  if (problems.length === 0) return 'admitted';
  return problems.every((code) => code === 'NOT_FOUND') ? 'absent' : 'admitted';
}

describe('the table', () => {
  it('has a row for every mutation', () => {
    expect(mutationRows.map(({ mutation }) => mutation).toSorted()).toEqual(fieldsOf('Mutation').toSorted());
  });

  it('lets in somebody on every row', () => {
    expect(mutationRows.filter(({ lets }) => lets.PROGRAM_ADMIN !== 'admitted')).toEqual([]);
  });
});

describe('mutations', () => {
  it.each(mutationRows)('$mutation changes nothing for those whom it does not let in', async (row) => {
    const before = await hash.read();
    const { input, id } = row.variables(world);
    const text = documentOf(row.mutation);
    expect(await askAnonymously(graph, text, { ...(id ? { id } : {}), input })).toEqual({
      status: 401,
      code: 'UNAUTHENTICATED',
      hasData: false,
    });
    const outsiders = principalNames.filter((name) => row.lets[name] !== 'admitted');
    const seen = await Promise.all(
      outsiders.map(
        async (name) => [name, admissionOf(await call(ask[name], row, world), row.mutation)] as const,
      ),
    );
    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(outsiders.map((name) => [name, row.lets[name]])),
    );
    expect(await hash.read()).toEqual(before);
  });

  it.each(mutationRows)('$mutation lets in those whom it names', async (row) => {
    for (const name of principalNames.filter((each) => row.lets[each] === 'admitted')) {
      const answer = await call(ask[name], row, world, row.harmless);
      expect([name, admissionOf(answer, row.mutation)], JSON.stringify(answer)).toEqual([name, 'admitted']);
    }
  });

  const foreign = mutationRows.flatMap((row) =>
    principalNames
      .filter((name) => row.lets[name] === 'absent')
      .map((name) => ({ mutation: row.mutation, name, row })),
  );
  it.each(foreign)(
    '$mutation answers $name about a foreign record exactly as about one that is not there',
    async ({ row, name }) => {
      const [about, nothing] = await Promise.all([
        call(ask[name], row, world),
        call(ask[name], row, aboutNothing(world)),
      ]);
      expect(withoutIds(about)).toBe(withoutIds(nothing));
    },
  );

  it('gives nobody the answer that another’s idempotency key has stored', async () => {
    const idempotencyKey = crypto.randomUUID();
    const text = documentOf('opportunityMove');
    const variables = { id: world.opportunity, input: { stage: 'QUALIFIED', idempotencyKey } };
    const mine = await ask.SALES(text, variables);
    expect(admissionOf(mine, 'opportunityMove')).toBe('admitted');
    expect(await ask.SALES(text, variables)).toEqual(mine);
    expect(admissionOf(await ask.OTHER_COMPANY(text, variables), 'opportunityMove')).toBe('absent');
    expect(admissionOf(await ask.MARKETING(text, variables), 'opportunityMove')).toBe('refused');
  });

  it('finds no foreign record by its name in another system either', async () => {
    const text = documentOf('seatSnapshotRecordMany');
    const item = (externalId: string) => ({
      contract: { externalReference: { system: 'demo', externalId } },
      date: '2026-10-02',
      provisioned: 5,
      active: 5,
      billable: 5,
    });
    const before = await hash.read();
    const [about, nothing] = await Promise.all(
      ['harbor-contract-20', 'harbor-contract-2000'].map((key) =>
        ask.OTHER_COMPANY(text, { input: { items: [item(key)] } }),
      ),
    );
    expect(admissionOf(about!, 'seatSnapshotRecordMany')).toBe('absent');
    expect(JSON.stringify(about).replaceAll('harbor-contract-20', '<key>')).toBe(
      JSON.stringify(nothing).replaceAll('harbor-contract-2000', '<key>'),
    );
    expect(await hash.read()).toEqual(before);
  });
});

function withoutIds(answer: Answer): string {
  return JSON.stringify(answer)
    .replaceAll(/[a-z]+_[0-9a-z]{26}/g, '<id>')
    .replaceAll(/"requestId":"[^"]+"/g, '');
}
