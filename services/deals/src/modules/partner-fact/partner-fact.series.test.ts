import { addDays, addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  contractStatuses,
  joinTimeline,
  stateOn,
  withStatus,
} from '../managed-contract/managed-contract.timeline.ts';
import type { ContractState, ContractStatus } from '../managed-contract/managed-contract.timeline.ts';
import { factsToSend } from './partner-fact.restatement.ts';
import type { SentFact } from './partner-fact.restatement.ts';
import { factKey, factSeries } from './partner-fact.series.ts';
import type { DatedFact } from './partner-fact.series.ts';
import { emptySums } from './partner-fact.sums.ts';
import { factsOf } from './partner-fact.values.ts';
import type { FactValue } from './partner-fact.fact.ts';
import type { DealStretch, ManagedHistory, PartnerHistory } from './partner-fact.history.ts';

const inForce = (series: readonly DatedFact[], kpi: string, day: LocalDate): FactValue | undefined =>
  series.findLast((fact) => fact.kpi === kpi && fact.asOf <= day);

const states = (
  from: LocalDate,
  mrrMinor: bigint,
  seats: number,
  changes: readonly [LocalDate, ContractStatus][] = [],
) =>
  changes.reduce<readonly ContractState[]>(
    (all, [on, status]) => withStatus(all, on, status),
    joinTimeline(
      [{ on: from, mrrMinor, contractedSeats: seats, isPriceChange: false }],
      [{ on: from, status: 'ACTIVE' }],
    ),
  );
const contract = (over: Partial<ManagedHistory>): ManagedHistory => ({
  contractId: 'ctr_1',
  customerId: 'cus_1',
  currency: 'USD',
  seatUnit: 'SEAT',
  termEnd: '2026-01-01',
  states: states('2025-01-01', 100_00n, 100),
  seatCounts: [],
  decidedOn: null,
  predecessorId: null,
  ...over,
});
const noRecords = {
  enrolledOn: null,
  wins: [],
  credits: [],
  registrations: [],
  slaResults: [],
  surveys: [],
  movements: [],
};
const history = (over: Partial<PartnerHistory>): PartnerHistory => ({
  ...noRecords,
  currency: 'USD',
  deals: [],
  contracts: [],
  ...over,
});

// A thousand cases take seconds on a busy machine.
const propertyTimeoutMs = 60_000;

test('the golden partner: seats 1,200 to 1,320 are 10 per cent growth', () => {
  const series = factSeries(
    history({
      contracts: [
        contract({
          states: states('2025-01-01', 1n, 1200),
          seatCounts: [{ date: '2026-03-01', billable: 1320, isPartnerReported: false }],
        }),
      ],
    }),
    '2026-10-15',
  );
  expect(inForce(series, 'SEAT_GROWTH', '2026-10-15')).toMatchObject({
    status: 'OK',
    numerator: '120',
    denominator: '1200',
    unit: 'SEATS',
    sampleSize: 1,
  });
  expect(inForce(series, 'SEAT_GROWTH', '2025-12-31')).toMatchObject({
    status: 'NO_BASE',
    numerator: '1200',
    denominator: '0',
  });
});

test('gross retention caps each customer at its base, net retention does not, and a lost customer counts in both', () => {
  const grown = joinTimeline(
    [
      { on: '2025-01-01', mrrMinor: 100_00n, contractedSeats: 1, isPriceChange: false },
      { on: '2025-06-01', mrrMinor: 150_00n, contractedSeats: 1, isPriceChange: false },
    ],
    [{ on: '2025-01-01', status: 'ACTIVE' }],
  );
  const series = factSeries(
    history({
      contracts: [
        contract({ states: grown }),
        contract({
          contractId: 'ctr_2',
          customerId: 'cus_2',
          states: states('2025-01-01', 60_00n, 1, [['2025-09-01', 'ENDED_CHURNED']]),
        }),
        contract({ contractId: 'ctr_3', customerId: 'cus_3', states: states('2025-05-01', 900_00n, 1) }),
      ],
    }),
    '2026-02-01',
  );
  expect(inForce(series, 'GROSS_REVENUE_RETENTION', '2026-01-15')).toMatchObject({
    status: 'OK',
    numerator: '100.00',
    denominator: '160.00',
    sampleSize: 2,
  });
  expect(inForce(series, 'NET_REVENUE_RETENTION', '2026-01-15')).toMatchObject({
    numerator: '150.00',
    denominator: '160.00',
  });
  expect(inForce(series, 'LOGO_RETENTION', '2026-01-15')).toMatchObject({ numerator: '1', denominator: '2' });
});

