import type { Viewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ada,
  alan,
  ana,
  carla,
  harbor,
  lattice,
  marc,
  monthClosed,
  partnerChanged,
  publishPlan,
  ridgeline,
  service,
  startIncentives,
  storedAccruals,
  userOf,
  type Incentives,
} from './support.ts';

let incentives: Incentives;
let ids: { accrual: string; reversal: string; entry: string; account: string; plan: string };

beforeAll(async () => {
  incentives = await startIncentives();
  await incentives.subgraph.consume(partnerChanged(harbor));
  await incentives.subgraph.consume(partnerChanged(ridgeline, { camIds: ['stf_marc'] }));
  await incentives.subgraph.consume(
    partnerChanged(lattice, { types: ['TECHNOLOGY_ALLIANCE'], camIds: ['stf_marc'] }),
  );
  await publishPlan(incentives, { includedPartnerIds: [lattice, harbor] });
  await incentives.subgraph.consume(monthClosed('2026-08-01', '1000.00'));
  await incentives.subgraph.consume(monthClosed('2026-09-01', '1234.56'));
  const [accrual] = await storedAccruals(incentives);
  await incentives.as(alan)(
    `mutation ($input: AccrualReverseInput!) { accrualReverse(input: $input) { __typename } }`,
    { input: { id: accrual?.id, reason: 'Asked for by Jane Doe', idempotencyKey: 'reverse-the-first-one' } },
  );
  const reversal = (await storedAccruals(incentives)).find((row) => row.reverses_id !== null);
  const first = async (sql: string): Promise<string> =>
    (await incentives.owner.query<{ id: string }>(sql)).rows[0]?.id ?? '';
  ids = {
    accrual: accrual?.id ?? '',
    reversal: reversal?.id ?? '',
    entry: await first('SELECT id FROM journal_entry ORDER BY id LIMIT 1'),
    account: await first(`SELECT id FROM ledger_account WHERE kind = 'PARTNER_PAYABLE'`),
    plan: await first('SELECT id FROM incentive_plan'),
  };
});
afterAll(() => incentives[Symbol.asyncDispose]());

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename
  ... on Partner { incentiveBalance { currency payable { amount } held { amount } receivable { amount } }
    incentiveStatement(from: "2026-09-01", to: "2026-11-01") { opening { amount } closing { amount } lines { totalCount nodes { date description amount { amount } accrual { id } } } } }
  ... on Accrual { amount { amount } journalEntry { id } }
  ... on JournalEntry { description postings { amount { amount } } }
  ... on LedgerAccount { kind balance { amount } }
} }`;

async function ask(viewer: Viewer, typename: string, id: string) {
  const { data, errors } = await incentives.as(viewer)(entities, {
    representations: [{ __typename: typename, id }],
  });
  const [entity] = (data?.['_entities'] as (Record<string, unknown> | null)[] | undefined) ?? [null];
  return { entity, code: errors?.[0]?.extensions['code'] };
}

const balance = [
  { currency: 'USD', payable: { amount: '98.76' }, held: { amount: '0.00' }, receivable: { amount: '0.00' } },
];
const seesAll: [string, Viewer][] = [
  ['a program administrator', ada],
  ['an analyst', ana],
  ['a service', service],
  ['the account manager of the portfolio', carla],
  ["the partner's administrator", userOf(harbor, 'ADMIN')],
  ["the partner's finance", userOf(harbor, 'FINANCE')],
];
const withoutMoney: [string, Viewer][] = [
  ["the partner's sales", userOf(harbor, 'SALES')],
  ["the partner's technician", userOf(harbor, 'TECHNICAL')],
  ["the partner's marketing", userOf(harbor, 'MARKETING')],
];
const outsiders: [string, Viewer][] = [
  ['another account manager', marc],
  ["another partner's administrator", userOf(ridgeline, 'ADMIN')],
  ["another partner's finance", userOf(ridgeline, 'FINANCE')],
  ["another partner's sales", userOf(ridgeline, 'SALES')],
];

describe('balance and statement', () => {
  it.each(seesAll)('are shown to %s', async (_name, viewer) => {
    const { entity, code } = await ask(viewer, 'Partner', harbor);
    expect(code).toBeUndefined();
    expect(entity?.['incentiveBalance']).toEqual(balance);
    expect(entity?.['incentiveStatement']).toMatchObject({
      opening: { amount: '80.00' },
      closing: { amount: '98.76' },
      lines: {
        totalCount: 2,
        nodes: [
          { date: '2026-09-30', description: 'Commission for 2026-09', amount: { amount: '98.76' } },
          {
            date: '2026-10-15',
            description: 'Reversal of commission for 2026-08',
            amount: { amount: '-80.00' },
          },
        ],
      },
    });
  });

  it.each(withoutMoney)('are null for %s', async (_name, viewer) => {
    const { entity, code } = await ask(viewer, 'Partner', harbor);
    expect(code).toBeUndefined();
    expect(entity).toMatchObject({ incentiveBalance: null, incentiveStatement: null });
  });

  it.each(outsiders)('of a partner read for %s like those of an unknown one', async (_name, viewer) => {
    expect(await ask(viewer, 'Partner', harbor)).toEqual(await ask(viewer, 'Partner', 'prt_absent'));
  });
});

describe('accruals', () => {
  const list = '{ accruals { totalCount nodes { id amount { amount } } } }';

  it.each([...seesAll, ...withoutMoney.slice(0, 1)])('are shown to %s', async (_name, viewer) => {
    const { data } = await incentives.as(viewer)(list);
    expect(data?.['accruals']).toMatchObject({ totalCount: 3 });
    expect((await ask(viewer, 'Accrual', ids.accrual)).entity).toMatchObject({ amount: { amount: '80.00' } });
  });

  it.each(withoutMoney.slice(1))('are forbidden to %s', async (_name, viewer) => {
    const { data, errors } = await incentives.as(viewer)(list);
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect((await ask(viewer, 'Accrual', ids.accrual)).entity ?? null).toBeNull();
    const one = await incentives.as(viewer)(`{ accrual(id: "${ids.accrual}") { id } }`);
    const absent = await incentives.as(viewer)(`{ accrual(id: "acc_absent") { id } }`);
    expect(JSON.stringify(one)).toBe(JSON.stringify(absent));
  });

  it.each(outsiders)('of a foreign partner do not exist for %s', async (_name, viewer) => {
    const { data } = await incentives.as(viewer)(list);
    expect(data?.['accruals']).toEqual({ totalCount: 0, nodes: [] });
    expect(await ask(viewer, 'Accrual', ids.accrual)).toEqual(await ask(viewer, 'Accrual', 'acc_absent'));
    const one = await incentives.as(viewer)(`{ accrual(id: "${ids.accrual}") { id } }`);
    expect(one).toEqual(await incentives.as(viewer)(`{ accrual(id: "acc_absent") { id } }`));
  });

  it('show sales users no entry of the ledger', async () => {
    expect((await ask(userOf(harbor, 'SALES'), 'Accrual', ids.accrual)).entity).toMatchObject({
      journalEntry: null,
    });
    expect((await ask(userOf(harbor, 'FINANCE'), 'Accrual', ids.accrual)).entity).toMatchObject({
      journalEntry: { id: ids.entry },
    });
  });

  it('show analysts the reason of a reversal masked', async () => {
    const query = `{ accrual(id: "${ids.reversal}") { reason } }`;
    expect((await incentives.as(ana)(query)).data).toEqual({ accrual: { reason: '•••' } });
    expect((await incentives.as(userOf(harbor, 'FINANCE'))(query)).data).toEqual({
      accrual: { reason: 'Asked for by Jane Doe' },
    });
  });

  it('say who may reverse them, and why not', async () => {
    const query = `{ accruals(filter: { status: { eq: ACCRUED }, period: { eq: "2026-09-01" } }) { nodes { availableActions { action isAllowed reasons { code } } } } }`;
    const actions = async (viewer: Viewer) => (await incentives.as(viewer)(query)).data?.['accruals'];
    expect(await actions(alan)).toEqual({
      nodes: [{ availableActions: [{ action: 'REVERSE', isAllowed: true, reasons: [] }] }],
    });
    expect(await actions(ada)).toMatchObject({
      nodes: [{ availableActions: [{ reasons: [{ code: 'SEPARATION_OF_DUTIES' }] }] }],
    });
    expect(await actions(carla)).toMatchObject({
      nodes: [{ availableActions: [{ reasons: [{ code: 'ROLE' }] }] }],
    });
  });
});

describe('the ledger', () => {
  it.each(seesAll)('is shown to %s', async (_name, viewer) => {
    expect((await ask(viewer, 'JournalEntry', ids.entry)).entity).toMatchObject({
      postings: [{ amount: { amount: '80.00' } }, { amount: { amount: '-80.00' } }],
    });
    expect((await ask(viewer, 'LedgerAccount', ids.account)).entity).toMatchObject({
      balance: { amount: '-98.76' },
    });
  });

  it.each([...withoutMoney, ...outsiders])('is not shown to %s', async (_name, viewer) => {
    expect((await ask(viewer, 'JournalEntry', ids.entry)).entity ?? null).toBeNull();
    expect((await ask(viewer, 'LedgerAccount', ids.account)).entity ?? null).toBeNull();
  });
});

describe('plans', () => {
  const query = `{ incentivePlans { nodes { code versions { rates { tierRank rate } includedPartners { id } } } } }`;

  it('show each partner no company but its own among those that they name', async () => {
    const named = async (viewer: Viewer) =>
      (await incentives.as(viewer)(query)).data?.['incentivePlans'] as {
        nodes: { versions: { includedPartners: { id: string }[] }[] }[];
      };
    const of = async (viewer: Viewer) =>
      (await named(viewer)).nodes[0]?.versions[0]?.includedPartners.map(({ id }) => id);
    expect(await of(ada)).toEqual([harbor, lattice]);
    expect(await of(userOf(harbor, 'SALES'))).toEqual([harbor]);
    expect(await of(userOf(ridgeline, 'ADMIN'))).toEqual([]);
    expect(await of(marc)).toEqual([lattice]);
  });

  it('are forbidden to technical and marketing users', async () => {
    for (const capability of ['TECHNICAL', 'MARKETING'] as const) {
      const { errors } = await incentives.as(userOf(harbor, capability))(query);
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
  });

  it.each([carla, ana, userOf(harbor, 'ADMIN')])(
    'can only be published by administrators',
    async (viewer) => {
      const { errors } = await publishPlan(incentives, { code: 'MINE', effectiveFrom: '2027-01-01' }, viewer);
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    },
  );
});

describe('row-level security', () => {
  it.each(outsiders)(
    'shows %s no row of another partner, whatever the code asks for',
    async (_name, viewer) => {
      const { read } = incentives.subgraph.database.for(viewer, 'test');
      const where = { partnerId: harbor };
      const counts = await Promise.all([
        read.ledgerAccount.count({ where }),
        read.journalEntry.count({ where }),
        read.posting.count({ where }),
        read.accrual.count({ where }),
        read.contractMonth.count({ where }),
        read.incentivePlanInclusion.count({ where }),
      ]);
      expect(counts).toEqual([0, 0, 0, 0, 0, 0]);
    },
  );

  it.each([...seesAll.slice(0, 2), ...withoutMoney, ...outsiders])(
    'lets %s change nothing in the ledger past the rules of the code',
    async (_name, viewer) => {
      const before = await storedAccruals(incentives);
      const { write } = incentives.subgraph.database.for(viewer, 'test');
      await expect(write((tx) => tx.posting.updateMany({ data: { amountMinor: 1n } }))).rejects.toThrow();
      await expect(write((tx) => tx.accrual.deleteMany())).rejects.toThrow();
      expect(await storedAccruals(incentives)).toEqual(before);
    },
  );

  it('guards every table of the service', async () => {
    const { rows } = await incentives.owner.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
         AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))`,
    );
    expect(rows).toEqual([]);
  });
});
