import { addDays, addMonths, daysUntil, startOfQuarter } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { AlertChanged } from '@channelgraph/core/event-types.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import type { AlertPolicy } from './alert.policy.ts';

/** What somebody should know of, with the figures that made it so. */
export interface AlertCondition extends AlertChanged {
  readonly figures: Readonly<Record<string, string | number>>;
}

/** A renewal that is not decided. */
export interface UndecidedRenewal {
  readonly contractId: string;
  readonly termEnd: LocalDate;
  /** Whether nobody has begun to work on it. */
  readonly isWaiting: boolean;
}

/** Seats of one unit that are counted in one way. */
export interface SeatLine {
  readonly unit: string;
  readonly aggregation: string;
  readonly now: number;
  /** The seats so many days ago; contracts that another partner took over are left out. */
  readonly before: ReadonlyMap<number, number>;
}

/** What was sold and what became of recurring revenue in a whole month, in minor units. */
export interface MonthOfRevenue {
  readonly month: LocalDate;
  readonly newMinor: bigint;
  readonly netMinor: bigint;
}

/** Answers of ninety days, and those of 4 or 5 among them. */
export interface Answers {
  readonly answers: number;
  readonly content: number;
}

/** Everything that the alerts about one partner are decided from. */
export interface AlertState {
  readonly partnerId: string;
  readonly renewals: readonly UndecidedRenewal[];
  readonly renewalsAtRisk: readonly { readonly renewalId: string; readonly since: LocalDate }[];
  readonly seats: readonly SeatLine[];
  /** The last whole month and the one before it. */
  readonly months: readonly [MonthOfRevenue, MonthOfRevenue];
  /** The last ninety days and the ninety before them. */
  readonly satisfaction: readonly [Answers, Answers];
  readonly protections: readonly { readonly registrationId: string; readonly protectedTo: LocalDate }[];
  readonly overdue: readonly { readonly registrationId: string; readonly dueOn: LocalDate }[];
  readonly conflicts: readonly { readonly caseId: string; readonly openedOn: LocalDate }[];
  /** What was raised and not cleared. */
  readonly open: readonly AlertCondition[];
}

/**
 * Lists the conditions that hold for a partner on a day.
 *
 * @remarks A condition that is open goes on under its own key until what ended it is true, which may take
 * more than that it would not begin again; of several thresholds only the tightest one crossed is told.
 */
export function alertConditions(
  state: AlertState,
  policy: AlertPolicy,
  today: LocalDate,
): readonly AlertCondition[] {
  return [
    ...renewalWindows(state, policy, today),
    ...renewalsAtRisk(state),
    ...summedConditions(state, policy, today),
    ...endingProtections(state, policy, today),
    ...overdueDecisions(state),
    ...openConflicts(state),
  ];
}

/** The part of a state of which sums of records tell, as they do of any past day. */
export type SummedState = Pick<AlertState, 'partnerId' | 'seats' | 'months' | 'satisfaction' | 'open'>;

/** Lists the conditions that hold by sums of records; no day of their own says when they began. */
export function summedConditions(
  state: SummedState,
  policy: AlertPolicy,
  today: LocalDate,
): readonly AlertCondition[] {
  return [
    ...seatDeclines(state, policy, today),
    ...revenueDistress(state),
    ...satisfactionDrop(state, policy, today),
  ];
}

function renewalWindows(
  { partnerId, renewals, open }: AlertState,
  { renewalDays }: AlertPolicy,
  today: LocalDate,
): AlertCondition[] {
  const tightestFirst = renewalDays.toSorted((a, b) => a - b);
  return renewals.flatMap(({ contractId, termEnd, isWaiting }) => {
    const left = daysUntil(termEnd, today);
    if (left < -graceDays) return [];
    const threshold = tightestFirst.find((days) => left <= days);
    if (threshold === undefined) return [];
    const isLast = threshold === tightestFirst[0];
    const keyOf = (days: number) => `RENEWAL_WINDOW_${days}:${contractId}:${termEnd}`;
    if (!isWaiting) {
      // Somebody works on it: what was told stays, nothing is added.
      const told = new Set(renewalDays.map(keyOf));
      return open.filter(({ dedupeKey }) => told.has(dedupeKey));
    }
    return {
      dedupeKey: keyOf(threshold),
      code: `RENEWAL_WINDOW_${threshold}`,
      severity: isLast ? ('HIGH' as const) : ('WARN' as const),
      partnerId,
      subjectType: 'ManagedContract',
      subjectId: contractId,
      since: addDays(termEnd, -threshold),
      message: `The term ends on ${termEnd} and its renewal has not begun.`,
      figures: { termEnd },
    };
  });
}

function renewalsAtRisk({ partnerId, renewalsAtRisk: renewals }: AlertState): AlertCondition[] {
  return renewals.map(({ renewalId, since }) => ({
    dedupeKey: `RENEWAL_AT_RISK:${renewalId}`,
    code: 'RENEWAL_AT_RISK',
    severity: 'HIGH',
    partnerId,
    subjectType: 'Renewal',
    subjectId: renewalId,
    since,
    message: 'The health of the renewal is red.',
    figures: {},
  }));
}