test('a price change is no retention, and a customer transferred to another partner leaves the base', () => {
  const dearer = joinTimeline(
    [
      { on: '2025-01-01', mrrMinor: 100_00n, contractedSeats: 1, isPriceChange: false },
      { on: '2025-06-01', mrrMinor: 80_00n, contractedSeats: 1, isPriceChange: false },
      { on: '2025-07-01', mrrMinor: 95_00n, contractedSeats: 1, isPriceChange: true },
    ],
    [{ on: '2025-01-01', status: 'ACTIVE' }],
  );
  const series = factSeries(
    history({
      contracts: [
        contract({ states: dearer }),
        contract({
          contractId: 'ctr_2',
          customerId: 'cus_2',
          states: states('2025-01-01', 70_00n, 1, [['2025-08-01', 'TRANSFERRED']]),
        }),
      ],
    }),
    '2026-01-01',
  );
  expect(inForce(series, 'GROSS_REVENUE_RETENTION', '2026-01-01')).toMatchObject({
    numerator: '80.00',
    denominator: '100.00',
    sampleSize: 1,
  });
  expect(inForce(series, 'NET_REVENUE_RETENTION', '2026-01-01')).toMatchObject({
    numerator: '95.00',
    denominator: '100.00',
  });
});

test('a renewal counts in the quarter of the original term end; an undecided one is pending, then lapsed', () => {
  const renewed = contract({
    decidedOn: '2025-11-20',
    states: states('2025-01-01', 1n, 1, [['2026-01-01', 'ENDED_RENEWED']]),
  });
  const undecided = contract({ contractId: 'ctr_2', termEnd: '2026-02-01' });
  const series = factSeries(history({ contracts: [renewed, undecided] }), '2026-12-31');
  const rate = (day: LocalDate) => {
    const fact = inForce(series, 'RENEWAL_RATE', day);
    return [fact?.status, fact?.numerator, fact?.denominator];
  };
  expect(rate('2025-12-31')).toEqual(['NO_BASE', '0', '0']);
  expect(rate('2026-01-01')).toEqual(['OK', '1', '1']);
  expect(rate('2026-02-01')).toEqual(['OK', '1', '1']);
  expect(rate('2026-03-03')).toEqual(['OK', '1', '1']);
  expect(rate('2026-03-04')).toEqual(['OK', '1', '2']);
  expect(rate('2026-04-01')).toEqual(['OK', '0', '1']);
  expect(rate('2026-05-01')).toEqual(['NO_BASE', '0', '0']);
  const alone = factSeries(history({ contracts: [undecided] }), '2026-12-31');
  expect(inForce(alone, 'RENEWAL_RATE', '2026-02-10')?.status).toBe('PENDING');
});

