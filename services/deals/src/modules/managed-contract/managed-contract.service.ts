import { isAdministrator } from '@channelgraph/core/viewer.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { ContractChangeRequestedError } from '../contract-change-request/contract-change-request.error.ts';
import { storeChangeRequest } from '../contract-change-request/contract-change-request.store.ts';
import { contractPolicy } from './contract.policy.ts';
import { beginAction, finishAction } from './managed-contract.execution.ts';
import { beyondAlone, impactOf } from './managed-contract.impact.ts';
import { planAction, settledInput } from './managed-contract.plan.ts';
import type { BegunAction, ContractCall, PlannedAction } from './managed-contract.plan.ts';
import type { ContractChange } from './managed-contract.store.ts';

/**
 * Does something with a contract and returns its id.
 *
 * @remarks What is more than an account manager may do alone becomes a request for a second person.
 * @throws ContractChangeRequestedError with that request; the contract stays as it is.
 */
export async function performContractAction(context: Context, call: ContractCall): Promise<string> {
  const { idempotencyKey, ...rest } = call.input;
  const { id, changeRequestId } = await mutate(
    context,
    { mutation: mutationOf[call.action], idempotencyKey, input: { id: call.id, ...rest } },
    (tx) => performInTransaction(tx, context, call),
  );
  if (changeRequestId !== null) throw new ContractChangeRequestedError(changeRequestId);
  return id;
}

/** Does something with a contract in the transaction of the caller; gives the request that waits instead, if it needs a second person. */
export async function performInTransaction(
  tx: Transaction,
  context: Context,
  call: ContractCall,
): Promise<{ readonly id: string; readonly changeRequestId: string | null }> {
  const begun = await beginAction(tx, context, call);
  const input = settledInput(call, begun);
  const nextId = () => context.ids.next('ctr');
  const changes = planAction(begun, call.action, { input, nextId });
  const refusal = await aloneVerdict(tx, context, { begun, changes });
  if (refusal) {
    const { reason, policyVersionId, impact } = refusal;
    const changeRequestId = await storeChangeRequest(tx, context, {
      contractId: call.id,
      partnerId: begun.values.partnerId,
      action: call.action,
      input,
      mrrChangeMinor: impact.mrrChangeMinor,
      reason: call.input.reason?.trim() || reason.message,
      policyVersionId,
    });
    return { id: call.id, changeRequestId };
  }
  const { reason, lossReason } = call.input;
  await finishAction(tx, context, { action: call.action, changes, reason, lossReason });
  return { id: call.id, changeRequestId: null };
}

/** Says why the viewer needs a second person for this; null for nobody needed. */
async function aloneVerdict(
  tx: Transaction,
  { viewer }: Context,
  { begun, changes }: { readonly begun: BegunAction; readonly changes: readonly ContractChange[] },
) {
  if (isAdministrator(viewer)) return null;
  const policy = await policyOn(tx, contractPolicy, begun.today);
  const [partner] = await directoryPartners(tx, [begun.values.partnerId]);
  const impact = impactOf(changes);
  const reason = beyondAlone(impact, policy.body, partner?.currency ?? '');
  return reason && { reason, impact, policyVersionId: policy.id };
}

const mutationOf: Readonly<Record<PlannedAction, string>> = {
  ACTIVATE: 'managedContractActivate',
  AMEND: 'managedContractAmend',
  SUSPEND: 'managedContractSuspend',
  RESUME: 'managedContractResume',
  RENEW: 'managedContractRenew',
  END: 'managedContractEnd',
  TERMINATE_EARLY: 'managedContractTerminateEarly',
};
