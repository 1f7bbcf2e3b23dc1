import { sqltag as sql } from '@prisma/client/runtime/client';
import { addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import {
  createIssues,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { isAdministrator } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import { readAmount } from '../../amounts.ts';
import type { AmountInput } from '../../amounts.ts';
import type { Context, Transaction } from '../../context.ts';
import { longestTermMonths } from '../opportunity/opportunity.amounts.ts';
import { contractMachine } from './managed-contract.machine.ts';
import type { ContractAction } from './managed-contract.machine.ts';
import { joinTimeline, splitTimeline, stateOn, withStatus, withTerms } from './managed-contract.timeline.ts';
import type { ContractStatus } from './managed-contract.timeline.ts';
import { loadContracts, writeContracts } from './managed-contract.store.ts';
import type { ContractChange, ContractValues } from './managed-contract.store.ts';

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

/** Activates, suspends, resumes, ends or terminates a contract and returns its id. */
export function changeContractStatus(
  context: Context,
  action: ContractAction,
  id: string,
  input: ContractActionInput,
): Promise<string> {
  return actOn(context, { action, id, input }, ({ values, status, today }) => {
    const on = effectiveDay(today, action, values, input);
    requireAfterLastChange(values, on);
    const isEnding = action === 'END' || action === 'TERMINATE_EARLY';
    const states = withStatus(values.states, on, status);
    return {
      ...values,
      status,
      states,
      decidedOn: isEnding ? today : null,
      endedOn: isEnding ? on : null,
    };
  });
}

/** Changes price or seats of a contract from a day on and returns its id. */
export function amendContract(context: Context, id: string, input: AmendInput): Promise<string> {
  return actOn(context, { action: 'AMEND', id, input }, ({ values, status, today }) => {
    const on = input.on ?? today;
    const issues = createIssues();
    if (on <= values.termStart) {
      const message = `An amendment takes effect after the term starts on ${values.termStart}.`;
      issues.add(['on'], 'BEFORE_TERM', message, 'Choose a later day.');
    }
    const agreed = newTerms(values, stateOn(values.states, on), input, issues);
    issues.throwIfAny();
    const states = withTerms(values.states, [{ on, ...agreed, isPriceChange: input.isPriceChange ?? false }]);
    return { ...values, status, states };
  });
}

/** Renews a contract by creating its successor, and returns the ids of both. */
export async function renewContract(
  context: Context,
  id: string,
  input: RenewInput,
): Promise<{ readonly id: string; readonly successorId: string }> {
  const { on: _on, ...rest } = input;
  const result = await mutate(
    context,
    { mutation: mutationOf.RENEW, idempotencyKey: input.idempotencyKey, input: { id, ...rest } },
    async (tx) => {
      const { values, status, today } = await begin(tx, context, { action: 'RENEW', id, input });
      const successorId = context.ids.next('ctr');
      const successor = successorOf(id, values, input);
      const renewed = {
        ...values,
        status,
        states: withStatus(values.states, successor.termStart, status),
        decidedOn: today,
        endedOn: successor.termStart,
      };
      const changes: ContractChange[] = [
        { id, before: values, values: renewed },
        { id: successorId, before: null, values: successor },
      ];
      await writeContracts(tx, context, changes);
      await audit(
        tx,
        context,
        changes.map((change) => auditEntry('RENEW', change, input.reason)),
      );
      return { id, successorId };
    },
  );
  return result;
}

interface ActionCall {
  readonly action: ContractAction;
  readonly id: string;
  readonly input: ContractActionInput;
}

async function actOn(
  context: Context,
  call: ActionCall,
  change: (begun: BegunAction) => ContractValues,
): Promise<string> {
  const { idempotencyKey, ...rest } = call.input;
  return mutate(
    context,
    { mutation: mutationOf[call.action], idempotencyKey, input: { id: call.id, ...rest } },
    async (tx) => {
      const begun = await begin(tx, context, call);
      const changed = { id: call.id, before: begun.values, values: change(begun) };
      await writeContracts(tx, context, [changed]);
      await audit(tx, context, auditEntry(call.action, changed, call.input.reason));
      return call.id;
    },
  );
}

/** A contract that an action has been found possible on. */
interface BegunAction {
  readonly values: ContractValues;
  /** The status that the action leads to. */
  readonly status: ContractStatus;
  /** Today where the partner's program keeps its calendar. */
  readonly today: LocalDate;
}

/** Locks the contract and checks that it is visible, as expected, and that the action is allowed. */
async function begin(
  tx: Transaction,
  context: Context,
  { action, id, input }: ActionCall,
): Promise<BegunAction> {
  const [row] = await tx.$queryRaw<{ version: number }[]>(
    sql`SELECT version FROM managed_contract WHERE id = ${id} FOR UPDATE`,
  );
  const values = (await loadContracts(tx, [id])).get(id);
  if (!row || !values) throw new NotFoundError('ManagedContract');
  if (input.expectedVersion != null && input.expectedVersion !== row.version) {
    throw new VersionMismatchError(input.expectedVersion, row.version);
  }
  const today = await partnerToday(tx, context, values.partnerId);
  requireOpenMonth(context, today, input.on);
  const facts = { termStart: values.termStart, termEnd: values.termEnd, today };
  return { values, today, status: contractMachine.apply(values.status, action, context.viewer, facts) };
}

// Money was earned on months that are closed: an account manager alone must not move it.
function requireOpenMonth({ viewer }: Context, today: LocalDate, on: LocalDate | null | undefined): void {
  if (on == null || on >= startOfMonth(today) || isAdministrator(viewer)) return;
  throw new PolicyViolationError(
    'managedContract.closedMonth',
    `The months before ${startOfMonth(today)} are closed: a program administrator corrects them.`,
  );
}

function effectiveDay(
  today: LocalDate,
  action: ContractAction,
  { termStart, termEnd }: ContractValues,
  { on }: ContractActionInput,
): LocalDate {
  if (on != null) return on;
  if (action === 'ACTIVATE') return termStart;
  return action === 'END' && termEnd > today ? termEnd : today;
}

function requireAfterLastChange(values: ContractValues, on: LocalDate): void {
  const last = splitTimeline(values.states).statuses.at(-1)?.on ?? values.termStart;
  if (on >= last && on >= values.termStart) return;
  const issues = createIssues();
  issues.add(
    ['on'],
    'BEFORE_LAST_CHANGE',
    `The status was last set from ${last} on.`,
    'Choose that day or a later one.',
  );
  issues.throwIfAny();
}

function successorOf(predecessorId: string, values: ContractValues, input: RenewInput): ContractValues {
  const issues = createIssues();
  const term = successorTerm(values, input, issues);
  const agreed = newTerms(values, splitTimeline(values.states).terms.at(-1) ?? null, input, issues);
  issues.throwIfAny();
  return {
    ...values,
    ...term,
    status: 'ACTIVE',
    termEnd: addMonths(term.termStart, term.termMonths),
    predecessorId,
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
  const lastOn = splitTimeline(values.states).statuses.at(-1)?.on ?? values.termStart;
  if (termStart <= lastOn) {
    const message = `The predecessor’s status was set from ${lastOn} on.`;
    issues.add(['termStart'], 'BEFORE_LAST_CHANGE', message, 'Start the successor later.');
  }
  if (termMonths < 1 || termMonths > longestTermMonths) {
    const message = `A contract runs for 1 to ${longestTermMonths} whole months.`;
    issues.add(['termMonths'], 'TERM_OUT_OF_RANGE', message, 'Send termMonths within that range.');
  }
  return { termStart, termMonths };
}

/** Reads price and seats; what is left out stays as agreed before. */
function newTerms(
  { currency }: ContractValues,
  before: { readonly mrrMinor: bigint; readonly contractedSeats: number } | null,
  input: AmendInput | RenewInput,
  issues: IssueCollector,
) {
  const mrrMinor = readAmount(input.mrr ?? undefined, before?.mrrMinor ?? 0n, {
    field: 'mrr',
    currency,
    issues,
  });
  const contractedSeats = input.contractedSeats ?? before?.contractedSeats ?? 0;
  if (mrrMinor < 0n) {
    issues.add(['mrr'], 'NEGATIVE_AMOUNT', 'Recurring revenue cannot be negative.', 'Send 0 or more.');
  }
  if (contractedSeats < 0) {
    issues.add(['contractedSeats'], 'NEGATIVE_NUMBER', 'Seats cannot be negative.', 'Send 0 or more.');
  }
  return { mrrMinor, contractedSeats };
}

const mutationOf: Readonly<Record<ContractAction, string>> = {
  ACTIVATE: 'managedContractActivate',
  AMEND: 'managedContractAmend',
  SUSPEND: 'managedContractSuspend',
  RESUME: 'managedContractResume',
  RENEW: 'managedContractRenew',
  END: 'managedContractEnd',
  TERMINATE_EARLY: 'managedContractTerminateEarly',
};

const pastTense: Readonly<Record<ContractAction, string>> = {
  ACTIVATE: 'activated',
  AMEND: 'amended',
  SUSPEND: 'suspended',
  RESUME: 'resumed',
  RENEW: 'renewed',
  END: 'ended',
  TERMINATE_EARLY: 'terminatedEarly',
};

function auditEntry(
  action: ContractAction,
  { id, before, values }: ContractChange,
  reason: string | null | undefined,
) {
  return {
    action: before ? `managedContract.${pastTense[action]}` : 'managedContract.created',
    entityType: 'ManagedContract',
    entityId: id,
    partnerId: values.partnerId,
    before,
    after: values,
    reason,
  };
}