test('a reseller without managed contracts: contract figures do not apply, sourced money counts for twelve months', () => {
  const series = factSeries(
    history({
      deals: [
        { outcome: 'OPEN', from: '2016-10-20', to: '2017-03-01', valueMinor: 550_00n, oneTimeMinor: 0n },
        { outcome: 'WON', from: '2017-03-01', to: null, valueMinor: 517_00n, oneTimeMinor: 400_00n },
      ],
    }),
    '2026-10-15',
  );
  expect(inForce(series, 'GROSS_REVENUE_RETENTION', '2017-01-01')?.status).toBe('NOT_APPLICABLE');
  const told = series
    .filter(({ kpi }) => kpi.startsWith('SOURCED'))
    .map(({ kpi, asOf, numerator, sampleSize }) => [asOf, kpi, numerator, sampleSize]);
  expect(told).toEqual([
    ['2016-10-20', 'SOURCED_REVENUE_VS_PLAN', '0.00', 0],
    ['2016-10-20', 'SOURCED_PIPELINE_VS_PLAN', '550.00', 1],
    ['2017-03-01', 'SOURCED_REVENUE_VS_PLAN', '517.00', 1],
    ['2017-03-01', 'SOURCED_PIPELINE_VS_PLAN', '0.00', 0],
    ['2018-03-01', 'SOURCED_REVENUE_VS_PLAN', '0.00', 0],
  ]);
  expect(inForce(series, 'SOURCED_REVENUE_VS_PLAN', '2017-03-01')?.details).toEqual([
    { name: 'oneTime', value: '400.00' },
    { name: 'recurring', value: '117.00' },
  ]);
});

const start = '2024-01-20';
const day = fc.integer({ min: 0, max: 500 }).map((n) => addDays(start, n));
const nullable = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const anyDeal: fc.Arbitrary<DealStretch> = fc
  .record({
    outcome: fc.constantFrom('OPEN', 'WON'),
    from: day,
    length: nullable(fc.integer({ min: 1, max: 500 })),
    valueMinor: fc.bigInt({ min: 0n, max: 999n }),
    oneTimeMinor: fc.bigInt({ min: 0n, max: 999n }),
  })
  .map(({ length, ...each }) => ({ ...each, to: length === null ? null : addDays(each.from, length) }));
const unique = { selector: ([on]: readonly [LocalDate, ...unknown[]]) => on };
const anyContract = fc
  .record({
    customerId: fc.constantFrom('cus_1', 'cus_2', 'cus_3'),
    currency: fc.constantFrom('USD', 'USD', 'EUR'),
    seatUnit: fc.constantFrom('SEAT', 'DEVICE'),
    termEnd: day,
    decidedOn: nullable(day),
    terms: fc.uniqueArray(fc.tuple(day, fc.bigInt({ min: 0n, max: 99n }), fc.nat(9), fc.boolean()), {
      ...unique,
      minLength: 1,
      maxLength: 4,
    }),
    statuses: fc.uniqueArray(fc.tuple(day, fc.constantFrom(...contractStatuses, 'ACTIVE' as const)), {
      ...unique,
      maxLength: 4,
    }),
    counts: fc.uniqueArray(fc.tuple(day, fc.nat(9), fc.boolean()), { ...unique, maxLength: 4 }),
  })
  .map(({ terms, statuses, counts, ...each }) => ({
    ...each,
    states: joinTimeline(
      terms.map(([on, mrrMinor, contractedSeats, isPriceChange]) => ({
        on,
        mrrMinor,
        contractedSeats,
        isPriceChange,
      })),
      statuses.map(([on, status]) => ({ on, status })),
    ),
    seatCounts: counts
      .map(([date, billable, isPartnerReported]) => ({ date, billable, isPartnerReported }))
      .sort((a, b) => (a.date < b.date ? -1 : 1)),
  }));
const anyHistory: fc.Arbitrary<PartnerHistory> = fc
  .record({ deals: fc.array(anyDeal, { maxLength: 5 }), contracts: fc.array(anyContract, { maxLength: 5 }) })
  .map(({ deals, contracts }) => ({
    ...noRecords,
    currency: 'USD',
    deals,
    // Every other contract continues the one before it.
    contracts: contracts.map((each, index) => ({
      ...each,
      contractId: `ctr_${index}`,
      predecessorId: index % 2 === 1 ? `ctr_${index - 1}` : null,
    })),
  }));

