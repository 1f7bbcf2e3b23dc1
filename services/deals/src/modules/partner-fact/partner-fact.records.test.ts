import { addDays, addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinTimeline } from '../managed-contract/managed-contract.timeline.ts';
import type { PartnerHistory } from './partner-fact.history.ts';
import type {
  MovementHistory,
  RegistrationHistory,
  SlaHistory,
  SurveyHistory,
} from './partner-fact.records.ts';
import { factSeries } from './partner-fact.series.ts';
import type { DatedFact } from './partner-fact.series.ts';

const nothing: PartnerHistory = {
  currency: 'USD',
  enrolledOn: null,
  deals: [],
  contracts: [],
  wins: [],
  credits: [],
  registrations: [],
  slaResults: [],
  surveys: [],
  movements: [],
};
const lastDay = '2026-12-31';
const inForce = (series: readonly DatedFact[], kpi: string, day: LocalDate) =>
  series.findLast((fact) => fact.kpi === kpi && fact.asOf <= day);
const told = (history: Partial<PartnerHistory>, kpi: string, day: LocalDate) => {
  const fact = inForce(factSeries({ ...nothing, ...history }, lastDay), kpi, day);
  return fact && [fact.status, fact.numerator, fact.denominator, fact.sampleSize, fact.provenance];
};
const detailsOf = (history: Partial<PartnerHistory>, kpi: string, day: LocalDate) =>
  Object.fromEntries(
    (inForce(factSeries({ ...nothing, ...history }, lastDay), kpi, day)?.details ?? []).map(
      ({ name, value }) => [name, value],
    ),
  );

const sla = (
  month: LocalDate,
  [met, breached, openBreached = 0]: readonly [number, number, number?],
  over: Partial<SlaHistory> = {},
): SlaHistory => ({
  contractId: 'ctr_1',
  severity: 1,
  month,
  met,
  breached,
  openBreached,
  provenance: 'SYSTEM',
  ...over,
});
const survey = (
  sentOn: LocalDate,
  score: number | null = null,
  respondedOn: LocalDate | null = score === null ? null : sentOn,
): SurveyHistory => ({ sentOn, respondedOn, score, provenance: 'SYSTEM' });
const registration = (
  submittedOn: LocalDate,
  over: Partial<RegistrationHistory> = {},
): RegistrationHistory => ({
  submittedOn,
  approvedOn: null,
  rejectedOn: null,
  outcome: null,
  outcomeOn: null,
  ...over,
});
const movement = (on: LocalDate, kind: MovementHistory['kind'], amountMinor: bigint): MovementHistory => ({
  on,
  kind,
  amountMinor,
});
const managed = {
  contracts: [
    {
      contractId: 'ctr_1',
      customerId: 'cus_1',
      currency: 'USD',
      seatUnit: 'SEAT',
      termEnd: '2027-01-01',
      decidedOn: null,
      predecessorId: null,
      states: joinTimeline(
        [{ on: '2026-01-01', mrrMinor: 100_00n, contractedSeats: 8, isPriceChange: false }],
        [{ on: '2026-01-01', status: 'ACTIVE' }],
      ),
      seatCounts: [{ date: '2026-02-01', billable: 10, isPartnerReported: true }],
    },
  ],
};

test('promises count once their month is over, for three months', () => {
  const slaResults = [sla('2026-07-01', [60, 5]), sla('2026-08-01', [64, 4]), sla('2026-09-01', [64, 3])];
  const on = (day: LocalDate) => told({ slaResults }, 'SLA_COMPLIANCE', day);
  expect(on('2026-07-31')).toBeUndefined();
  expect(on('2026-08-01')).toEqual(['OK', '60', '65', 65, 'SYSTEM']);
  expect(on('2026-10-15')).toEqual(['OK', '188', '200', 200, 'SYSTEM']);
  expect(on('2026-11-01')).toEqual(['OK', '128', '135', 135, 'SYSTEM']);
  expect(on('2027-01-01')).toEqual(['OK', '64', '67', 67, 'SYSTEM']);
});

