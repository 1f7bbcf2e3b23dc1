import { addDays, addMonths, todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { ValidationError } from '@channelgraph/core/domain-errors.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractMachine } from '../managed-contract/managed-contract.machine.ts';
import { planAction, planTransfer } from '../managed-contract/managed-contract.plan.ts';
import type { PlannedAction } from '../managed-contract/managed-contract.plan.ts';
import type { ContractValues } from '../managed-contract/managed-contract.store.ts';
import { joinTimeline, withStatus } from '../managed-contract/managed-contract.timeline.ts';
import { defaultRenewalPolicy as policy } from './renewal.policy.ts';
import { isOpenStage, lapsesOn, renewalDays, stageOn } from './renewal.stages.ts';
import { renewalsOf } from './renewal.succession.ts';
import type { StoredRenewal } from './renewal.succession.ts';
import { advance } from './renewal.values.ts';
import type { Odds } from './renewal.values.ts';

const odds: Odds = { policyVersionId: 'pol_1', policy, trailingRate: null };

function newContract(termStart: LocalDate, termMonths: number): ContractValues {
  return {
    partnerId: 'prt_a', customerId: 'cus_a', productLineIds: [], status: 'ACTIVE', termStart,
    termEnd: addMonths(termStart, termMonths), termMonths, billing: 'MONTHLY', currency: 'USD', seatUnit: 'SEAT',
    autoRenew: false, noticeDays: 30, predecessorId: null, transferredFromId: null, registrationId: null,
    priceLockReference: null, priceLockedUntil: null, slaPolicyReference: null, usageAggregation: 'LAST_DAY_SNAPSHOT',
    monthlyMinimum: 0, decidedOn: null, endedOn: null,
    states: joinTimeline(
      [{ on: termStart, mrrMinor: 1000n, contractedSeats: 10, isPriceChange: false }],
      [{ on: termStart, status: 'ACTIVE' }],
    ),
  }; // prettier-ignore
}

/** Contracts with their renewals, followed as the service follows them. */
class Lives {
  today: LocalDate = '2026-01-15';
  readonly contracts = new Map<string, ContractValues>();
  readonly renewals = new Map<string, readonly StoredRenewal[]>();
  #ids = 0;

  nextId = (): string => `id_${(this.#ids += 1)}`;

  write(changes: readonly { readonly id: string; readonly values: ContractValues }[]): void {
    for (const { id, values } of changes) this.contracts.set(id, values);
    const predecessors = changes.flatMap(({ values }) => values.predecessorId ?? []);
    this.follow([...new Set([...changes.map(({ id }) => id), ...predecessors])]);
  }

  follow(ids: readonly string[] = [...this.contracts.keys()]): void {
    for (const id of ids) {
      const stored = this.renewals.get(id) ?? [];
      const next = renewalsOf(
        { id, values: this.contracts.get(id)!, successor: this.#successorOf(id) },
        { stored, today: this.today, odds, newId: this.nextId },
      );
      const changed = new Map(next.map((each) => [each.id, each]));
      const kept = stored.map((each) => changed.get(each.id) ?? each);
      const isNew = (each: StoredRenewal) => !stored.some((known) => known.id === each.id);
      this.renewals.set(id, [...kept, ...next.filter(isNew)]);
    }
  }

  #successorOf(id: string) {
    const found = [...this.contracts].find(([, { predecessorId }]) => predecessorId === id);
    if (!found) return null;
    const [successorId, { termStart, currency, states }] = found;
    return { id: successorId, termStart, currency, mrrMinor: states[0]!.mrrMinor };
  }
}

interface Happening {
  readonly kind: PlannedAction | 'TRANSFER' | 'EXTEND' | 'TAKE_BACK' | 'WAIT' | 'WAIT_WITHOUT_JOBS';
  readonly place: number;
  readonly days: number;
  readonly amount: number;
}

const happenings = fc.array(
  fc.record({
    kind: fc.constantFrom<Happening['kind']>(
      'AMEND', 'RENEW', 'END', 'TERMINATE_EARLY', 'SUSPEND', 'RESUME', 'TRANSFER', 'EXTEND', 'TAKE_BACK', 'WAIT', 'WAIT_WITHOUT_JOBS',
    ),
    place: fc.nat({ max: 20 }),
    days: fc.nat({ max: 200 }),
    amount: fc.integer({ min: 1, max: 36 }),
  }),
  { minLength: 1, maxLength: 12 },
); // prettier-ignore

/** Lets something happen to one of the contracts; what the rules refuse does not. */
function happen(lives: Lives, happening: Happening): void {
  const { kind, place, days } = happening;
  if (kind === 'WAIT' || kind === 'WAIT_WITHOUT_JOBS') {
    lives.today = addDays(lives.today, days);
    if (kind === 'WAIT') lives.follow();
    return;
  }
  const ids = [...lives.contracts.keys()];
  const id = ids[place % ids.length]!;
  try {
    lives.write(outcomeOf(lives, id, happening));
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
  }
}

function outcomeOf(lives: Lives, id: string, { kind, amount }: Happening) {
  const values = lives.contracts.get(id)!;
  const { today, nextId } = lives;
  const isInForce = values.status === 'ACTIVE' || values.status === 'SUSPENDED';
  if (kind === 'EXTEND') {
    const termEnd = addMonths(values.termStart, amount);
    return isInForce ? [{ id, values: { ...values, termMonths: amount, termEnd } }] : [];
  }
  if (kind === 'TAKE_BACK') {
    const isContinued = [...lives.contracts.values()].some((each) => each.predecessorId === id);
    if (isInForce || isContinued || values.endedOn === null || values.status === 'TRANSFERRED') return [];
    const states = withStatus(values.states, values.endedOn, 'ACTIVE');
    return [{ id, values: { ...values, status: 'ACTIVE' as const, states, decidedOn: null, endedOn: null } }];
  }
  if (kind === 'WAIT' || kind === 'WAIT_WITHOUT_JOBS') return [];
  const status = contractMachine.next(values.status, kind);
  if (status === null) return [];
  const begun = { id, values, status, today };
  if (kind === 'TRANSFER') {
    return planTransfer(begun, { on: today, partnerId: `prt_${nextId()}`, continuedById: nextId() });
  }
  const mrr = { amount: `${amount}.00`, currency: 'USD' };
  return planAction(begun, kind, { input: kind === 'AMEND' || kind === 'RENEW' ? { mrr } : {}, nextId });
}

/** What must be true of the renewals of a contract, whatever happened to it. */
function expectOnePerTerm(lives: Lives, id: string): void {
  const { status, termEnd } = lives.contracts.get(id)!;
  const all = (lives.renewals.get(id) ?? []).map(({ values }) => values);
  const live = all.filter(({ voidedOn }) => voidedOn === null);
  const ofTerm = live.filter((each) => each.termEnd === termEnd);
  expect(new Set(all.map((each) => each.termEnd)).size).toBe(all.length);
  expect(live.filter(({ stage }) => isOpenStage(stage)).length).toBeLessThanOrEqual(1);
  const stages = ofTerm.map(({ stage }) => stage);
  if (status === 'TRANSFERRED' || status === 'DRAFT') expect(live.filter(({ stage }) => isOpenStage(stage))).toEqual([]);
  else if (status === 'ENDED_RENEWED') expect(stages).toEqual(['RENEWED']);
  else if (status === 'ACTIVE' || status === 'SUSPENDED') {
    expect(ofTerm).toHaveLength(1);
    expect(['RENEWED', 'LOST']).not.toContain(stages[0]);
  } else expect(stages).toEqual(['LOST']);
  for (const { history } of all) {
    history.forEach((entry, index) => {
      const next = history[index + 1];
      if (next) expect(entry.to).toBe(next.from);
    });
  }
} // prettier-ignore

test('a contract has one renewal for each end of its term, and one open at most, whatever happens to it', () => {
  const term = fc.integer({ min: 1, max: 36 });
  fc.assert(
    fc.property(fc.integer({ min: -500, max: 30 }), term, happenings, (before, months, sequence) => {
      const lives = new Lives();
      lives.write([{ id: lives.nextId(), values: newContract(addDays(lives.today, before), months) }]);
      for (const happening of sequence) {
        happen(lives, happening);
        for (const id of lives.contracts.keys()) expectOnePerTerm(lives, id);
      }
      lives.follow();
      const followed = new Map(lives.renewals);
      lives.follow();
      expect(lives.renewals).toEqual(followed);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

test('days without the clock change nothing: what it does late is what it would have done day by day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 36 }), fc.integer({ min: 1, max: 400 }), (months, days) => {
      const lives = new Lives();
      const start = addMonths(lives.today, -months);
      lives.write([{ id: 'ctr', values: newContract(addDays(start, 91), months) }]);
      const [{ values: first }] = lives.renewals.get('ctr') as [StoredRenewal];
      let daily = first;
      for (let day = 1; day <= days; day += 1) daily = advance(daily, addDays(lives.today, day), odds);
      expect(advance(first, addDays(lives.today, days), odds)).toEqual(daily);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

/** The days of terms that end where calendars are uneven: of the window, of 60 and 30 days, and of the lapse. */
test.each([
  ['2026-01-31', 12, '2027-01-31', '2026-11-02', '2026-12-02', '2027-01-01', '2027-03-03'],
  ['2026-01-31', 13, '2027-02-28', '2026-11-30', '2026-12-30', '2027-01-29', '2027-03-31'],
  ['2027-01-31', 13, '2028-02-29', '2027-12-01', '2027-12-31', '2028-01-30', '2028-03-31'],
  ['2028-02-29', 12, '2029-02-28', '2028-11-30', '2028-12-30', '2029-01-29', '2029-03-31'],
  ['2024-02-29', 48, '2028-02-29', '2027-12-01', '2027-12-31', '2028-01-30', '2028-03-31'],
  ['2026-08-31', 6, '2027-02-28', '2026-11-30', '2026-12-30', '2027-01-29', '2027-03-31'],
  ['2026-12-31', 2, '2027-02-28', '2026-11-30', '2026-12-30', '2027-01-29', '2027-03-31'],
  ['2027-03-31', 12, '2028-03-31', '2028-01-01', '2028-01-31', '2028-03-01', '2028-05-01'],
  ['2026-03-31', 12, '2027-03-31', '2026-12-31', '2027-01-30', '2027-03-01', '2027-05-01'],
  ['2026-05-30', 12, '2027-05-30', '2027-03-01', '2027-03-31', '2027-04-30', '2027-06-30'],
  ['2027-05-30', 12, '2028-05-30', '2028-03-01', '2028-03-31', '2028-04-30', '2028-06-30'],
  ['2027-05-29', 12, '2028-05-29', '2028-02-29', '2028-03-30', '2028-04-29', '2028-06-29'],
])('a term from %s for %i months ends on %s; 90, 60 and 30 days before are %s, %s and %s, it lapses on %s', (start, months, termEnd, d90, d60, d30, lapse) => {
  expect(addMonths(start, months)).toBe(termEnd);
  const { windowOpensOn, noticeDeadline } = renewalDays({ termEnd, noticeDays: 60 }, 45);
  expect([windowOpensOn, noticeDeadline, addDays(termEnd, -30), lapsesOn(termEnd)]).toEqual([d90, d60, d30, lapse]);
}); // prettier-ignore

/** A window opens with a day of the partner, however long the night before it was. */
test.each([
  // Clocks go back on the day of the opening, and forward on it.
  ['America/New_York', '2027-01-30', '2026-11-01T04:00:00Z'],
  ['America/New_York', '2026-06-06', '2026-03-08T05:00:00Z'],
  ['Europe/Berlin', '2027-01-23', '2026-10-24T22:00:00Z'],
  ['Europe/Berlin', '2026-06-27', '2026-03-28T23:00:00Z'],
  // The day after a change.
  ['Europe/Berlin', '2026-06-28', '2026-03-29T22:00:00Z'],
  ['America/New_York', '2027-01-31', '2026-11-02T05:00:00Z'],
  // Clocks skip midnight, or show it twice.
  ['Africa/Cairo', '2026-07-23', '2026-04-23T22:00:00Z'],
  ['America/Havana', '2026-06-06', '2026-03-08T05:00:00Z'],
  ['America/Havana', '2027-01-30', '2026-11-01T04:00:00Z'],
  // Half an hour of summer time, and days that begin far from those of Greenwich.
  ['Australia/Lord_Howe', '2027-01-02', '2026-10-03T13:30:00Z'],
  ['Pacific/Kiritimati', '2026-05-30', '2026-02-28T10:00:00Z'],
  ['Pacific/Pago_Pago', '2028-05-29', '2028-02-29T11:00:00Z'],
  ['Asia/Kolkata', '2028-05-29', '2028-02-28T18:30:00Z'],
])('in %s the window of a term that ends on %s opens at %s', (zone, termEnd, opensAt) => {
  const renewal = { stage: 'UPCOMING' as const, termEnd, voidedOn: null, ...renewalDays({ termEnd, noticeDays: 30 }, 45) };
  const at = (milliseconds: number) => stageOn(renewal, todayIn(new Date(Date.parse(opensAt) + milliseconds), zone));
  expect([at(-1), at(0)]).toEqual(['UPCOMING', 'IN_WINDOW']);
}); // prettier-ignore
