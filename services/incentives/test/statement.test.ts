import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ada,
  monthClosed,
  partnerChanged,
  publishPlan,
  startIncentives,
  type Incentives,
} from './support.ts';

let incentives: Incentives;
const partners = Array.from({ length: 100 }, (_, index) => `prt_${String(index).padStart(3, '0')}`);

beforeAll(async () => {
  incentives = await startIncentives();
  await publishPlan(incentives);
  for (const partnerId of partners) {
    await incentives.subgraph.consume(partnerChanged(partnerId));
    for (const month of ['2026-07-01', '2026-08-01', '2026-09-01']) {
      await incentives.subgraph.consume(
        monthClosed(month, '1000.00', { partnerId, contractId: `ctr_${partnerId}` }),
      );
    }
  }
}, 60_000);
afterAll(() => incentives[Symbol.asyncDispose]());

const query = `query ($representations: [_Any!]!, $first: Int, $after: String) {
  _entities(representations: $representations) { ... on Partner {
    incentiveBalance { currency payable { amount } }
    incentiveStatement(from: "2026-08-01", to: "2026-10-01") {
      opening { amount } closing { amount }
      lines(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { id date amount { amount } description explanation { step value }
          accrual { id partner { id } plan { code } planVersion { version } availableActions { action } journalEntry { postings { account { kind balance { amount } } } } } }
      }
    }
  } }
}`;

async function ask(partnerIds: readonly string[], variables: Record<string, unknown> = {}) {
  incentives.statements.length = 0;
  const { data, errors } = await incentives.as(ada)(query, {
    representations: partnerIds.map((id) => ({ __typename: 'Partner', id })),
    ...variables,
  });
  expect(errors).toBeUndefined();
  const reads = incentives.statements.filter(
    (sql) => !/^(BEGIN|COMMIT|ROLLBACK|SELECT set_config)/.test(sql),
  );
  return { partners: data?.['_entities'] as PartnerAnswer[], reads };
}

interface PartnerAnswer {
  readonly incentiveBalance: { readonly payable: { readonly amount: string } }[];
  readonly incentiveStatement: {
    readonly opening: { readonly amount: string };
    readonly closing: { readonly amount: string };
    readonly lines: {
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      readonly nodes: {
        readonly id: string;
        readonly date: string;
        readonly amount: { readonly amount: string };
      }[];
    };
  };
}

describe('balances and statements', () => {
  it('of 1, 20 and 100 partners take the same number of statements', async () => {
    const counts: number[] = [];
    for (const count of [1, 20, 100]) {
      const { reads, partners: answers } = await ask(partners.slice(0, count), { first: 5 });
      expect(answers).toHaveLength(count);
      counts.push(reads.length);
    }
    expect(counts).toEqual([15, 15, 15]);
  });

  it('open, move and close to the cent', async () => {
    const { partners: answers } = await ask(partners.slice(0, 2), { first: 5 });
    for (const { incentiveBalance, incentiveStatement } of answers) {
      expect(incentiveBalance).toMatchObject([{ payable: { amount: '240.00' } }]);
      expect(incentiveStatement).toMatchObject({
        opening: { amount: '80.00' },
        closing: { amount: '240.00' },
      });
      expect(incentiveStatement.lines.nodes.map(({ date, amount }) => `${date} ${amount.amount}`)).toEqual([
        '2026-08-31 80.00',
        '2026-09-30 80.00',
      ]);
    }
  });

  it('page their lines without losing or repeating one', async () => {
    const [first] = (await ask(partners.slice(0, 1), { first: 1 })).partners;
    const lines = first?.incentiveStatement.lines;
    expect(lines).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    const [second] = (await ask(partners.slice(0, 1), { first: 1, after: lines?.pageInfo.endCursor }))
      .partners;
    expect(second?.incentiveStatement.lines.nodes.map(({ date }) => date)).toEqual(['2026-09-30']);
    expect(second?.incentiveStatement.lines.pageInfo.hasNextPage).toBe(false);
  });

  it('in another currency are empty, and with a reversed period refused', async () => {
    const statement = (period: string) =>
      incentives.as(
        ada,
      )(`{ _entities(representations: [{ __typename: "Partner", id: "prt_000" }]) { ... on Partner {
        incentiveStatement(${period}) { opening { amount currency } closing { amount } lines { nodes { id } } } } } }`);
    const yen = await statement('from: "2026-01-01", to: "2027-01-01", currency: "JPY"');
    expect(yen.data?.['_entities']).toEqual([
      {
        incentiveStatement: {
          opening: { amount: '0', currency: 'JPY' },
          closing: { amount: '0' },
          lines: { nodes: [] },
        },
      },
    ]);
    const reversed = await statement('from: "2026-02-01", to: "2026-01-01"');
    expect(reversed.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});

describe('a list of accruals', () => {
  it('takes the same number of statements for 1 and for 100', async () => {
    const counts: number[] = [];
    for (const first of [1, 100]) {
      incentives.statements.length = 0;
      const { errors } = await incentives.as(ada)(
        `query ($first: Int) { accruals(first: $first, orderBy: { field: PERIOD, direction: ASC }) { totalCount nodes { id partner { id } contract { id } plan { code } planVersion { id } journalEntry { id postings { account { id } } } reversedBy { id } } } }`,
        { first },
      );
      expect(errors).toBeUndefined();
      counts.push(incentives.statements.length);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});