test('a clock that is open and too late is breached, once however many months tell of it', () => {
  const slaResults = [sla('2026-07-01', [9, 1, 1]), sla('2026-08-01', [9, 1, 1]), sla('2026-09-01', [9, 1])];
  expect(told({ slaResults: slaResults.slice(0, 1) }, 'SLA_COMPLIANCE', '2026-10-15')?.slice(1, 3)).toEqual([
    '9',
    '10',
  ]);
  expect(told({ slaResults }, 'SLA_COMPLIANCE', '2026-10-15')?.slice(1, 3)).toEqual(['27', '28']);
});

test('a figure is trusted as far as the least trusted record behind it', () => {
  const slaResults = [
    sla('2026-08-01', [9, 1], { provenance: 'VERIFIED' }),
    sla('2026-09-01', [9, 1], { provenance: 'PARTNER_REPORTED' }),
  ];
  expect(told({ slaResults }, 'SLA_COMPLIANCE', '2026-09-15')?.[4]).toBe('VERIFIED');
  expect(told({ slaResults }, 'SLA_COMPLIANCE', '2026-10-15')?.[4]).toBe('PARTNER_REPORTED');
  expect(told({ slaResults }, 'SLA_COMPLIANCE', '2026-12-15')?.[4]).toBe('PARTNER_REPORTED');
});

test('of promises a partner without contracts is not asked, one with contracts lacks them', () => {
  expect(told({ enrolledOn: '2026-01-01' }, 'SLA_COMPLIANCE', '2026-02-01')?.[0]).toBe('NOT_APPLICABLE');
  expect(told(managed, 'SLA_COMPLIANCE', '2026-02-01')).toEqual(['NO_BASE', '0', '0', 0, 'SYSTEM']);
});

test('satisfaction: 45 of 50 answers, their mean and how many answered', () => {
  const surveys = [
    ...Array.from({ length: 30 }, () => survey('2026-09-01', 5)),
    ...Array.from({ length: 15 }, () => survey('2026-09-02', 4)),
    ...Array.from({ length: 5 }, () => survey('2026-09-03', 2)),
    ...Array.from({ length: 14 }, () => survey('2026-09-04')),
  ];
  expect(told({ surveys }, 'CUSTOMER_SATISFACTION', '2026-10-15')).toEqual(['OK', '45', '50', 50, 'SYSTEM']);
  expect(detailsOf({ surveys }, 'CUSTOMER_SATISFACTION', '2026-10-15')).toEqual({
    mean: '4.40',
    responseRate: '0.78',
  });
});

test('fewer than five answers are insufficient, none is nothing; an answer counts for ninety days', () => {
  const surveys = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'].map((day) =>
    survey(day, 4),
  );
  const on = (day: LocalDate) => told({ surveys }, 'CUSTOMER_SATISFACTION', day)?.slice(0, 3);
  expect(on('2026-03-04')).toEqual(['INSUFFICIENT_DATA', '4', '4']);
  expect(on('2026-03-05')).toEqual(['OK', '5', '5']);
  expect(on('2026-05-29')).toEqual(['OK', '5', '5']);
  expect(on('2026-05-30')).toEqual(['INSUFFICIENT_DATA', '4', '4']);
  expect(on('2026-06-03')).toEqual(['NO_BASE', '0', '0']);
});

test('influenced revenue is credited by share, rounded once, and leaves after a year', () => {
  const credits = [
    { from: '2026-01-10', to: null, valueMinor: 100_01n, creditBps: 2_500 },
    { from: '2026-02-10', to: '2026-03-01', valueMinor: 10_00n, creditBps: 10_000 },
  ];
  const on = (day: LocalDate) => told({ credits }, 'INFLUENCED_REVENUE_VS_PLAN', day)?.slice(0, 4);
  expect(on('2026-01-10')).toEqual(['OK', '25.00', null, 1]);
  expect(on('2026-02-10')).toEqual(['OK', '35.00', null, 2]);
  expect(on('2026-12-31')).toEqual(['OK', '25.00', null, 1]);
});

