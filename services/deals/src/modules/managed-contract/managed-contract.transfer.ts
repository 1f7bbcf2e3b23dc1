import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues, NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { beginAction, finishAction } from './managed-contract.execution.ts';
import { contractTables } from './managed-contract.import.ts';
import { planTransfer } from './managed-contract.plan.ts';
import type { BegunAction } from './managed-contract.plan.ts';

/** To whom a contract goes, and when. */
export interface TransferInput {
  readonly partner: Reference;
  readonly on?: LocalDate | null | undefined;
  readonly reason: string;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Moves a contract to another partner and returns the ids of both contracts.
 *
 * @remarks The customer is lost by nobody and won by nobody: revenue leaves the one partner and arrives at
 * the other on the same day, with the terms and the end of the term that were agreed.
 */
export async function transferContract(
  context: Context,
  id: string,
  input: TransferInput,
): Promise<{ readonly id: string; readonly continuedById: string }> {
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'managedContractTransfer', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await beginAction(tx, context, { action: 'TRANSFER', id, input });
    const on = input.on ?? begun.today;
    const partnerId = await requireReceiver(tx, begun, { input, on });
    const continuedById = context.ids.next('ctr');
    const changes = planTransfer(begun, { on, partnerId, continuedById });
    await finishAction(tx, context, { action: 'TRANSFER', changes, reason: input.reason });
    return { id, continuedById };
  });
}

async function requireReceiver(
  tx: Transaction,
  { values }: BegunAction,
  { input, on }: { readonly input: TransferInput; readonly on: LocalDate },
): Promise<string> {
  const target = { type: 'Partner', reference: input.partner };
  const partnerId = (await resolveReferences(tx, contractTables, [target])).idOf('Partner', input.partner);
  const [receiver] = partnerId === null ? [] : await directoryPartners(tx, [partnerId]);
  if (!receiver) throw new NotFoundError('Partner', ['partner']);
  const issues = createIssues();
  if (receiver.partnerId === values.partnerId) {
    const message = 'The contract is with this partner already.';
    issues.add(['partner'], 'SAME_PARTNER', message, 'Name another partner.');
  }
  if (receiver.status !== 'ACTIVE') {
    const message = `The partner is ${receiver.status} and takes over nothing.`;
    issues.add(['partner'], 'PARTNER_INACTIVE', message, 'Name an active partner.');
  }
  if (on >= values.termEnd) {
    const message = `The term ends on ${values.termEnd}.`;
    issues.add(['on'], 'AFTER_TERM', message, 'Choose an earlier day.');
  }
  if (input.reason.trim() === '') {
    issues.add(['reason'], 'REQUIRED', 'A transfer has a reason.', 'Say who chose it, and why.');
  }
  issues.throwIfAny();
  return receiver.partnerId;
}
