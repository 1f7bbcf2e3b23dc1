import { createIssues, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { outcomeOf } from '../opportunity/opportunity.stages.ts';
import { releaseClaims } from '../protection/claims.ts';
import { begin, finish, readNote } from './deal-registration.action.ts';
import type { ActionInput, BegunAction } from './deal-registration.action.ts';
import { lastsAfterWinning } from './deal-registration.machine.ts';
import { revenueModelOf } from './deal-registration.store.ts';

/** What `dealRegistrationProposeOutcome` takes. */
export interface ProposeOutcomeInput extends ActionInput {
  readonly outcome: 'WON' | 'LOST';
  readonly lossReason?: LossReason | null | undefined;
  readonly orderReference?: string | null | undefined;
}

/** What `dealRegistrationWin` takes. */
export interface WinInput extends ActionInput {
  readonly orderReference?: string | null | undefined;
}

/** What `dealRegistrationLose` takes. */
export interface LoseInput extends ActionInput {
  readonly lossReason?: LossReason | null | undefined;
  readonly note?: string | null | undefined;
}

/** Reports how a sale ended, for staff to confirm, and returns the id of the registration. */
export async function proposeOutcome(
  context: Context,
  id: string,
  input: ProposeOutcomeInput,
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const orderReference = readOrder(input.orderReference);
  requireLossReason(input.outcome, input.lossReason);
  if (input.outcome === 'LOST') requireNoOrder(orderReference);
  const call = { mutation: 'dealRegistrationProposeOutcome', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, {
      action: 'PROPOSE_OUTCOME',
      id,
      expectedVersion: input.expectedVersion,
    });
    await finish(tx, context, begun.stored, {
      action: 'PROPOSE_OUTCOME',
      values: {
        ...begun.stored,
        proposedOutcome: input.outcome,
        proposedAt: begun.now,
        lossReason: input.outcome === 'LOST' ? (input.lossReason ?? null) : null,
        orderReference: input.outcome === 'WON' ? (orderReference ?? begun.stored.orderReference) : null,
      },
    });
    return id;
  });
}

/**
 * Confirms that a sale was made, and returns the id of the registration.
 *
 * @throws PolicyViolationError unless its opportunity is won, and what recurs has a contract, what is paid once an order.
 */
export async function winRegistration(context: Context, id: string, input: WinInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const asked = readOrder(input.orderReference);
  const call = { mutation: 'dealRegistrationWin', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'WIN', id, expectedVersion: input.expectedVersion });
    const { stored, status, now, today } = begun;
    const orderReference = await requireSale(tx, begun, asked ?? stored.orderReference);
    if (!lastsAfterWinning(stored.kind)) {
      await withProgramRights(tx, context.viewer, () => releaseClaims(tx, id, now));
    }
    await finish(tx, context, stored, {
      action: 'WIN',
      values: {
        ...stored,
        status,
        orderReference,
        closedOn: today,
        lossReason: null,
        proposedOutcome: null,
        proposedAt: null,
      },
      event: 'deals.registration.won',
      decision: { trace: [], note: null },
    });
    return id;
  });
}

async function requireSale(
  tx: Transaction,
  { stored, policy }: BegunAction,
  order: string | null,
): Promise<string | null> {
  const opportunity =
    stored.opportunityId === null
      ? null
      : await tx.opportunity.findUnique({ where: { id: stored.opportunityId } });
  const refuse = (rule: string, message: string) => {
    throw new PolicyViolationError(`dealRegistration.WIN.${rule}`, message, policy.id);
  };
  if (!opportunity || outcomeOf(opportunity.stage) !== 'WON') {
    const remedy =
      opportunity === null
        ? 'make it with opportunityCreate and registrationId'
        : 'call opportunityWin first';
    refuse('opportunity', `A registration is won once its opportunity is won: ${remedy}.`);
  }
  const orderReference = order ?? opportunity?.orderReference ?? null;
  if (revenueModelOf(stored) === 'TRANSACTIONAL') {
    if (orderReference === null)
      refuse('order', 'A sale that is paid once has an order reference: send orderReference.');
    return orderReference;
  }
  const contracts = await tx.managedContract.count({
    where: {
      partnerId: stored.partnerId,
      OR: [{ registrationId: stored.id }, { id: stored.contractId ?? '' }],
    },
  });
  if (contracts === 0) {
    const remedy = 'make it with managedContractCreate and registration';
    refuse('contract', `A sale that is paid month by month has a contract: ${remedy}.`);
  }
  return orderReference;
}

/** Confirms that a sale was not made, and returns the id of the registration; its scope is free from then on. */
export async function loseRegistration(context: Context, id: string, input: LoseInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const note = readNote(input.note);
  const call = { mutation: 'dealRegistrationLose', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'LOSE', id, expectedVersion: input.expectedVersion });
    const { stored, status, now, today } = begun;
    const lossReason = requireLossReason('LOST', input.lossReason ?? stored.lossReason);
    await withProgramRights(tx, context.viewer, () => releaseClaims(tx, id, now));
    await finish(tx, context, stored, {
      action: 'LOSE',
      values: {
        ...stored,
        status,
        lossReason,
        closedOn: today,
        orderReference: null,
        proposedOutcome: null,
        proposedAt: null,
      },
      reason: note,
      event: 'deals.registration.lost',
      decision: { trace: [], note },
    });
    return id;
  });
}

function requireLossReason(
  outcome: 'WON' | 'LOST',
  reason: LossReason | null | undefined,
): LossReason | null {
  const issues = createIssues();
  if (outcome === 'LOST' && !reason) {
    issues.add(['lossReason'], 'REQUIRED', 'What was lost has a loss reason.', 'Fill in lossReason.');
  }
  if (outcome === 'WON' && reason) {
    issues.add(['lossReason'], 'NOT_LOST', 'What was won has no loss reason.', 'Leave lossReason out.');
  }
  issues.throwIfAny();
  return reason ?? null;
}

function requireNoOrder(orderReference: string | null): void {
  if (orderReference === null) return;
  const issues = createIssues();
  issues.add(['orderReference'], 'NOT_WON', 'What was lost has no order.', 'Leave orderReference out.');
  issues.throwIfAny();
}

function readOrder(order: string | null | undefined): string | null {
  const value = order?.trim() ?? '';
  const issues = createIssues();
  if (value.length > 200) {
    issues.add(['orderReference'], 'TOO_LONG', 'orderReference has more than 200 characters.', 'Shorten it.');
  }
  issues.throwIfAny();
  return value === '' ? null : value;
}