test('coverage: 6 of 10 won deals were registered; without any registration nothing is told', () => {
  const wins = Array.from({ length: 10 }, (_, index) => ({
    from: addMonths('2026-01-12', index),
    to: null,
    isRegistered: index < 6,
  }));
  const registrations = [registration('2026-01-01')];
  expect(told({ wins, registrations }, 'DEAL_REGISTRATION_COVERAGE', '2026-10-15')).toEqual([
    'OK',
    '6',
    '10',
    10,
    'SYSTEM',
  ]);
  expect(told({ wins }, 'DEAL_REGISTRATION_COVERAGE', '2026-10-15')?.slice(0, 4)).toEqual([
    'NO_BASE',
    '6',
    '10',
    0,
  ]);
  expect(told({ registrations }, 'DEAL_REGISTRATION_COVERAGE', '2026-10-15')?.[0]).toBe('NO_BASE');
});

test('approval rate and volume follow decision and submission for a quarter', () => {
  const registrations = [
    registration('2026-01-10', { approvedOn: '2026-01-20' }),
    registration('2026-01-11', { rejectedOn: '2026-02-20' }),
    registration('2026-01-12'),
  ];
  const rate = (day: LocalDate) =>
    told({ registrations }, 'DEAL_REGISTRATION_APPROVAL_RATE', day)?.slice(0, 3);
  const volume = (day: LocalDate) => told({ registrations }, 'DEAL_REGISTRATION_VOLUME', day)?.slice(0, 4);
  expect(rate('2026-01-12')).toEqual(['NO_BASE', '0', '0']);
  expect(rate('2026-01-20')).toEqual(['OK', '1', '1']);
  expect(rate('2026-02-20')).toEqual(['OK', '1', '2']);
  expect(rate('2026-04-20')).toEqual(['OK', '0', '1']);
  expect(rate('2026-05-20')).toEqual(['NO_BASE', '0', '0']);
  expect(volume('2026-01-12')).toEqual(['OK', '3', '1', 3]);
  expect(volume('2026-04-11')).toEqual(['OK', '1', '1', 1]);
  expect(volume('2026-04-12')).toEqual(['OK', '0', '1', 0]);
});

test('registration to win goes by the month of approval; open ones are pending, revoked ones no outcome', () => {
  const approved = (approvedOn: LocalDate, over: Partial<RegistrationHistory> = {}) =>
    registration(approvedOn, { approvedOn, ...over });
  const registrations = [
    approved('2025-11-30', { outcome: 'WON', outcomeOn: '2026-01-05' }),
    approved('2025-12-01', { outcome: 'LOST', outcomeOn: '2026-02-05' }),
    approved('2025-12-02', { outcome: 'EXPIRED', outcomeOn: '2026-03-05' }),
    approved('2025-12-03', { outcome: 'ENDED', outcomeOn: '2025-12-10' }),
    approved('2026-03-01'),
  ];
  const on = (day: LocalDate) => told({ registrations }, 'REGISTRATION_TO_WIN', day)?.slice(0, 3);
  expect(on('2025-12-31')).toEqual(['PENDING', '0', '0']);
  expect(on('2026-01-05')).toEqual(['OK', '1', '1']);
  expect(on('2026-03-05')).toEqual(['OK', '1', '3']);
  expect(on('2026-11-01')).toEqual(['OK', '0', '2']);
  expect(on('2026-12-01')).toEqual(['PENDING', '0', '0']);
});