/** The figures of one day straight from their definitions, without carrying anything from another day. */
function factsOn({ deals, contracts, currency }: PartnerHistory, today: LocalDate): readonly FactValue[] {
  const yearAgo = addMonths(today, -12);
  const active = (each: ManagedHistory, on: LocalDate) => stateOn(each.states, on)?.status === 'ACTIVE';
  const earned = (each: ManagedHistory, on: LocalDate) =>
    each.currency === currency && active(each, on) ? stateOn(each.states, on)!.mrrMinor : 0n;
  const sums = {
    ...emptySums(currency),
    retention: { ...emptySums(currency).retention },
    renewals: { ...emptySums(currency).renewals },
  };
  const retention = sums.retention as {
    -readonly [Key in keyof typeof sums.retention]: (typeof sums.retention)[Key];
  };
  for (const customerId of new Set(contracts.map((each) => each.customerId))) {
    const own = contracts.filter((each) => each.customerId === customerId);
    const isKept = own.some((each) => active(each, today));
    const isGone = !isKept && own.some((each) => stateOn(each.states, today)?.status === 'TRANSFERRED');
    if (!own.some((each) => active(each, yearAgo)) || isGone) continue;
    const base = own.reduce((sum, each) => sum + earned(each, yearAgo), 0n);
    const net = own.reduce((sum, each) => sum + earned(each, today), 0n);
    const price = own.reduce((sum, each) => sum + pricesBetween(each, yearAgo, today), 0n);
    const scope = isKept && net - price > 0n ? net - price : 0n;
    retention.baseCustomers += 1;
    retention.keptCustomers += isKept ? 1 : 0;
    retention.baseMrr += base;
    retention.netMrr += net;
    retention.grossMrr += scope < base ? scope : base;
  }
  function pricesBetween(each: ManagedHistory, after: LocalDate, until: LocalDate): bigint {
    return each.states
      .filter(({ isPriceChange, from }) => isPriceChange && from > after && from <= until)
      .map(({ from }) => [earned(each, addDays(from, -1)), earned(each, from)] as const)
      .reduce((sum, [before, now]) => (before > 0n && now > 0n ? sum + now - before : sum), 0n);
  }
  const seats = new Map<
    string,
    { base: number; now: number; baseContracts: number; reportedCounts: number }
  >();
  for (const each of contracts) {
    const unit = seats.get(each.seatUnit) ?? { base: 0, now: 0, baseContracts: 0, reportedCounts: 0 };
    for (const [field, on] of [
      ['base', yearAgo],
      ['now', today],
    ] as const) {
      const isElsewhere = stateOn(each.states, today)?.status === 'TRANSFERRED';
      if (!active(each, on) || isElsewhere) continue;
      const count = each.seatCounts.filter(({ date }) => date <= on).at(-1);
      unit[field] += count ? count.billable : stateOn(each.states, on)!.contractedSeats;
      unit.reportedCounts += count?.isPartnerReported ? 1 : 0;
      if (field === 'base') unit.baseContracts += 1;
    }
    seats.set(each.seatUnit, unit);
  }
  const prices = new Map<
    string,
    { contracts: number; seats: number; mrrMinor: bigint; reportedCounts: number }
  >();
  for (const each of contracts.filter((every) => every.currency === currency && active(every, today))) {
    const unit = prices.get(each.seatUnit) ?? { contracts: 0, seats: 0, mrrMinor: 0n, reportedCounts: 0 };
    const count = each.seatCounts.filter(({ date }) => date <= today).at(-1);
    unit.contracts += 1;
    unit.seats += count ? count.billable : stateOn(each.states, today)!.contractedSeats;
    unit.mrrMinor += earned(each, today);
    unit.reportedCounts += count?.isPartnerReported ? 1 : 0;
    prices.set(each.seatUnit, unit);
  }
  const renewals = sums.renewals as {
    -readonly [Key in keyof typeof sums.renewals]: (typeof sums.renewals)[Key];
  };
  const ending = (each: ManagedHistory) => {
    const inForce = each.states.filter(({ status }) => status === 'ACTIVE');
    const last = inForce.filter(({ from }) => from < each.termEnd).at(-1) ?? inForce.at(-1);
    return each.currency === currency ? (last?.mrrMinor ?? 0n) : 0n;
  };
  const follows = (each: ManagedHistory) => contracts.find((next) => next.predecessorId === each.contractId);
  for (const each of contracts) {
    const isInQuarter = each.termEnd <= today && each.termEnd > addMonths(today, -3);
    const final = each.states.at(-1)!.status;
    if (
      !isInQuarter ||
      final === 'TRANSFERRED' ||
      !each.states.some(({ status, from }) => status === 'ACTIVE' && from <= today)
    )
      continue;
    const isDecided = each.decidedOn !== null && each.decidedOn <= today;
    if (isDecided && final === 'ENDED_RENEWED') {
      const next = follows(each);
      const renewed = next?.currency === currency ? next.states[0]!.mrrMinor : 0n;
      renewals.renewed += 1;
      renewals.onTime += each.decidedOn! <= each.termEnd ? 1 : 0;
      renewals.keptMinor += renewed < ending(each) ? renewed : ending(each);
      renewals.endingMinor += ending(each);
      continue;
    }
    const isInGrace =
      !(isDecided && ['ENDED_CHURNED', 'TERMINATED_EARLY'].includes(final)) &&
      today <= addDays(each.termEnd, 30);
    if (!isInGrace) renewals.endingMinor += ending(each);
    if (isDecided && (final === 'ENDED_CHURNED' || final === 'TERMINATED_EARLY')) renewals.lost += 1;
    else if (today > addDays(each.termEnd, 30)) renewals.lapsed += 1;
    else renewals.pending += 1;
  }
  const sumOf = (list: readonly DealStretch[]) => ({
    count: list.length,
    amountMinor: list.reduce((sum, each) => sum + each.valueMinor, 0n),
    oneTimeMinor: list.reduce((sum, each) => sum + each.oneTimeMinor, 0n),
  });
  const holds = ({ from, to }: DealStretch) => from <= today && (to === null || today < to);
  return factsOf({
    ...sums,
    seats,
    prices,
    hasManaged: contracts.some((each) =>
      each.states.some(({ status, from }) => status === 'ACTIVE' && from <= today),
    ),
    sourcedRevenue: sumOf(
      deals.filter((each) => each.outcome === 'WON' && holds(each) && each.from > yearAgo),
    ),
    sourcedPipeline: sumOf(deals.filter((each) => each.outcome === 'OPEN' && holds(each))),
  });
}

