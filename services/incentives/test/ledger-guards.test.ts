import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  harbor,
  monthClosed,
  partnerChanged,
  publishPlan,
  ridgeline,
  startIncentives,
  type Incentives,
} from './support.ts';

let incentives: Incentives;

beforeAll(async () => {
  incentives = await startIncentives();
  await publishPlan(incentives);
  await incentives.subgraph.consume(partnerChanged(harbor));
  await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
  await openAccounts();
});
afterAll(() => incentives[Symbol.asyncDispose]());

const currencies = ['USD', 'EUR', 'JPY', 'BHD'] as const;
const kinds = ['VENDOR_EXPENSE', 'PARTNER_PAYABLE', 'PARTNER_HELD', 'PARTNER_RECEIVABLE'] as const;
const account = (partnerId: string, kind: string, currency: string): string =>
  `lac_${partnerId}_${kind}_${currency}`;

async function openAccounts(): Promise<void> {
  for (const partnerId of ['prt_test', ridgeline]) {
    for (const kind of kinds) {
      for (const currency of currencies) {
        await incentives.owner.query(
          `INSERT INTO ledger_account (id, kind, partner_id, currency, created_at, created_by) VALUES ($1, $2, $3, $4, now(), 'test')`,
          [account(partnerId, kind, currency), kind, partnerId, currency],
        );
      }
    }
  }
}

interface RawPosting {
  readonly kind: (typeof kinds)[number];
  readonly currency: (typeof currencies)[number];
  readonly minor: bigint;
}

let entries = 0;

/** Writes an entry in a transaction of a role and commits it. */
async function commitEntry(
  postings: readonly RawPosting[],
  options: { readonly declared?: number; readonly role?: string } = {},
): Promise<void> {
  entries += 1;
  const id = `jrn_test_${entries}`;
  await inTransaction(options.role ?? null, async (client) => {
    await client.query(
      `INSERT INTO journal_entry (id, partner_id, posted_on, description, source, posting_count, recorded_at, created_by)
       VALUES ($1, 'prt_test', '2026-10-15', 'test', 'test', $2, now(), 'test')`,
      [id, options.declared ?? postings.length],
    );
    for (const [index, { kind, currency, minor }] of postings.entries()) {
      await addPosting(client, `${id}_${index}`, id, account('prt_test', kind, currency), currency, minor);
    }
  });
}

function addPosting(
  client: pg.PoolClient,
  id: string,
  entryId: string,
  accountId: string,
  currency: string,
  minor: bigint,
) {
  return client.query(
    `INSERT INTO posting (id, entry_id, account_id, partner_id, amount_minor, currency, posted_on)
     VALUES ($1, $2, $3, 'prt_test', $4, $5, '2026-10-15')`,
    [id, entryId, accountId, minor.toString(), currency],
  );
}

async function inTransaction(
  role: string | null,
  work: (client: pg.PoolClient) => Promise<unknown>,
): Promise<void> {
  const client = await incentives.owner.connect();
  try {
    await client.query('BEGIN');
    if (role) {
      await client.query(`SET LOCAL ROLE ${role}`);
      await client.query(
        `SELECT set_config('channelgraph.partner_id', $1, true), set_config('channelgraph.viewer_id', 'stf_carla', true)`,
        [harbor],
      );
    }
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

const posting = fc.record({
  kind: fc.constantFrom(...kinds),
  currency: fc.constantFrom(...currencies),
  minor: fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).filter((minor) => minor !== 0n),
});

/** Adds the postings that make every currency sum to zero. */
function balanced(postings: readonly RawPosting[]): RawPosting[] {
  const missing = currencies.flatMap((currency): RawPosting[] => {
    const sum = postings
      .filter((each) => each.currency === currency)
      .reduce((all, { minor }) => all + minor, 0n);
    return sum === 0n ? [] : [{ kind: 'VENDOR_EXPENSE', currency, minor: -sum }];
  });
  return [...postings, ...missing];
}

const isUnbalanced = (postings: readonly RawPosting[]): boolean =>
  balanced(postings).length > postings.length;

describe('the ledger in the database', () => {
  it('refuses every unbalanced entry when it commits', { timeout: 60_000 }, async () => {
    const before = await countEntries();
    let injected = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(posting, { minLength: 2, maxLength: 6 }).filter(isUnbalanced),
        fc.constantFrom(null, 'channelgraph_staff'),
        async (postings, role) => {
          injected += 1;
          await expect(commitEntry(postings, role ? { role } : {})).rejects.toThrow(/does not balance/);
        },
      ),
      { numRuns: 200 },
    );
    expect(injected).toBeGreaterThanOrEqual(200);
    expect(await countEntries()).toBe(before);
  });

  it(
    'sums to zero in every currency after random entries in four currencies',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(posting, { minLength: 1, maxLength: 8 }), async (postings) => {
          const entry = balanced(postings);
          if (entry.length >= 2) await commitEntry(entry);
        }),
        { numRuns: 200 },
      );
      const { rows } = await incentives.owner.query<{ currency: string; sum: string }>(
        'SELECT currency, sum(amount_minor)::text AS sum FROM posting GROUP BY 1 ORDER BY 1',
      );
      expect(rows).toEqual(['BHD', 'EUR', 'JPY', 'USD'].map((currency) => ({ currency, sum: '0' })));
    },
  );

  it('refuses an entry with fewer postings than two, or another number than it declares', async () => {
    const debit: RawPosting = { kind: 'VENDOR_EXPENSE', currency: 'USD', minor: 5n };
    const credit: RawPosting = { kind: 'PARTNER_PAYABLE', currency: 'USD', minor: -5n };
    await expect(commitEntry([debit])).rejects.toThrow(/journal_entry_postings/);
    await expect(commitEntry([debit], { declared: 2 })).rejects.toThrow(/declares 2 postings and has 1/);
    await expect(commitEntry([debit, credit, debit, credit], { declared: 2 })).rejects.toThrow(/declares 2/);
    await expect(commitEntry([], { declared: 2 })).rejects.toThrow(/declares 2 postings and has 0/);
  });

  it('refuses a balanced pair added to an entry of an earlier transaction', async () => {
    await commitEntry([
      { kind: 'VENDOR_EXPENSE', currency: 'USD', minor: 7n },
      { kind: 'PARTNER_PAYABLE', currency: 'USD', minor: -7n },
    ]);
    const entryId = `jrn_test_${entries}`;
    const added = inTransaction(null, async (client) => {
      await addPosting(
        client,
        'pst_late_1',
        entryId,
        account('prt_test', 'VENDOR_EXPENSE', 'USD'),
        'USD',
        1n,
      );
      await addPosting(
        client,
        'pst_late_2',
        entryId,
        account('prt_test', 'PARTNER_PAYABLE', 'USD'),
        'USD',
        -1n,
      );
    });
    await expect(added).rejects.toThrow(/declares 2 postings and has 4/);
  });

  it("refuses a posting in another currency than its account, on another partner's account, and of nothing", async () => {
    const attempt = (accountId: string, currency: string, minor: bigint) =>
      inTransaction(null, async (client) => {
        await client.query(
          `INSERT INTO journal_entry (id, partner_id, posted_on, description, source, posting_count, recorded_at, created_by)
           VALUES ('jrn_wrong', 'prt_test', '2026-10-15', 'test', 'test', 2, now(), 'test')`,
        );
        await addPosting(client, 'pst_wrong', 'jrn_wrong', accountId, currency, minor);
      });
    await expect(attempt(account('prt_test', 'PARTNER_PAYABLE', 'USD'), 'EUR', 5n)).rejects.toThrow(
      /foreign key/,
    );
    await expect(attempt(account(ridgeline, 'PARTNER_PAYABLE', 'USD'), 'USD', 5n)).rejects.toThrow(
      /foreign key/,
    );
    await expect(attempt(account('prt_test', 'PARTNER_PAYABLE', 'USD'), 'USD', 0n)).rejects.toThrow(
      /posting_amount/,
    );
  });
});