test('the first registration and the first deal are counted in days from the enrolment', () => {
  const history = {
    enrolledOn: '2026-01-01',
    registrations: [registration('2026-02-15')],
    wins: [{ from: '2025-12-01', to: null, isRegistered: false }],
  };
  const first = (kpi: string, day: LocalDate) => told(history, kpi, day)?.slice(0, 4);
  expect(first('TIME_TO_FIRST_REGISTRATION', '2025-12-15')).toEqual(['NOT_APPLICABLE', null, null, 0]);
  expect(first('TIME_TO_FIRST_REGISTRATION', '2026-02-14')).toEqual(['PENDING', '0', '1', 0]);
  expect(first('TIME_TO_FIRST_REGISTRATION', '2026-02-15')).toEqual(['OK', '45', '1', 1]);
  expect(first('TIME_TO_FIRST_DEAL', '2026-01-01')).toEqual(['OK', '0', '1', 1]);
});

test('net change leaves price changes and transfers out, and says when growth hides loss in two months', () => {
  const history = {
    ...managed,
    movements: [
      movement('2026-01-01', 'NEW', 1_000_00n),
      movement('2026-05-03', 'NEW', 100_00n),
      movement('2026-05-04', 'CHURN', -150_00n),
      movement('2026-06-03', 'NEW', 20_00n),
      movement('2026-06-04', 'CONTRACTION', -30_00n),
      movement('2026-06-05', 'PRICE_CHANGE', 500_00n),
    ],
  };
  const on = (day: LocalDate) => told(history, 'NET_MRR_CHANGE', day)?.slice(0, 4);
  const distress = (day: LocalDate) => detailsOf(history, 'NET_MRR_CHANGE', day);
  expect(on('2026-01-01')).toEqual(['NO_BASE', '1000.00', '0.00', 1]);
  expect(on('2026-06-30')).toEqual(['OK', '-60.00', '1000.00', 5]);
  expect(distress('2026-06-30')).toEqual({ new: '120.00', distress: 'false' });
  expect(distress('2026-07-01')).toEqual({ new: '120.00', distress: 'true' });
  expect(distress('2026-07-31')).toEqual({ new: '120.00', distress: 'true' });
  expect(distress('2026-08-01')).toEqual({ new: '120.00', distress: 'false' });
});

test('revenue per seat, and a renewal by value that caps what the successor earns', () => {
  expect(told(managed, 'ARPU', '2026-01-15')).toEqual(['OK', '100.00', '8', 1, 'SYSTEM']);
  expect(told(managed, 'ARPU', '2026-02-15')).toEqual(['OK', '100.00', '10', 1, 'PARTNER_REPORTED']);
  const [one] = managed.contracts;
  const ended = (contractId: string, status: 'ENDED_RENEWED' | 'ENDED_CHURNED', decidedOn: LocalDate) => ({
    ...one!,
    contractId,
    termEnd: '2026-07-01',
    decidedOn,
    states: joinTimeline(
      [{ on: '2026-01-01', mrrMinor: 100_00n, contractedSeats: 8, isPriceChange: false }],
      [
        { on: '2026-01-01', status: 'ACTIVE' },
        { on: '2026-07-01', status },
      ],
    ),
  });
  const next = (contractId: string, predecessorId: string, mrrMinor: bigint) => ({
    ...one!,
    contractId,
    predecessorId,
    termEnd: '2027-07-01',
    states: joinTimeline(
      [{ on: '2026-07-01', mrrMinor, contractedSeats: 8, isPriceChange: false }],
      [{ on: '2026-07-01', status: 'ACTIVE' as const }],
    ),
  });
  const contracts = [
    ended('ctr_a', 'ENDED_RENEWED', '2026-07-01'),
    next('ctr_a2', 'ctr_a', 150_00n),
    ended('ctr_b', 'ENDED_RENEWED', '2026-07-02'),
    next('ctr_b2', 'ctr_b', 40_00n),
    ended('ctr_c', 'ENDED_CHURNED', '2026-06-01'),
  ];
  expect(told({ contracts }, 'RENEWAL_RATE_VALUE', '2026-07-02')).toEqual([
    'OK',
    '140.00',
    '300.00',
    3,
    'SYSTEM',
  ]);
  expect(told({ contracts }, 'RENEWAL_RATE', '2026-07-02')).toEqual(['OK', '2', '3', 3, 'SYSTEM']);
  expect(told({ contracts }, 'ON_TIME_RENEWAL', '2026-07-02')).toEqual(['OK', '1', '2', 2, 'SYSTEM']);
  expect(told({ contracts }, 'ON_TIME_RENEWAL', '2026-10-01')?.[0]).toBe('NO_BASE');
});

