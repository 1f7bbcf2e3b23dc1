import { sqltag as sql } from '@prisma/client/runtime/client';
import { createIssues, NotFoundError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import type { EventType, RegistrationMoved } from '@channelgraph/core/event-types.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import type { Context, Transaction } from '../../context.ts';
import { refreshCustomerLinks } from '../customer/customer.links.ts';
import { lockCustomerTree } from '../protection/claims.ts';
import { registrationMachine, statusAt } from './deal-registration.machine.ts';
import type {
  LimitVerdict,
  RegistrationAction,
  RegistrationFacts,
  RegistrationState,
} from './deal-registration.machine.ts';
import { amountIn } from './deal-registration.policy.ts';
import type { RegistrationPolicy } from './deal-registration.policy.ts';
import { firstYearMinor } from './deal-registration.rules.ts';
import type { RuleTrace } from './deal-registration.rules.ts';
import { loadRegistration, productLinesOf, writeRegistration } from './deal-registration.store.ts';
import type {
  RegistrationContent,
  RegistrationValues,
  StoredRegistration,
} from './deal-registration.store.ts';
import { surroundingsOf } from './deal-registration.surroundings.ts';
import type { Surroundings } from './deal-registration.surroundings.ts';

/** What every action on a registration may carry. */
export interface ActionInput {
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** An action with a reason. */
export interface ReasonInput extends ActionInput {
  readonly reason: string;
}

/** A registration that an action has been found possible on. */
export interface BegunAction extends Surroundings {
  readonly stored: StoredRegistration;
  /** The state that the action leads to. */
  readonly status: RegistrationState;
  readonly now: Date;
}

/** An action that is about to be taken. */
export interface ActionCall {
  readonly action: RegistrationAction;
  readonly id: string;
  readonly expectedVersion?: number | null | undefined;
  /** Who takes it; the viewer unless it is the program itself. */
  readonly actor?: Viewer;
}

/**
 * Locks a registration and the tree of its customer, and checks that it is visible, as expected, and that the
 * action is allowed.
 */
export async function begin(tx: Transaction, context: Context, call: ActionCall): Promise<BegunAction> {
  const actor = call.actor ?? context.viewer;
  await lockTreeOf(tx, context, call.id);
  const stored = await loadRegistration(tx, call.id);
  if (!stored) throw new NotFoundError('DealRegistration');
  if (call.expectedVersion != null && call.expectedVersion !== stored.version) {
    throw new VersionMismatchError(call.expectedVersion, stored.version);
  }
  const surroundings = await surroundingsOf(tx, context, stored.partnerId);
  const now = context.clock.now();
  const facts = await factsOf(tx, context, { stored, policy: surroundings.policy.body });
  const status = registrationMachine.apply(statusAt(stored, now), call.action, actor, facts);
  return { ...surroundings, stored, status, now };
}

// A merge that was waited for may have brought the registration into another tree.
async function lockTreeOf(tx: Transaction, context: Context, id: string): Promise<void> {
  let locked: string | null = null;
  for (;;) {
    const [row] = await tx.$queryRaw<{ customerId: string | null }[]>(
      sql`SELECT customer_id AS "customerId" FROM deal_registration WHERE id = ${id}`,
    );
    const customerId = row?.customerId ?? null;
    if (customerId === null || customerId === locked) return;
    await withProgramRights(tx, context.viewer, () => lockCustomerTree(tx, customerId));
    locked = customerId;
  }
}

async function factsOf(
  tx: Transaction,
  context: Context,
  { stored, policy }: { readonly stored: StoredRegistration; readonly policy: RegistrationPolicy },
): Promise<RegistrationFacts> {
  const [found] = await withProgramRights(tx, context.viewer, () =>
    tx.$queryRaw<{ isExtensionRequested: boolean; isInConflict: boolean }[]>(sql`
      SELECT EXISTS (SELECT FROM registration_extension WHERE registration_id = ${stored.id} AND status = 'REQUESTED')
          AS "isExtensionRequested",
        EXISTS (SELECT FROM conflict_party p JOIN conflict_case c ON c.id = p.case_id
          WHERE p.registration_id = ${stored.id} AND c.status NOT IN ('FINAL', 'CLOSED')) AS "isInConflict"`),
  );
  return guardFacts(stored, policy, {
    isExtensionRequested: found?.isExtensionRequested === true,
    isInConflict: found?.isInConflict === true,
  });
}

/** What the guards look at that is stored on the registration. */
export interface GuardedRegistration extends Pick<RegistrationContent, 'lines' | 'currency'> {
  readonly submittedBy: string | null;
  readonly isOnBehalf: boolean;
  readonly createdBy: string;
  readonly extensionCount: number;
  readonly protectionBasis: string | null;
}

/** Puts together what the guards of the machine look at. */
export function guardFacts(
  registration: GuardedRegistration,
  policy: RegistrationPolicy,
  found: Pick<RegistrationFacts, 'isExtensionRequested' | 'isInConflict'>,
): RegistrationFacts {
  const { submittedBy, isOnBehalf, createdBy, extensionCount, protectionBasis } = registration;
  return {
    submitters: [submittedBy, isOnBehalf ? createdBy : null].filter((user) => user !== null),
    camLimit: limitVerdict(registration, policy),
    extensionCount,
    maximumExtensions: policy.extension.maximum,
    isFollowingContract: protectionBasis !== null && followsContract.test(protectionBasis),
    ...found,
  };
}

const followsContract = /^(RENEWAL\.|CUSTOMER_ENGAGEMENT\.(contract|maximum:\d+m))/;

function limitVerdict(
  registration: Pick<RegistrationContent, 'lines' | 'currency'>,
  { camLimits }: RegistrationPolicy,
): LimitVerdict {
  const limit = amountIn(camLimits, registration.currency);
  if (limit === null) return 'OTHER_CURRENCY';
  return firstYearMinor(registration) <= limit ? 'WITHIN' : 'ABOVE';
}

/** What an action leads to. */
export interface Outcome {
  readonly action: RegistrationAction;
  readonly values: RegistrationValues;
  readonly reason?: string | null | undefined;
  /** What others are told; nothing for a step that concerns nobody else. */
  readonly event?: RegistrationEvent;
  /** Why it was decided so; null for a step that decides nothing. */
  readonly decision?: { readonly trace: RuleTrace; readonly note: string | null } | undefined;
}

/** The events that tell of a registration. */
export type RegistrationEvent = Extract<EventType, `deals.registration.${string}`>;

/** Writes what an action leads to, with its decision, its audit entry and its event. */
export async function finish(
  tx: Transaction,
  context: Context,
  stored: StoredRegistration,
  outcome: Outcome,
): Promise<void> {
  const { id } = stored;
  const { values } = outcome;
  await writeRegistration(tx, context, { id, before: stored, values });
  await withProgramRights(tx, context.viewer, async () => {
    if (outcome.decision) await recordDecision(tx, context, { ...outcome, id });
    if (values.customerId !== null && stored.status !== values.status) {
      await refreshCustomerLinks(tx, {
        partnerIds: [values.partnerId],
        customerIds: [values.customerId],
        mayRemove: true,
      });
    }
  });
  await audit(tx, context, {
    action: `dealRegistration.${pastTense[outcome.action]}`,
    entityType: 'DealRegistration',
    entityId: id,
    partnerId: values.partnerId,
    before: stored,
    after: values,
    reason: outcome.reason,
    policyVersionId: values.policyVersionId,
  });
  if (outcome.event) {
    await emit(tx, context, { type: outcome.event, subject: id, data: movedData(id, values) });
  }
}

/** Says what became of a registration, without anything about a rival. */
export function movedData(id: string, values: RegistrationValues): RegistrationMoved {
  return {
    registrationId: id,
    partnerId: values.partnerId,
    kind: values.kind,
    status: values.status,
    customerId: values.customerId,
    productLineIds: productLinesOf(values),
    protectedFrom: values.protectedFrom,
    protectedTo: values.protectedTo,
    reasons: values.rejectionReasons,
    policyVersionId: values.policyVersionId,
  };
}

async function recordDecision(
  tx: Transaction,
  context: Context,
  { id, action, values, decision }: Outcome & { readonly id: string },
): Promise<void> {
  await tx.registrationDecision.create({
    data: {
      id: context.ids.next('dec'),
      registrationId: id,
      partnerId: values.partnerId,
      action,
      outcome: values.status,
      rejectionReasons: [...values.rejectionReasons],
      ruleTrace: JSON.parse(JSON.stringify(decision?.trace ?? [])) as object,
      policyVersionId: values.policyVersionId,
      note: decision?.note ?? null,
      decidedAt: context.clock.now(),
      decidedBy: context.viewer.userId,
    },
  });
}

/** Gives a reason without outer spaces. @throws ValidationError when it is empty or longer than 2000 characters. */
export function requireReason(reason: string, field = 'reason'): string {
  const value = reason.trim();
  const issues = createIssues();
  if (value === '') issues.add([field], 'REQUIRED', `${field} is required.`, 'Say why.');
  if (value.length > 2000)
    issues.add([field], 'TOO_LONG', `${field} has more than 2000 characters.`, 'Shorten it.');
  issues.throwIfAny();
  return value;
}

/** Gives a note without outer spaces; null for an empty one. @throws ValidationError when it is longer than 2000 characters. */
export function readNote(note: string | null | undefined, field = 'note'): string | null {
  return note == null || note.trim() === '' ? null : requireReason(note, field);
}

const pastTense: Readonly<Record<RegistrationAction, string>> = {
  UPDATE: 'updated',
  ADD_EVIDENCE: 'evidenceAdded',
  SUBMIT: 'submitted',
  RECALL: 'recalled',
  CLAIM_REVIEW: 'reviewClaimed',
  REQUEST_INFO: 'infoRequested',
  RESUBMIT: 'resubmitted',
  APPROVE: 'approved',
  REJECT: 'rejected',
  OPEN_CONFLICT: 'conflictOpened',
  RESOLVE_APPROVE: 'approved',
  RESOLVE_REJECT: 'rejected',
  REQUEST_EXTENSION: 'extensionRequested',
  EXTEND: 'extended',
  DENY_EXTENSION: 'extensionDenied',
  REVOKE: 'revoked',
  TRANSFER: 'transferred',
  PROPOSE_OUTCOME: 'outcomeProposed',
  WIN: 'won',
  LOSE: 'lost',
  EXPIRE: 'expired',
  WITHDRAW: 'withdrawn',
  CLONE: 'cloned',
};
