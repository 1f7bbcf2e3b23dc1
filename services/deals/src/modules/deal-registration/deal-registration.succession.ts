import { daysBetween } from '@channelgraph/core/calendar.ts';
import { createIssues, NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import { refreshCustomerLinks } from '../customer/customer.links.ts';
import { claimScope, releaseClaims } from '../protection/claims.ts';
import { begin, finish, movedData, requireReason } from './deal-registration.action.ts';
import type { ActionInput, BegunAction, ReasonInput } from './deal-registration.action.ts';
import { registrationTables } from './deal-registration.references.ts';
import { isOnBehalf, storeDraft } from './deal-registration.service.ts';
import { newRegistration, productLinesOf, writeRegistration } from './deal-registration.store.ts';
import type { RegistrationValues, StoredRegistration } from './deal-registration.store.ts';
import { surroundingsOf } from './deal-registration.surroundings.ts';
import type { Surroundings } from './deal-registration.surroundings.ts';

/** What `dealRegistrationTransfer` takes. */
export interface TransferInput extends ReasonInput {
  readonly partner: Reference;
}

/** Begins a new draft from a rejected or expired registration and returns the id of the draft. */
export async function cloneRegistration(context: Context, id: string, input: ActionInput): Promise<string> {
  const { idempotencyKey, expectedVersion } = input;
  const call = { mutation: 'dealRegistrationClone', idempotencyKey, input: { id, expectedVersion } };
  return mutate(context, call, async (tx) => {
    const { stored } = await begin(tx, context, { action: 'CLONE', id, expectedVersion });
    const origin = { isOnBehalf: isOnBehalf(context), supersedesId: id };
    return storeDraft(tx, context, newRegistration(stored.partnerId, contentOf(stored), origin));
  });
}

/**
 * Gives a protected registration to another partner, and returns the id of the new partner's registration.
 *
 * @remarks The new one has the rest of the protection and the claims. The old partner does not learn whose it is.
 */
export async function transferRegistration(
  context: Context,
  id: string,
  input: TransferInput,
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const reason = requireReason(input.reason);
  const call = { mutation: 'dealRegistrationTransfer', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, {
      action: 'TRANSFER',
      id,
      expectedVersion: input.expectedVersion,
    });
    const recipient = await requireRecipient(tx, context, begun.stored, input.partner);
    const newId = context.ids.next('reg');
    const values = handedOver(context, begun, recipient);
    await writeRegistration(tx, context, { id: newId, before: null, values });
    await withProgramRights(tx, context.viewer, () => moveScope(tx, context, begun, { id: newId, values }));
    await finish(tx, context, begun.stored, {
      action: 'TRANSFER',
      values: {
        ...begun.stored,
        status: begun.status,
        transferredToId: newId,
        closedOn: begun.today,
        closeReason: reason,
      },
      reason,
      event: 'deals.registration.transferred',
      decision: { trace: [], note: reason },
    });
    await announceRecipient(tx, context, { id: newId, values }, reason);
    return newId;
  });
}

async function requireRecipient(
  tx: Transaction,
  context: Context,
  stored: StoredRegistration,
  reference: Reference,
): Promise<Surroundings> {
  const book = await resolveReferences(tx, registrationTables, [{ type: 'Partner', reference }]);
  const partnerId = book.idOf('Partner', reference);
  if (partnerId === null) throw new NotFoundError('Partner', ['partner']);
  const recipient = await surroundingsOf(tx, context, partnerId);
  const issues = createIssues();
  if (partnerId === stored.partnerId) {
    issues.add(
      ['partner'],
      'SAME_PARTNER',
      'The registration is that partner’s already.',
      'Name another partner.',
    );
  }
  if (recipient.partner.status !== 'ACTIVE' || recipient.partner.programId === null) {
    issues.add(
      ['partner'],
      'AGREEMENT_INACTIVE',
      'The partner is not active in a program.',
      'Name an active partner.',
    );
  }
  issues.throwIfAny();
  return recipient;
}

function handedOver(
  context: Context,
  { stored, now }: BegunAction,
  recipient: Surroundings,
): RegistrationValues {
  const { partner, today } = recipient;
  const { protectedTo, protectedUntil } = stored;
  if (protectedTo === null) throw new Error('What is approved is protected.');
  return {
    ...newRegistration(
      partner.partnerId,
      { ...contentOf(stored), contractId: null },
      { isOnBehalf: true, supersedesId: null },
    ),
    status: 'APPROVED',
    customerId: stored.customerId,
    submittedAt: stored.submittedAt,
    submittedBy: context.viewer.userId,
    decidedAt: now,
    decidedBy: context.viewer.userId,
    protectedFrom: today,
    protectedTo,
    protectedUntil,
    protectionBasis: `TRANSFER.days:${daysBetween(today, protectedTo)}`,
    policyVersionId: stored.policyVersionId,
    extensionCount: stored.extensionCount,
  };
}

async function moveScope(
  tx: Transaction,
  context: Context,
  { stored, now }: BegunAction,
  { id, values }: { readonly id: string; readonly values: RegistrationValues },
): Promise<void> {
  const { customerId, protectedUntil } = values;
  if (customerId === null || protectedUntil === null) return;
  await releaseClaims(tx, stored.id, now);
  const registration = { ...values, id, customerId, productLineIds: productLinesOf(values) };
  await claimScope(tx, context, { registration, time: { since: now, until: protectedUntil } });
  await refreshCustomerLinks(tx, {
    partnerIds: [values.partnerId],
    customerIds: [customerId],
    mayRemove: false,
  });
}

async function announceRecipient(
  tx: Transaction,
  context: Context,
  { id, values }: { readonly id: string; readonly values: RegistrationValues },
  reason: string,
): Promise<void> {
  await audit(tx, context, {
    action: 'dealRegistration.received',
    entityType: 'DealRegistration',
    entityId: id,
    partnerId: values.partnerId,
    before: null,
    after: values,
    reason,
    policyVersionId: values.policyVersionId,
  });
  await emit(tx, context, { type: 'deals.registration.approved', subject: id, data: movedData(id, values) });
}

function contentOf(stored: StoredRegistration) {
  const {
    kind, name, customerName, customerCountry, customerDomains, customerDuns, customerTaxId, lines, region, currency,
    expectedCloseDate, stageAtSubmission, incumbentVendor, customerNeed, contractId,
  } = stored; // prettier-ignore
  return {
    kind, name, customerName, customerCountry, customerDomains, customerDuns, customerTaxId, lines, region, currency,
    expectedCloseDate, stageAtSubmission, incumbentVendor, customerNeed, contractId,
  }; // prettier-ignore
}
