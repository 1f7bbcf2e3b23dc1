import type { LocalDate } from '@channelgraph/core/calendar.ts';

/** The states of a managed contract. */
export const contractStatuses = [
  'DRAFT',
  'ACTIVE',
  'SUSPENDED',
  'ENDED_RENEWED',
  'ENDED_CHURNED',
  'TERMINATED_EARLY',
  'TRANSFERRED',
] as const;
export type ContractStatus = (typeof contractStatuses)[number];

/** Price and seats agreed from a day on. */
export interface TermsPoint {
  readonly on: LocalDate;
  readonly mrrMinor: bigint;
  readonly contractedSeats: number;
  /** Whether it is an agreed or general change of price, not a change of scope. */
  readonly isPriceChange: boolean;
}

/** A status held from a day on. */
export interface StatusPoint {
  readonly on: LocalDate;
  readonly status: ContractStatus;
}

/** What is true of a contract from a day until the next state. */
export interface ContractState {
  readonly from: LocalDate;
  readonly status: ContractStatus;
  readonly mrrMinor: bigint;
  readonly contractedSeats: number;
  readonly setsTerms: boolean;
  readonly setsStatus: boolean;
  readonly isPriceChange: boolean;
}

/** Tells whether the status ends the contract. */
export function isEnded(status: ContractStatus): boolean {
  return !['DRAFT', 'ACTIVE', 'SUSPENDED'].includes(status);
}

/** Gives the recurring revenue that a state earns: nothing unless the contract is active. */
export function earnedMrr(state: Pick<ContractState, 'status' | 'mrrMinor'> | null): bigint {
  return state?.status === 'ACTIVE' ? state.mrrMinor : 0n;
}

/** Joins what was agreed and which statuses were held into one sequence of states. */
export function joinTimeline(
  terms: readonly TermsPoint[],
  statuses: readonly StatusPoint[],
): readonly ContractState[] {
  const start = terms.reduce<LocalDate | null>(
    (first, { on }) => (first === null || on < first ? on : first),
    null,
  );
  if (start === null) return [];
  const days = [...new Set([...terms, ...statuses].map(({ on }) => (on < start ? start : on)))].sort();
  return days.flatMap((day) => {
    const agreed = latest(terms, day);
    if (!agreed) return [];
    const status = latest(statuses, day);
    return {
      from: day,
      status: status?.status ?? 'DRAFT',
      mrrMinor: agreed.mrrMinor,
      contractedSeats: agreed.contractedSeats,
      setsTerms: agreed.on === day,
      setsStatus: status !== undefined && (status.on === day || (day === start && status.on < start)),
      isPriceChange: agreed.on === day && agreed.isPriceChange,
    };
  });
}

/** Takes a sequence of states apart again. */
export function splitTimeline(states: readonly ContractState[]): {
  readonly terms: readonly TermsPoint[];
  readonly statuses: readonly StatusPoint[];
} {
  return {
    terms: states
      .filter(({ setsTerms }) => setsTerms)
      .map(({ from, mrrMinor, contractedSeats, isPriceChange }) => ({
        on: from,
        mrrMinor,
        contractedSeats,
        isPriceChange,
      })),
    statuses: states.filter(({ setsStatus }) => setsStatus).map(({ from, status }) => ({ on: from, status })),
  };
}

/** Records price and seats from given days on; a point on the same day replaces the earlier one. */
export function withTerms(
  states: readonly ContractState[],
  points: readonly TermsPoint[],
): readonly ContractState[] {
  const { terms, statuses } = splitTimeline(states);
  const days = new Set(points.map(({ on }) => on));
  return joinTimeline([...terms.filter(({ on }) => !days.has(on)), ...points], statuses);
}

/** Records a status from a day on; statuses recorded for that day or later are replaced. */
export function withStatus(
  states: readonly ContractState[],
  on: LocalDate,
  status: ContractStatus,
): readonly ContractState[] {
  const { terms, statuses } = splitTimeline(states);
  return joinTimeline(terms, [...statuses.filter((point) => point.on < on), { on, status }]);
}

/** Finds the state of a day; null before the contract began. */
export function stateOn(states: readonly ContractState[], day: LocalDate): ContractState | null {
  let found: ContractState | null = null;
  for (const state of states) {
    if (state.from > day) break;
    found = state;
  }
  return found;
}

function latest<Point extends { readonly on: LocalDate }>(
  points: readonly Point[],
  day: LocalDate,
): Point | undefined {
  let found: Point | undefined;
  for (const point of points) {
    if (point.on <= day && (found === undefined || point.on >= found.on)) found = point;
  }
  return found;
}
