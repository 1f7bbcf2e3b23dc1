import { addMonths, monthsBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { readAmount } from '../../amounts.ts';
import type { AmountInput } from '../../amounts.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import { longestTermMonths } from '../opportunity/opportunity.amounts.ts';
import { mostSeats } from './managed-contract.item-reading.ts';
import type { ContractAction } from './managed-contract.machine.ts';
import type { ContractChange, ContractValues } from './managed-contract.store.ts';
import { joinTimeline, splitTimeline, stateOn, withStatus, withTerms } from './managed-contract.timeline.ts';
import type { ContractStatus } from './managed-contract.timeline.ts';

/** What every action on a contract may carry. */
export interface ContractActionInput {
  readonly on?: LocalDate | null | undefined;
  readonly reason?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A new price or number of seats. */
export interface AmendInput extends ContractActionInput {
  readonly mrr?: AmountInput | null | undefined;
  readonly contractedSeats?: number | null | undefined;
  readonly isPriceChange?: boolean | null | undefined;
}

/** The terms of a successor; what is left out is taken over from the predecessor. */
export interface RenewInput extends ContractActionInput {
  readonly termStart?: LocalDate | null | undefined;
  readonly termMonths?: number | null | undefined;
  readonly mrr?: AmountInput | null | undefined;
  readonly contractedSeats?: number | null | undefined;
}

/** Why a renewal is lost by the end of its contract. */
export interface LossInput extends ContractActionInput {
  readonly lossReason?: LossReason | null | undefined;
}

/** The actions that a request can ask for; a transfer is an administrator's own act. */
export type PlannedAction = Exclude<ContractAction, 'TRANSFER'>;

/** An action on a contract as somebody asked for it. */
export interface ContractCall {
  readonly action: PlannedAction;
  readonly id: string;
  readonly input: AmendInput & RenewInput & LossInput;
}

/** A contract on which an action has been found possible. */
export interface BegunAction {
  readonly id: string;
  readonly values: ContractValues;
  /** The status that the action leads to. */
  readonly status: ContractStatus;
  /** Today where the partner's program keeps its calendar. */
  readonly today: LocalDate;
}

/** Fills in the days that the caller left to their defaults, so that they mean the same when somebody approves it later. */
export function settledInput(call: ContractCall, { values, today }: BegunAction): ContractCall['input'] {
  const { action, input } = call;
  const { idempotencyKey: _key, expectedVersion: _version, ...rest } = input;
  if (action === 'RENEW') {
    const { on: _on, ...terms } = rest;
    const termMonths = input.termMonths ?? values.termMonths;
    return { ...terms, termStart: input.termStart ?? values.termEnd, termMonths };
  }
  return { ...rest, on: input.on ?? defaultDay(action, values, today) };
}

/** Works out what an action makes of a contract, and of its successor where it creates one. */
export function planAction(
  begun: BegunAction,
  action: PlannedAction,
  { input, nextId }: { readonly input: ContractCall['input']; readonly nextId: () => string },
): readonly ContractChange[] {
  if (action === 'RENEW') return renewed(begun, input, nextId());
  const values = action === 'AMEND' ? amended(begun, input) : moved(begun, action, input.on ?? begun.today);
  return [{ id: begun.id, before: begun.values, values }];
}

function moved({ values, status, today }: BegunAction, action: PlannedAction, on: LocalDate): ContractValues {
  requireAfterLastChange(values, on);
  requireWithinTerm(values, { on, today, isEnd: action === 'END' });
  const isEnding = action === 'END' || action === 'TERMINATE_EARLY';
  return {
    ...values,
    status,
    states: withStatus(values.states, on, status),
    decidedOn: isEnding ? today : null,
    endedOn: isEnding ? on : null,
  };
}

function amended({ values, status, today }: BegunAction, input: AmendInput): ContractValues {
  const on = input.on ?? today;
  requireWithinTerm(values, { on, today, isEnd: false });
  const issues = createIssues();
  if (on <= values.termStart) {
    const message = `An amendment takes effect after the term starts on ${values.termStart}.`;
    issues.add(['on'], 'BEFORE_TERM', message, 'Choose a later day.');
  }
  checkAsked(input, issues);
  const agreed = newTerms(values, stateOn(values.states, on), { input, issues });
  issues.throwIfAny();
  const point = { on, ...agreed, isPriceChange: input.isPriceChange ?? false };
  return { ...values, status, states: withTerms(values.states, [point]) };
}

function checkAsked(input: AmendInput, issues: IssueCollector): void {
  if (input.mrr == null && input.contractedSeats == null) {
    const message = 'An amendment changes the price or the seats.';
    issues.add(['mrr'], 'NOTHING_CHANGED', message, 'Fill in mrr or contractedSeats.');
  } else if (input.mrr == null && input.isPriceChange) {
    const message = 'A change of price has a price.';
    issues.add(['isPriceChange'], 'NO_PRICE', message, 'Fill in mrr, or leave isPriceChange out.');
  }
}

function renewed(
  { id, values, status, today }: BegunAction,
  input: RenewInput,
  successorId: string,
): readonly ContractChange[] {
  const successor = successorOf(id, values, input);
  const before = {
    ...values,
    status,
    states: withStatus(values.states, successor.termStart, status),
    decidedOn: today,
    endedOn: successor.termStart,
  };
  return [
    { id, before: values, values: before },
    { id: successorId, before: null, values: successor },
  ];
}

function successorOf(predecessorId: string, values: ContractValues, input: RenewInput): ContractValues {
  const issues = createIssues();
  const term = successorTerm(values, input, issues);
  const agreed = newTerms(values, splitTimeline(values.states).terms.at(-1) ?? null, { input, issues });
  issues.throwIfAny();
  return {
    ...values,
    ...term,
    status: 'ACTIVE',
    predecessorId,
    transferredFromId: null,
    registrationId: null,
    priceLockReference: null,
    priceLockedUntil: null,
    decidedOn: null,
    endedOn: null,
    states: joinTimeline(
      [{ on: term.termStart, ...agreed, isPriceChange: false }],
      [{ on: term.termStart, status: 'ACTIVE' }],
    ),
  };
}

function successorTerm(values: ContractValues, input: RenewInput, issues: IssueCollector) {
  const termStart = input.termStart ?? values.termEnd;
  const termMonths = input.termMonths ?? values.termMonths;
  const lastOn = lastChange(values);
  if (termStart <= lastOn) {
    const message = `The predecessor’s status was set from ${lastOn} on.`;
    issues.add(['termStart'], 'BEFORE_LAST_CHANGE', message, 'Start the successor later.');
  }
  const furthest = addMonths(values.termEnd, longestTermMonths);
  if (termStart > furthest) {
    const message = `The predecessor’s term ends on ${values.termEnd}, more than ten years earlier.`;
    issues.add(['termStart'], 'OUT_OF_RANGE', message, 'Correct the date.');
  }
  if (termMonths < 1 || termMonths > longestTermMonths) {
    const message = `A contract runs for 1 to ${longestTermMonths} whole months.`;
    issues.add(['termMonths'], 'TERM_OUT_OF_RANGE', message, 'Send termMonths within that range.');
    return { termStart, termMonths, termEnd: termStart };
  }
  return { termStart, termMonths, termEnd: addMonths(termStart, termMonths) };
}

function defaultDay(
  action: PlannedAction,
  { termStart, termEnd }: ContractValues,
  today: LocalDate,
): LocalDate {
  if (action === 'ACTIVATE') return termStart;
  return action === 'END' && termEnd > today ? termEnd : today;
}

/**
 * Refuses a day before the status was last set.
 *
 * @throws ValidationError `BEFORE_LAST_CHANGE`.
 */
function requireAfterLastChange(values: ContractValues, on: LocalDate): void {
  const last = lastChange(values);
  if (on >= last && on >= values.termStart) return;
  const issues = createIssues();
  const message = `The status was last set from ${last} on.`;
  issues.add(['on'], 'BEFORE_LAST_CHANGE', message, 'Choose that day or a later one.');
  issues.throwIfAny();
}

/**
 * Refuses a coming day after the term; a contract that goes on undecided is still changed today.
 *
 * @throws ValidationError `AFTER_TERM`.
 */
function requireWithinTerm(
  { termEnd }: ContractValues,
  { on, today, isEnd }: { readonly on: LocalDate; readonly today: LocalDate; readonly isEnd: boolean },
): void {
  if (on <= today || on < termEnd || (isEnd && on === termEnd)) return;
  const issues = createIssues();
  issues.add(['on'], 'AFTER_TERM', `The term ends on ${termEnd}.`, 'Choose an earlier day.');
  issues.throwIfAny();
}

const lastChange = ({ states, termStart }: ContractValues): LocalDate =>
  splitTimeline(states).statuses.at(-1)?.on ?? termStart;

/** Reads price and seats; what is left out stays as agreed before. */
function newTerms(
  { currency }: ContractValues,
  before: { readonly mrrMinor: bigint; readonly contractedSeats: number } | null,
  { input, issues }: { readonly input: AmendInput | RenewInput; readonly issues: IssueCollector },
) {
  const asked = { field: 'mrr', currency, issues };
  const mrrMinor = readAmount(input.mrr ?? undefined, before?.mrrMinor ?? 0n, asked);
  const contractedSeats = input.contractedSeats ?? before?.contractedSeats ?? 0;
  if (mrrMinor < 0n) {
    issues.add(['mrr'], 'NEGATIVE_AMOUNT', 'Recurring revenue cannot be negative.', 'Send 0 or more.');
  }
  if (contractedSeats < 0) {
    issues.add(['contractedSeats'], 'NEGATIVE_NUMBER', 'Seats cannot be negative.', 'Send 0 or more.');
  }
  if (input.contractedSeats != null && contractedSeats > mostSeats) {
    const message = `More than ${mostSeats} seats are no agreement.`;
    issues.add(['contractedSeats'], 'OUT_OF_RANGE', message, 'Correct the number.');
  }
  return { mrrMinor, contractedSeats };
}

/** Works out what a transfer makes of a contract: its end here, and its continuation with the other partner. */
export function planTransfer(
  { id, values, status, today }: BegunAction,
  to: { readonly on: LocalDate; readonly partnerId: string; readonly continuedById: string },
): readonly ContractChange[] {
  const { on, partnerId, continuedById } = to;
  requireAfterLastChange(values, on);
  const { terms } = splitTimeline(values.states);
  const agreed = stateOn(values.states, on);
  const start = {
    on,
    mrrMinor: agreed?.mrrMinor ?? 0n,
    contractedSeats: agreed?.contractedSeats ?? 0,
    isPriceChange: false,
  };
  const left = {
    ...values,
    status,
    states: withStatus(values.states, on, status),
    decidedOn: today,
    endedOn: on,
  };
  const arrived = {
    ...values,
    partnerId,
    termStart: on,
    termMonths: wholeMonths(on, values.termEnd),
    predecessorId: null,
    transferredFromId: id,
    registrationId: null,
    decidedOn: null,
    endedOn: null,
    states: joinTimeline([start, ...terms.filter((point) => point.on > on)], [{ on, status: values.status }]),
  };
  return [
    { id, before: values, values: left },
    { id: continuedById, before: null, values: arrived },
  ];
}

/** Counts the months of what is left of a term, a begun one as a whole. */
function wholeMonths(from: LocalDate, to: LocalDate): number {
  const months = monthsBetween(from, to);
  return addMonths(from, months) < to ? months + 1 : months;
}