const everyRole = [
  null,
  'channelgraph_staff',
  'channelgraph_cam',
  'channelgraph_partner',
  'channelgraph_app',
];
const moneyTables = {
  journal_entry: `description = 'changed'`,
  posting: 'amount_minor = amount_minor + 1',
  ledger_account: `created_by = 'changed'`,
  accrual: 'amount_minor = amount_minor + 1',
  incentive_plan_version: `rates = '[{"tierRank": 2, "rate": "1"}]'`,
} as const;

describe.each(everyRole)('money rows seen by %s (null: the owner)', (role) => {
  it.each(Object.entries(moneyTables))(
    'of %s are never updated, deleted or truncated',
    async (table, change) => {
      const before = await tableHash(table);
      for (const statement of [
        `UPDATE ${table} SET ${change}`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await expect(inTransaction(role, (client) => client.query(statement))).rejects.toThrow(
          /is refused|permission denied|can only be marked|only its open end/,
        );
      }
      expect(await tableHash(table)).toBe(before);
    },
  );
});

describe('money rows', () => {
  it('keep their guards in a session that replays replication', async () => {
    const attempt = inTransaction(null, async (client) => {
      await client.query(`SET LOCAL session_replication_role = replica`);
      await client.query('DELETE FROM posting');
    });
    await expect(attempt).rejects.toThrow(/is refused/);
  });

  it.each(['channelgraph_partner', 'channelgraph_cam'])('cannot be written by %s', async (role) => {
    for (const table of [
      'journal_entry',
      'posting',
      'ledger_account',
      'accrual',
      'contract_month',
      'incentive_plan_inclusion',
      'incentive_plan',
    ]) {
      await expect(
        inTransaction(role, (client) => client.query(`INSERT INTO ${table} DEFAULT VALUES`)),
      ).rejects.toThrow(/permission denied/);
    }
  });

  it('of an accrual and of its entry say the same', async () => {
    const attempt = inTransaction(null, (client) =>
      client.query(
        `INSERT INTO accrual SELECT (jsonb_populate_record(a, '{"id": "acc_forged", "source_key": "forged", "amount_minor": 1, "journal_entry_id": null, "status": "ACCRUED"}')).*
         FROM accrual a LIMIT 1`,
      ),
    );
    await expect(attempt).rejects.toThrow(/accrual_posted/);
    const marked = inTransaction(null, (client) => client.query(`UPDATE accrual SET status = 'REVERSED'`));
    await expect(marked).rejects.toThrow(/nothing reverses it/);
  });

  it('of one source under the same terms exist once', async () => {
    const copy = inTransaction(null, (client) =>
      client.query(
        `INSERT INTO accrual SELECT (jsonb_populate_record(a, '{"id": "acc_copy"}')).* FROM accrual a LIMIT 1`,
      ),
    );
    await expect(copy).rejects.toThrow(/duplicate key value/);
  });
});

async function countEntries(): Promise<string | undefined> {
  return (await incentives.owner.query<{ count: string }>('SELECT count(*) FROM journal_entry')).rows[0]
    ?.count;
}

async function tableHash(table: string): Promise<string | undefined> {
  const { rows } = await incentives.owner.query<{ hash: string }>(
    `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) AS hash FROM ${table} t`,
  );
  return rows[0]?.hash;
}