const lastDay = addDays(start, 960);
const stepDays = fc.integer({ min: 0, max: 960 });

test(
  'the sweep tells for any day what the definitions tell for that day',
  () => {
    fc.assert(
      fc.property(anyHistory, fc.array(stepDays, { minLength: 12, maxLength: 12 }), (each, sample) => {
        const series = factSeries(each, lastDay);
        const first = series[0]?.asOf;
        const changes = series.flatMap(({ asOf }) => [asOf, addDays(asOf, -1), addDays(asOf, 1)]);
        for (const on of new Set([...sample.map((n) => addDays(start, n)), ...changes])) {
          if (first === undefined || on < first || on > lastDay) continue;
          const told = factsOn(each, on).map(factKey);
          const swept = told.map((key) => factKey(inForce(series, key.split('|')[0]!, on)!));
          expect(swept, on).toEqual(told);
        }
      }),
      { numRuns: 1000 },
    );
  },
  propertyTimeoutMs,
);

test(
  'the sweep tells nothing twice in a row',
  () => {
    fc.assert(
      fc.property(anyHistory, (each) => {
        const told = new Map<string, string>();
        for (const fact of factSeries(each, lastDay)) {
          expect(told.get(fact.kpi)).not.toBe(factKey(fact));
          told.set(fact.kpi, factKey(fact));
        }
      }),
      { numRuns: 1000 },
    );
  },
  propertyTimeoutMs,
);

