import { expect, it } from 'vitest';
import { named, partnerOf, storedIds, usd, type Stage } from './stage.ts';

/** A fact as the scorecard takes it: numerator, denominator and where it is from. */
type Told = readonly [numerator: string | null, denominator: string | null, provenance: string];

interface Facts {
  readonly partner: {
    readonly metricFacts: {
      readonly nodes: readonly {
        readonly kpi: string;
        readonly numerator: string | null;
        readonly denominator: string | null;
        readonly provenance: string;
      }[];
    };
  };
}

interface Usage {
  readonly managedContract: {
    readonly usage: readonly {
      readonly month: string;
      readonly quantity: number | null;
      readonly billable: number;
      readonly monthlyMinimum: number;
      readonly daysTold: number;
    }[];
  };
}

/** A pure-play MSP with forty customers and consumption pricing, whose scorecard follows from its records. */
export function managedBase(stage: Stage): void {
  it('has its scorecard from raw records alone', async () => {
    const program = stage();
    const harbor = await partnerOf(program, 'harbor');
    const scorecard = await program.as('harbor.sales').scorecards.get(harbor);
    expect(scorecard?.total).toBe('71.28');
    const { data } = await program.ask<Facts>(
      'ada.admin',
      `{ partner(id: "${harbor}") { metricFacts(first: 100) { nodes { kpi numerator denominator provenance } } } }`,
    );
    // The latest is listed first.
    const facts = new Map(
      data?.partner.metricFacts.nodes
        .toReversed()
        .map(({ kpi, numerator, denominator, provenance }): [string, Told] => [
          kpi,
          [numerator, denominator, provenance],
        ]),
    );
    expect(facts.get('SEAT_GROWTH')).toEqual(['120', '1200', 'SYSTEM']);
    expect(facts.get('GROSS_REVENUE_RETENTION')).toEqual(['55200', '60000', 'SYSTEM']);
    expect(facts.get('NET_REVENUE_RETENTION')).toEqual(['63000', '60000', 'SYSTEM']);
    expect(facts.get('RENEWAL_RATE')).toEqual(['10', '11', 'SYSTEM']);
    expect(facts.get('SLA_COMPLIANCE')).toEqual(['188', '200', 'SYSTEM']);
    expect(facts.get('CUSTOMER_SATISFACTION')).toEqual(['45', '50', 'SYSTEM']);
  });

  it('is billed by what its customers use, and never below the minimum', async () => {
    const program = stage();
    const { managedContract: contract } = await program.as('carla.cam').contracts.create({
      ...named('scenario-consumption'),
      partner: named('harbor'),
      customer: named('harbor-customer-1'),
      productLines: [named('cloud-run')],
      status: 'ACTIVE',
      termStart: '2026-10-01',
      termMonths: 36,
      mrr: usd('1140.00'),
      contractedSeats: 30,
      usageAggregation: 'PEAK_IN_PERIOD',
      monthlyMinimum: 25,
      priceLockReference: 'PL-2026-7',
      priceLockedUntil: '2029-09-30',
      reason: 'Sold in September.',
    });
    // The first day after the term, and the first one on which the price is no longer locked.
    expect([contract.termEnd, contract.priceLockedUntil]).toEqual(['2029-10-01', '2029-09-30']);
    const billed = async () => {
      const { data, errors } = await program.ask<Usage>(
        'harbor.tech',
        `{ managedContract(id: "${contract.id}") { usage(from: "2026-10-01", to: "2026-10-31") {
           month quantity billable monthlyMinimum daysTold } } }`,
      );
      expect(errors).toBeUndefined();
      return data?.managedContract.usage;
    };
    const use = (day: string, quantity: number) => ({
      contract: { id: contract.id },
      productLine: named('cloud-run'),
      date: `2026-10-${day}`,
      quantity,
    });
    const tech = program.as('harbor.tech');
    storedIds(await tech.usageRecords.recordMany({ items: [use('01', 12), use('02', 19)] }));
    const month = { month: '2026-10-01', monthlyMinimum: 25, daysTold: 2 };
    expect(await billed()).toEqual([{ ...month, quantity: 19, billable: 25 }]);
    // What was told of a day before is corrected, not overwritten.
    storedIds(await tech.usageRecords.recordMany({ items: [use('02', 34)] }));
    expect(await billed()).toEqual([{ ...month, quantity: 34, billable: 34 }]);
  });
}