test('a contract that another partner took over is no loss of seats', () => {
  const [one] = managed.contracts;
  const taken = {
    ...one!,
    contractId: 'ctr_2',
    states: joinTimeline(
      [{ on: '2025-01-01', mrrMinor: 1n, contractedSeats: 40, isPriceChange: false }],
      [
        { on: '2025-01-01', status: 'ACTIVE' as const },
        { on: '2026-03-01', status: 'TRANSFERRED' as const },
      ],
    ),
    seatCounts: [],
  };
  const kept = { ...taken, contractId: 'ctr_3', states: taken.states.slice(0, 1) };
  const growth = (day: LocalDate) => told({ contracts: [taken, kept] }, 'SEAT_GROWTH', day)?.slice(1, 4);
  expect(growth('2026-02-28')).toEqual(['0', '80', 2]);
  expect(growth('2026-03-01')).toEqual(['0', '40', 1]);
});

const day = fc.integer({ min: 0, max: 700 }).map((n) => addDays('2024-02-20', n));
const nullable = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const provenance = fc.constantFrom('SYSTEM', 'IMPORT', 'PARTNER_REPORTED', 'VERIFIED');
const stretch = fc
  .record({ from: day, length: nullable(fc.integer({ min: 1, max: 500 })) })
  .map(({ from, length }) => ({ from, to: length === null ? null : addDays(from, length) }));
const anyHistory: fc.Arbitrary<PartnerHistory> = fc.record({
  currency: fc.constant('USD'),
  enrolledOn: nullable(day),
  deals: fc.constant([]),
  contracts: fc.constant([]),
  wins: fc.array(
    fc.tuple(stretch, fc.boolean()).map(([each, isRegistered]) => ({ ...each, isRegistered })),
    { maxLength: 4 },
  ),
  credits: fc.array(
    fc
      .tuple(stretch, fc.bigInt({ min: 0n, max: 99_999n }), fc.nat(10_000))
      .map(([each, valueMinor, creditBps]) => ({ ...each, valueMinor, creditBps })),
    { maxLength: 4 },
  ),
  registrations: fc.array(
    fc.record({
      submittedOn: day,
      approvedOn: nullable(day),
      rejectedOn: nullable(day),
      outcome: fc.constantFrom('WON', 'LOST', 'EXPIRED', 'ENDED'),
      outcomeOn: nullable(day),
    }),
    { maxLength: 5 },
  ),
  slaResults: fc.uniqueArray(
    fc
      .record({
        contractId: fc.constantFrom('ctr_1', 'ctr_2'),
        severity: fc.integer({ min: 1, max: 2 }),
        month: day.map(startOfMonth),
        met: fc.nat(9),
        late: fc.nat(5),
        openBreached: fc.nat(3),
        provenance,
      })
      .map(({ late, ...each }) => ({ ...each, breached: late + each.openBreached })),
    { selector: ({ contractId, severity, month }) => `${contractId} ${severity} ${month}`, maxLength: 12 },
  ),
  surveys: fc.array(
    fc
      .record({
        sentOn: day,
        after: nullable(fc.nat(120)),
        score: fc.integer({ min: 1, max: 5 }),
        provenance,
      })
      .map(({ sentOn, after, score, ...each }) => ({
        ...each,
        sentOn,
        respondedOn: after === null ? null : addDays(sentOn, after),
        score: after === null ? null : score,
      })),
    { maxLength: 12 },
  ),
  movements: fc.array(
    fc.record({
      on: day,
      kind: fc.constantFrom('NEW', 'EXPANSION', 'CONTRACTION', 'CHURN', 'PRICE_CHANGE', 'TRANSFER_OUT'),
      amountMinor: fc.bigInt({ min: -999n, max: 999n }),
    }),
    { maxLength: 8 },
  ),
});