test(
  'after any correction the receiver knows the corrected series for every day',
  () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, (before, after) => {
        const options = { from: '2000-01-01', currency: 'USD' };
        const ledger = new Map<string, SentFact & { fact: DatedFact }>();
        const send = (facts: readonly DatedFact[]) => {
          for (const fact of facts)
            ledger.set(`${fact.kpi} ${fact.asOf}`, {
              kpi: fact.kpi,
              asOf: fact.asOf,
              content: factKey(fact),
              fact,
            });
        };
        send(factsToSend([], factSeries(before, lastDay), options));
        const series = factSeries(after, lastDay);
        send(factsToSend([...ledger.values()], series, options));
        const received = [...ledger.values()]
          .map(({ fact }) => fact)
          .sort((a, b) => (a.asOf < b.asOf ? -1 : 1));
        for (const { kpi, asOf } of series) {
          for (const on of [asOf, addDays(asOf, 1)]) {
            expect(factKey(inForce(received, kpi, on)!)).toBe(factKey(inForce(series, kpi, on)!));
          }
        }
        expect(factsToSend([...ledger.values()], series, options)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  },
  propertyTimeoutMs,
);

test('a trailing year begins with what was true on 1 March, though 29 February enters it on the same day', () => {
  const series = factSeries(
    history({
      contracts: [
        contract({ contractId: 'ctr_1', states: states('2024-03-01', 100_00n, 100), termEnd: '2027-03-01' }),
        contract({
          contractId: 'ctr_2',
          states: states('2024-02-29', 50_00n, 50, [['2024-03-05', 'TERMINATED_EARLY']]),
          termEnd: '2027-03-01',
        }),
        contract({
          contractId: 'ctr_3',
          customerId: 'cus_2',
          states: states('2023-06-01', 70_00n, 70, [['2024-03-01', 'TERMINATED_EARLY']]),
          seatCounts: [{ date: '2024-02-29', billable: 9, isPartnerReported: false }],
          termEnd: '2027-03-01',
        }),
      ],
    }),
    '2025-03-10',
  );
  expect(inForce(series, 'NET_REVENUE_RETENTION', '2025-03-02')).toMatchObject({
    numerator: '100.00',
    denominator: '150.00',
    sampleSize: 1,
  });
  expect(inForce(series, 'SEAT_GROWTH', '2025-03-02')).toMatchObject({
    numerator: '-50',
    denominator: '150',
  });
  expect(inForce(series, 'SEAT_GROWTH', '2025-03-10')).toMatchObject({ numerator: '0', denominator: '100' });
});

test('35 partners with 250 deals each over 500 days take less than two seconds', () => {
  const began = performance.now();
  let facts = 0;
  for (let partner = 0; partner < 35; partner += 1) {
    const deals = Array.from({ length: 250 }, (_, index): readonly DealStretch[] => {
      const opened = addDays('2016-10-20', (index * 7 + partner) % 400);
      const closed = addDays(opened, 30 + (index % 70));
      return [
        { outcome: 'OPEN', from: opened, to: closed, valueMinor: 550_00n, oneTimeMinor: 0n },
        { outcome: 'WON', from: closed, to: null, valueMinor: 517_00n + BigInt(index), oneTimeMinor: 0n },
      ];
    }).flat();
    facts += factSeries(history({ deals }), '2026-10-15').length;
  }
  expect(facts).toBeGreaterThan(35 * 500);
  expect(performance.now() - began).toBeLessThan(2000);
});
