import { createIssues, ConflictError } from '@channelgraph/core/domain-errors.ts';
import { moneyToDecimal, money } from '@channelgraph/core/money.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { ContractChangeRequest } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { beginAction, finishAction, longestReason } from '../managed-contract/managed-contract.execution.ts';
import { impactOf } from '../managed-contract/managed-contract.impact.ts';
import { lockContractsOf } from '../managed-contract/managed-contract.overlap.ts';
import { planAction } from '../managed-contract/managed-contract.plan.ts';
import type { ContractCall, PlannedAction } from '../managed-contract/managed-contract.plan.ts';
import { changeRequestMachine } from './contract-change-request.machine.ts';
import type { ChangeRequestAction } from './contract-change-request.machine.ts';
import { auditRequest, lockChangeRequest } from './contract-change-request.store.ts';

/** What a decision about a request may carry. */
export interface DecideRequestInput {
  readonly note?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Approves, refuses or withdraws a request and returns its id.
 *
 * @remarks An approval does what was asked for, in the same transaction and on the contract as it is now:
 * when that has become impossible, or would bring something else, the request stays open.
 */
export async function decideChangeRequest(
  context: Context,
  action: ChangeRequestAction,
  { id, input }: { readonly id: string; readonly input: DecideRequestInput },
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const note = readNote(action, input.note);
  const call = { mutation: mutationOf[action], idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    await lockContractOf(tx, id);
    const request = await lockChangeRequest(tx, id, input.expectedVersion);
    const status = changeRequestMachine.apply(request.status, action, context.viewer, request);
    if (action === 'APPROVE') await execute(tx, context, request);
    const after = await tx.contractChangeRequest.update({
      where: { id },
      data: {
        status,
        note,
        decidedAt: context.clock.now(),
        decidedBy: context.viewer.userId,
        version: { increment: 1 },
      },
    });
    await auditRequest(tx, context, { action: pastTense[action], before: request, after });
    return id;
  });
}

// Contracts are locked before what refers to them, here as everywhere.
async function lockContractOf(tx: Transaction, id: string): Promise<void> {
  const request = await tx.contractChangeRequest.findUnique({ where: { id }, select: { contractId: true } });
  await lockContractsOf(tx, { contractIds: request ? [request.contractId] : [], customerIds: [] });
}

async function execute(tx: Transaction, context: Context, request: ContractChangeRequest): Promise<void> {
  const action = request.action as PlannedAction;
  const input = request.input as ContractCall['input'];
  const begun = await beginAction(tx, context, { action, id: request.contractId, input });
  const changes = planAction(begun, action, { input, nextId: () => context.ids.next('ctr') });
  const { mrrChangeMinor, currency } = impactOf(changes);
  if (mrrChangeMinor !== request.mrrChangeMinor) {
    const [asked, now] = [request.mrrChangeMinor, mrrChangeMinor].map((amount) =>
      moneyToDecimal(money(amount, currency)),
    );
    throw new ConflictError(
      'contractChangeRequest.stale',
      `The contract has changed: what was to bring ${asked} ${currency} a month would bring ${now}. Refuse the request, so that it is asked for anew.`,
    );
  }
  const { reason, policyVersionId } = request;
  const { lossReason } = input;
  await finishAction(tx, context, { action, changes, reason, policyVersionId, lossReason });
}

function readNote(action: ChangeRequestAction, note: string | null | undefined): string | null {
  const text = note?.trim() ?? '';
  const issues = createIssues();
  if (action === 'REFUSE' && text === '') {
    issues.add(['note'], 'REQUIRED', 'A refusal has a reason.', 'Say why, for whoever asked.');
  }
  if (text.length > longestReason) {
    const message = `The note has more than ${longestReason} characters.`;
    issues.add(['note'], 'TOO_LONG', message, 'Shorten it.');
  }
  issues.throwIfAny();
  return text === '' ? null : text;
}

const mutationOf: Readonly<Record<ChangeRequestAction, string>> = {
  APPROVE: 'contractChangeRequestApprove',
  REFUSE: 'contractChangeRequestRefuse',
  WITHDRAW: 'contractChangeRequestWithdraw',
};

const pastTense: Readonly<Record<ChangeRequestAction, string>> = {
  APPROVE: 'approved',
  REFUSE: 'refused',
  WITHDRAW: 'withdrawn',
};