/** The figures of one day straight from the records, each by its definition alone. */
function figuresOn(history: PartnerHistory, today: LocalDate): Readonly<Record<string, unknown>> {
  const trailing = (months: number) => (on: LocalDate) => on <= today && on > addMonths(today, -months);
  const [year, quarter] = [trailing(12), trailing(3)];
  const holds = ({ from, to }: { from: LocalDate; to: LocalDate | null }) =>
    year(from) && (to === null || today < to);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const wins = history.wins.filter(holds);
  const submitted = history.registrations.filter(({ submittedOn }) => submittedOn <= today);
  const in90 = (on: LocalDate) => on <= today && on > addDays(today, -90);
  const answers = history.surveys.filter(({ respondedOn }) => respondedOn !== null && in90(respondedOn));
  const cohort = history.registrations.filter(
    ({ approvedOn }) =>
      approvedOn !== null &&
      approvedOn <= today &&
      startOfMonth(approvedOn) > addMonths(startOfMonth(today), -12),
  );
  const ended = cohort.filter(({ outcomeOn }) => outcomeOn !== null && outcomeOn <= today);
  const decided = ended.filter(({ outcome }) => outcome !== 'ENDED');
  const months = history.slaResults.filter(({ month }) => addMonths(month, 1) <= today);
  const counted = months.filter(({ month }) => month >= addMonths(startOfMonth(today), -3));
  const isLast = (result: SlaHistory) =>
    !months.some(
      (other) =>
        other.contractId === result.contractId &&
        other.severity === result.severity &&
        other.month > result.month,
    );
  const breached = sum(counted.map((each) => each.breached - (isLast(each) ? 0 : each.openBreached)));
  const met = sum(counted.map((each) => each.met));
  const moved = history.movements.filter(({ on }) => quarter(on));
  const minor = (list: readonly MovementHistory[]) =>
    list.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const credited = history.credits
    .filter(holds)
    .reduce((total, { valueMinor, creditBps }) => total + valueMinor * BigInt(creditBps), 0n);
  const sales = (list: readonly MovementHistory[]) =>
    list.filter(({ kind }) => !['PRICE_CHANGE', 'TRANSFER_IN', 'TRANSFER_OUT'].includes(kind));
  const isBad = (month: LocalDate) => {
    const own = sales(history.movements.filter(({ on }) => startOfMonth(on) === month));
    return minor(own) < 0n && minor(own.filter(({ kind }) => kind === 'NEW')) > 0n;
  };
  return {
    SLA_COMPLIANCE: [met, met + breached],
    CUSTOMER_SATISFACTION: [answers.filter(({ score }) => score! >= 4).length, answers.length],
    INFLUENCED_REVENUE_VS_PLAN: halfEven(credited),
    DEAL_REGISTRATION_COVERAGE: [wins.filter(({ isRegistered }) => isRegistered).length, wins.length],
    DEAL_REGISTRATION_APPROVAL_RATE: [
      history.registrations.filter(({ approvedOn }) => approvedOn !== null && quarter(approvedOn)).length,
      history.registrations.filter(({ approvedOn }) => approvedOn !== null && quarter(approvedOn)).length +
        history.registrations.filter(({ rejectedOn }) => rejectedOn !== null && quarter(rejectedOn)).length,
    ],
    DEAL_REGISTRATION_VOLUME: [submitted.filter(({ submittedOn }) => quarter(submittedOn)).length, 1],
    REGISTRATION_TO_WIN: [decided.filter(({ outcome }) => outcome === 'WON').length, decided.length],
    pending: decided.length === 0 && cohort.length > ended.length,
    movements: [minor(sales(moved)), minor(history.movements.filter(({ on }) => on <= today)) - minor(moved)],
    distress: isBad(addMonths(startOfMonth(today), -1)) && isBad(addMonths(startOfMonth(today), -2)),
  };
}

