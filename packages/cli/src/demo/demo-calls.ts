import { randomUUID } from 'node:crypto';
import { CommandError } from '../command-error.ts';
import type { DemoRun } from './demo-run.ts';

// As many rows as one call takes, and few enough that a body stays below the gateway's 256 kB.
const batchSize = 200;

interface Refusal {
  readonly message?: string;
  readonly issues?: readonly { readonly message: string; readonly path: readonly string[] }[];
}

interface Row {
  readonly id: string | null;
  readonly action: string;
  readonly externalId: string | null;
}

/** Sends rows through a bulk mutation, in batches, and gives the ids by their names. @throws CommandError when one is refused. */
export async function upsertAll(
  { executor }: DemoRun,
  mutation: string,
  items: readonly object[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  const title = titleOf(mutation);
  const document = `mutation Demo($input: ${title}Input!) {
    ${mutation}(input: $input) {
      ... on ${title}Success { refusedCount rows { id action externalId issues { message path } } }
      ... on UserError { message }
    }
  }`;
  for (let start = 0; start < items.length; start += batchSize) {
    const input = { items: items.slice(start, start + batchSize), idempotencyKey: randomUUID() };
    const data = await executor.execute({ document, variables: { input } });
    const result = data[mutation] as Refusal & {
      readonly refusedCount?: number;
      readonly rows?: readonly (Refusal & Row)[];
    };
    for (const { id, externalId } of result.rows ?? []) if (id && externalId) ids.set(externalId, id);
    if (result.refusedCount === 0) continue;
    const refused = result.rows?.find(({ action }) => action === 'REFUSED');
    throw refusal(mutation, { ...result, ...refused }, refused?.externalId ?? null);
  }
  return ids;
}

/** Calls a mutation that takes one input. @throws CommandError when it is refused. */
export async function callOnce(run: DemoRun, mutation: string, input: object): Promise<void> {
  await call(run, { mutation, input, field: '__typename' });
}

/** Calls a mutation that makes something, and gives its id. @throws CommandError when it is refused. */
export async function callForId(
  run: DemoRun,
  mutation: string,
  { field, input }: { readonly field: string; readonly input: object },
): Promise<string> {
  const result = await call(run, { mutation, input, field: `${field} { id }` });
  return (result[field] as { readonly id: string }).id;
}

/** Takes an action on something known. @throws CommandError when it is refused. */
export async function actOn(
  run: DemoRun,
  mutation: string,
  { id, input, inputType }: { readonly id: string; readonly input: object; readonly inputType: string },
): Promise<void> {
  await call(run, { mutation, input, field: '__typename', id, inputType });
}

interface Call {
  readonly mutation: string;
  readonly input: object;
  /** What of the success is read. */
  readonly field: string;
  readonly id?: string;
  /** Default: the mutation's own. */
  readonly inputType?: string;
}

async function call(
  { executor }: DemoRun,
  { mutation, input, field, id, inputType = `${titleOf(mutation)}Input!` }: Call,
): Promise<Readonly<Record<string, unknown>>> {
  const [declared, named] = id === undefined ? ['', ''] : ['$id: ID!, ', 'id: $id, '];
  const document = `mutation Demo(${declared}$input: ${inputType}) {
    ${mutation}(${named}input: $input) { __typename ... on ${titleOf(mutation)}Success { ${field} }
      ... on ValidationError { issues { message path } } ... on UserError { message } }
  }`;
  const data = await executor.execute({
    document,
    variables: { ...(id === undefined ? {} : { id }), input },
  });
  const result = data[mutation] as Refusal & { readonly __typename: string };
  if (!result.__typename.endsWith('Success')) throw refusal(mutation, result, null);
  return result as unknown as Readonly<Record<string, unknown>>;
}

function refusal(mutation: string, { message, issues }: Refusal, key: string | null): CommandError {
  const problems = (issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const where = key === null ? mutation : `${mutation} (${key})`;
  return new CommandError(
    `The demo program was refused by ${where}. ${[message, ...problems].filter(Boolean).join(' ')}`,
  );
}

function titleOf(mutation: string): string {
  return `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
}
