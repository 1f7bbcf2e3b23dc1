import type { Client } from '@channelgraph/sdk';
import { expect, it } from 'vitest';
import { until } from '../../testkit/until.ts';
import { join, named, storedIds, usd, type Stage } from './stage.ts';

interface Sale {
  readonly key: string;
  readonly start: string;
  readonly mrr: string;
  /** The day on which it was terminated. */
  readonly terminatedOn?: string;
}

async function sell(ada: Client, partner: string, sales: readonly Sale[]): Promise<void> {
  const customers = sales.map(({ key }) => ({ ...named(`${key}-customer`), legalName: `Customer ${key}` }));
  storedIds(await ada.customers.upsertMany({ items: customers }));
  const items = sales.map(({ key, start, mrr, terminatedOn }) => ({
    ...named(key),
    partner: { id: partner },
    customer: named(`${key}-customer`),
    productLines: [named('endpoint-care')],
    ...(terminatedOn === undefined
      ? { status: 'ACTIVE' }
      : { status: 'TERMINATED_EARLY', statusOn: terminatedOn, decidedOn: terminatedOn }),
    termStart: start,
    termMonths: 24,
    mrr: usd(mrr),
    contractedSeats: 10,
  }));
  storedIds(await ada.contracts.upsertMany({ items }));
}

/** New recurring revenue rises while more is lost: the distress that a sum of sales would hide. */
export function grossAgainstNet(stage: Stage): void {
  let partner: string;

  it('shows in the waterfall of recurring revenue, whose every month closes', async () => {
    const program = stage();
    partner = await join(program, {
      key: 'leaky',
      name: 'Leaky Bucket MSP',
      types: ['MSP'],
      segment: 'PURE_PLAY',
      programKey: 'msp-program',
      joinedOn: '2025-01-01',
    });
    await sell(program.as('ada.admin'), partner, [
      { key: 'leaky-0', start: '2025-06-01', mrr: '9000.00' },
      { key: 'leaky-1', start: '2025-06-01', mrr: '5000.00', terminatedOn: '2026-08-20' },
      { key: 'leaky-2', start: '2025-06-01', mrr: '4000.00', terminatedOn: '2026-09-10' },
      { key: 'leaky-3', start: '2026-08-05', mrr: '1000.00' },
      { key: 'leaky-4', start: '2026-09-05', mrr: '1200.00' },
    ]);
    const waterfall = await program
      .as('marc.cam')
      .pipelines.mrrWaterfall({ partnerId: partner }, { from: '2026-07-31', to: '2026-09-30' });
    const [line] = waterfall.lines;
    const read = ({ opening, grossNew, net, closing, isDistressed }: NonNullable<typeof line>['sums']) => [
      ...[opening, grossNew, net, closing].map(({ amount }) => amount),
      isDistressed,
    ];
    expect(line?.months.map(({ month, sums }) => [month, ...read(sums)])).toEqual([
      ['2026-08-01', '18000.00', '1000.00', '-4000.00', '14000.00', true],
      ['2026-09-01', '14000.00', '1200.00', '-2800.00', '11200.00', true],
    ]);
    expect(line && read(line.sums)).toEqual(['18000.00', '2200.00', '-6800.00', '11200.00', true]);
  });

  it('raises one alert for the account manager, and none for anybody else’s', async () => {
    const program = stage();
    const filter = { code: { eq: 'NET_MRR_DISTRESS' }, partnerId: { eq: partner } };
    const alerts = await until(
      () => program.as('marc.cam').alerts.list({ filter }).toArray({ max: 5 }),
      (found) => found.length > 0,
      { what: 'the alert' },
    );
    expect(alerts.map(({ status, severity, since }) => [status, severity, since])).toEqual([
      ['OPEN', 'CRITICAL', '2026-10-01'],
    ]);
    expect(await program.as('carla.cam').alerts.list({ filter }).toArray({ max: 5 })).toEqual([]);
    expect(await program.as('harbor.admin').alerts.list({ filter }).toArray({ max: 5 })).toEqual([]);
  });

  it('is over when more is sold than lost, and the alert ends by itself', async () => {
    const program = stage();
    await sell(program.as('ada.admin'), partner, [{ key: 'leaky-5', start: '2026-10-06', mrr: '2500.00' }]);
    program.setClock('2026-11-02T12:00:00Z');
    await program.runTask('deals', 'evaluate_alerts');
    const filter = { code: { eq: 'NET_MRR_DISTRESS' }, partnerId: { eq: partner } };
    const alerts = await until(
      () => program.as('marc.cam').alerts.list({ filter }).toArray({ max: 5 }),
      ([alert]) => alert?.status !== 'OPEN',
      { what: 'the alert to end' },
    );
    expect(alerts.map(({ status }) => status)).toEqual(['AUTO_RESOLVED']);
  });
}