function halfEven(weighted: bigint): string {
  const [whole, rest] = [weighted / 10_000n, weighted % 10_000n];
  const cents = whole + (rest > 5_000n || (rest === 5_000n && whole % 2n === 1n) ? 1n : 0n);
  const text = cents.toString().padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}

test('what is told for any day is what the records of that day give', () => {
  fc.assert(
    fc.property(
      anyHistory,
      fc.array(fc.integer({ min: 0, max: 1_200 }), { minLength: 8, maxLength: 8 }),
      (history, days) => {
        const end = addDays('2024-02-20', 1_200);
        const series = factSeries(history, end);
        const first = series[0]?.asOf;
        const edges = series
          .filter((_, index) => index % 5 === days[0]! % 5)
          .flatMap(({ asOf }) => [asOf, addDays(asOf, -1)]);
        for (const on of new Set([...days.map((n) => addDays('2024-02-20', n)), ...edges])) {
          if (first === undefined || on < first || on > end) continue;
          const wanted = figuresOn(history, on);
          for (const kpi of Object.keys(wanted).filter((name) => name === name.toUpperCase())) {
            const fact = inForce(series, kpi, on)!;
            const figure = wanted[kpi];
            // Nobody is asked for promises that no month has told of.
            if (fact.status === 'NOT_APPLICABLE') expect([kpi, figure]).toEqual(['SLA_COMPLIANCE', [0, 0]]);
            else if (typeof figure === 'string') expect([on, kpi, fact.numerator]).toEqual([on, kpi, figure]);
            else
              expect([on, kpi, fact.numerator, fact.denominator]).toEqual([
                on,
                kpi,
                ...(figure as number[]).map(String),
              ]);
          }
          expect(inForce(series, 'REGISTRATION_TO_WIN', on)!.status === 'PENDING').toBe(wanted['pending']);
        }
      },
    ),
    { numRuns: 1000 },
  );
}, 60_000);

test('net change and distress are those of the movements of the day', () => {
  fc.assert(
    fc.property(
      anyHistory,
      fc.array(fc.integer({ min: 0, max: 1_200 }), { minLength: 8, maxLength: 8 }),
      (drawn, days) => {
        const state = [{ on: '2024-02-01', mrrMinor: 1n, contractedSeats: 1, isPriceChange: false }];
        const contracts = [
          { ...managed.contracts[0]!, states: joinTimeline(state, [{ on: '2024-02-01', status: 'ACTIVE' }]) },
        ];
        const history = { ...drawn, contracts };
        const series = factSeries(history, addDays('2024-02-20', 1_200));
        for (const on of days.map((n) => addDays('2024-02-20', n))) {
          const { movements, distress } = figuresOn(history, on);
          const [net, opening] = movements as bigint[];
          const fact = inForce(series, 'NET_MRR_CHANGE', on)!;
          expect([on, cents(fact.numerator), cents(fact.denominator), fact.status]).toEqual([
            on,
            net,
            opening! > 0n ? opening : 0n,
            opening! > 0n ? 'OK' : 'NO_BASE',
          ]);
          expect(fact.details?.find(({ name }) => name === 'distress')?.value).toBe(String(distress));
        }
      },
    ),
    { numRuns: 1000 },
  );
}, 60_000);

const cents = (text: string | null): bigint => BigInt((text ?? '').replace('.', ''));
