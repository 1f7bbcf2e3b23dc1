import { beforeEach, describe, expect, it } from 'vitest';
import { recomputeAmount, readExplanation } from '../src/modules/settlement/settlement.commission.ts';
import {
  harbor,
  lattice,
  monthClosed,
  owedTo,
  partnerChanged,
  publishPlan,
  ridgeline,
  startIncentives,
  storedAccruals,
  type Incentives,
} from './support.ts';

let incentives: Incentives;

beforeEach(async () => {
  incentives = await startIncentives();
  return () => incentives[Symbol.asyncDispose]();
});

const amounts = async (): Promise<string[]> =>
  (await storedAccruals(incentives)).map(
    (row) => `${row.partner_id} ${row.amount_minor} ${row.currency} ${row.status}`,
  );

describe('a closed month', () => {
  it('accrues the rate of the tier on the billed MRR and books it', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1234.56'));
    expect(await amounts()).toEqual([`${harbor} 9876 USD ACCRUED`]);
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '9876' });
    const { rows } = await incentives.owner.query(
      `SELECT e.posted_on::text, e.description, a.kind, p.amount_minor FROM posting p
       JOIN journal_entry e ON e.id = p.entry_id JOIN ledger_account a ON a.id = p.account_id ORDER BY a.kind`,
    );
    expect(rows).toEqual([
      {
        posted_on: '2026-09-30',
        description: 'Commission for 2026-09',
        kind: 'VENDOR_EXPENSE',
        amount_minor: '9876',
      },
      {
        posted_on: '2026-09-30',
        description: 'Commission for 2026-09',
        kind: 'PARTNER_PAYABLE',
        amount_minor: '-9876',
      },
    ]);
  });

  it('delivered by 20 calls at once accrues once', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    const event = monthClosed('2026-09-01', '1000.00');
    await Promise.all(Array.from({ length: 20 }, () => incentives.subgraph.consume(event)));
    expect(await amounts()).toEqual([`${harbor} 8000 USD ACCRUED`]);
  });

  it('told by 20 different events at once with the same figure accrues once', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    const events = Array.from({ length: 20 }, () => monthClosed('2026-09-01', '1000.00'));
    await Promise.all(events.map((event) => incentives.subgraph.consume(event)));
    expect(await amounts()).toEqual([`${harbor} 8000 USD ACCRUED`]);
  });

  it('restated by another figure accrues the difference as a new row, dated on the day of the change', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
    const restated = monthClosed('2026-09-01', '1250.55');
    await incentives.subgraph.consume(restated);
    await incentives.subgraph.consume(restated);
    await incentives.subgraph.consume(monthClosed('2026-09-01', '300.00'));
    const rows = await storedAccruals(incentives);
    expect(rows.map((row) => [row.base_minor, row.already_accrued_minor, row.amount_minor])).toEqual([
      ['100000', '0', '8000'],
      ['125055', '8000', '2004'],
      ['30000', '10004', '-7604'],
    ]);
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '2400' });
    const { rows: days } = await incentives.owner.query(
      'SELECT posted_on::text AS day FROM journal_entry ORDER BY id',
    );
    expect(days.map(({ day }) => day)).toEqual(['2026-09-30', '2026-10-15', '2026-10-15']);
    for (const row of rows) {
      expect(recomputeAmount(readExplanation(row.explanation)).amountMinor).toBe(BigInt(row.amount_minor));
    }
  });

  it('replayed after a newer one changes nothing, even when the inbox forgot it', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    const old = monthClosed('2026-09-01', '1000.00');
    await incentives.subgraph.consume(old);
    await incentives.subgraph.consume(monthClosed('2026-09-01', '0.00'));
    await incentives.owner.query('DELETE FROM channelgraph.inbox');
    await incentives.subgraph.consume(old);
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
  });

  it('of a contract that was not active pays nothing', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '0.00'));
    expect(await amounts()).toEqual([]);
  });

  it('is refused while its partner is unknown, and accepted once it is known', async () => {
    await publishPlan(incentives);
    const event = monthClosed('2026-09-01', '1000.00');
    await expect(incentives.subgraph.consume(event)).rejects.toThrow('not known here yet');
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(event);
    expect(await amounts()).toEqual([`${harbor} 8000 USD ACCRUED`]);
  });

  it('that came before the tier of its partner is settled when the tier comes', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor, { tiers: [] }));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
    expect(await amounts()).toEqual([]);
    await incentives.subgraph.consume(partnerChanged(harbor));
    expect(await incentives.subgraph.runJobs()).toBe(1);
    expect(await amounts()).toEqual([`${harbor} 8000 USD ACCRUED`]);
  });

  it('that came before its plan is settled when the plan is published', async () => {
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
    await incentives.subgraph.consume(monthClosed('2023-09-01', '1000.00'));
    await publishPlan(incentives);
    await incentives.subgraph.runJobs();
    expect(await amounts()).toEqual([`${harbor} 8000 USD ACCRUED`]);
  });

  it('is paid by the tier on its last day', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(
      partnerChanged(harbor, {
        tiers: [
          { tierId: 'tir_1', rank: 1, from: '2024-01-01', to: '2026-08-31' },
          { tierId: 'tir_3', rank: 3, from: '2026-08-31', to: null },
        ],
      }),
    );
    await incentives.subgraph.consume(monthClosed('2026-07-01', '1000.00'));
    await incentives.subgraph.consume(monthClosed('2026-08-01', '1000.00'));
    expect(await amounts()).toEqual([`${harbor} 5000 USD ACCRUED`, `${harbor} 12500 USD ACCRUED`]);
  });

  it('moves to the partner and the currency that deals names last', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(partnerChanged(ridgeline));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00', { partnerId: ridgeline }));
    await incentives.subgraph.consume(
      monthClosed('2026-09-01', '100000', { partnerId: ridgeline, currency: 'JPY' }),
    );
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
    expect(await owedTo(incentives, ridgeline)).toEqual({ USD: '0', JPY: '8000' });
  });

  it('beyond the cap pays nothing, in whatever order the months arrive', async () => {
    await publishPlan(incentives, { capMonths: 2 });
    await incentives.subgraph.consume(partnerChanged(harbor));
    for (const month of ['2026-09-01', '2026-07-01', '2026-08-01', '2026-06-01']) {
      await incentives.subgraph.consume(monthClosed(month, '1000.00'));
    }
    const { rows } = await incentives.owner.query(
      `SELECT period::text AS month, sum(amount_minor)::text AS amount FROM accrual GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { month: '2026-06-01', amount: '8000' },
      { month: '2026-07-01', amount: '8000' },
      { month: '2026-08-01', amount: '0' },
      { month: '2026-09-01', amount: '0' },
    ]);
  });

  it('of a technology alliance pays nothing, unless the plan names the partner', async () => {
    await incentives.subgraph.consume(partnerChanged(lattice, { types: ['TECHNOLOGY_ALLIANCE'] }));
    await publishPlan(incentives, { effectiveTo: '2026-09-01' });
    await publishPlan(incentives, { effectiveFrom: '2026-09-01', includedPartnerIds: [lattice] });
    await incentives.subgraph.consume(monthClosed('2026-08-01', '1000.00', { partnerId: lattice }));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00', { partnerId: lattice }));
    expect(await amounts()).toEqual([`${lattice} 8000 USD ACCRUED`]);
    await incentives.subgraph.consume(partnerChanged(lattice, { types: ['TECHNOLOGY_ALLIANCE', 'MSP'] }));
    await incentives.subgraph.consume(monthClosed('2026-08-01', '2000.00', { partnerId: lattice }));
    expect(await amounts()).toEqual([`${lattice} 8000 USD ACCRUED`]);
  });
});