function seatDeclines(
  { partnerId, seats, open }: SummedState,
  { seatDeclines: limits, seatRecovery }: AlertPolicy,
  today: LocalDate,
): AlertCondition[] {
  return seats.flatMap((line): readonly AlertCondition[] => {
    const prefix = `SEAT_DECLINE:${partnerId}:${line.unit}:${line.aggregation}:`;
    const lost = limits.map(({ days, share }) => ({ days, share, before: line.before.get(days) ?? 0 }));
    const known = open.find(({ dedupeKey }) => dedupeKey.startsWith(prefix));
    if (known) return lost.some(({ before }) => hasLost(line.now, before, seatRecovery)) ? [known] : [];
    const worst = lost.find(({ before, share }) => hasLost(line.now, before, share));
    if (!worst) return [];
    const figures = { unit: line.unit, before: worst.before, now: line.now, windowDays: worst.days };
    return [
      {
        dedupeKey: `${prefix}${today.slice(0, 7)}`,
        code: 'SEAT_DECLINE',
        severity: 'HIGH',
        partnerId,
        subjectType: 'Partner',
        subjectId: partnerId,
        since: today,
        message: `${line.now} of ${worst.before} seats (${line.unit}) are left of those ${worst.days} days ago.`,
        figures,
      },
    ];
  });
}

function hasLost(now: number, before: number, share: string): boolean {
  return before > now && BigInt(before - now) * scale >= BigInt(before) * scaled(share);
}

function revenueDistress({ partnerId, months: [last, before], open }: SummedState): AlertCondition[] {
  const known = open.find(({ code }) => code === 'NET_MRR_DISTRESS');
  if (known) return last.netMinor < 0n ? [known] : [];
  const isBad = ({ newMinor, netMinor }: MonthOfRevenue) => newMinor > 0n && netMinor < 0n;
  if (!isBad(last) || !isBad(before)) return [];
  return [
    {
      dedupeKey: `NET_MRR_DISTRESS:${partnerId}:${last.month.slice(0, 7)}`,
      code: 'NET_MRR_DISTRESS',
      severity: 'CRITICAL',
      partnerId,
      subjectType: 'Partner',
      subjectId: partnerId,
      since: addMonths(last.month, 1),
      message: 'New recurring revenue was sold in two months running, and more was lost.',
      figures: { newMinor: last.newMinor.toString(), netMinor: last.netMinor.toString() },
    },
  ];
}

function satisfactionDrop(
  { partnerId, satisfaction: [now, before], open }: SummedState,
  { csatAnswers, csatDrop, csatFloor }: AlertPolicy,
  today: LocalDate,
): AlertCondition[] {
  if (now.answers < csatAnswers) return [];
  const isLow = BigInt(now.content) * scale < BigInt(now.answers) * scaled(csatFloor);
  const fall = BigInt(before.content * now.answers - now.content * before.answers) * scale;
  const isDrop =
    before.answers >= csatAnswers && fall >= BigInt(before.answers * now.answers) * scaled(csatDrop);
  if (!isLow && !isDrop) return [];
  const known = open.find(({ code }) => code === 'CSAT_DROP');
  if (known) return [known];
  return [
    {
      dedupeKey: `CSAT_DROP:${partnerId}:${startOfQuarter(today).slice(0, 7)}`,
      code: 'CSAT_DROP',
      severity: 'WARN',
      partnerId,
      subjectType: 'Partner',
      subjectId: partnerId,
      since: today,
      message: `${now.content} of the last ${now.answers} answers of customers are content.`,
      figures: { content: now.content, answers: now.answers },
    },
  ];
}

function endingProtections(
  { partnerId, protections }: AlertState,
  { protectionDays }: AlertPolicy,
  today: LocalDate,
): AlertCondition[] {
  return protections
    .filter(({ protectedTo }) => today < protectedTo && daysUntil(protectedTo, today) <= protectionDays)
    .map(({ registrationId, protectedTo }) => ({
      dedupeKey: `PROTECTION_EXPIRING_14:${registrationId}:${protectedTo}`,
      code: 'PROTECTION_EXPIRING_14',
      severity: 'INFO',
      partnerId,
      subjectType: 'DealRegistration',
      subjectId: registrationId,
      since: addDays(protectedTo, -protectionDays),
      message: `The last protected day is ${addDays(protectedTo, -1)}.`,
      figures: { protectedTo },
    }));
}

function overdueDecisions({ partnerId, overdue }: AlertState): AlertCondition[] {
  return overdue.map(({ registrationId, dueOn }) => ({
    dedupeKey: `REG_DECISION_OVERDUE:${registrationId}:${dueOn}`,
    code: 'REG_DECISION_OVERDUE',
    severity: 'HIGH',
    partnerId,
    subjectType: 'DealRegistration',
    subjectId: registrationId,
    since: dueOn,
    message: `The decision was due on ${dueOn}.`,
    figures: { dueOn },
  }));
}

function openConflicts({ partnerId, conflicts }: AlertState): AlertCondition[] {
  return conflicts.map(({ caseId, openedOn }) => ({
    dedupeKey: `CONFLICT_OPENED:${caseId}:${partnerId}`,
    code: 'CONFLICT_OPENED',
    severity: 'HIGH',
    partnerId,
    subjectType: 'ConflictCase',
    subjectId: caseId,
    since: openedOn,
    message: 'A scope that the partner claims is claimed by somebody else.',
    figures: {},
  }));
}

const scale = 10_000n;

/** Gives a share such as `0.05` in ten-thousandths. */
function scaled(share: string): bigint {
  const [whole = '0', rest = ''] = share.split('.');
  return BigInt(`${whole}${rest.padEnd(4, '0')}`);
}
