import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { checkOnce } from '@channelgraph/server/bulk/field.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { releaseClaims } from '../protection/claims.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { begin, finish, readNote, requireReason } from './deal-registration.action.ts';
import type { ActionInput, BegunAction, ReasonInput } from './deal-registration.action.ts';
import { decisionStopped } from './deal-registration.clock.ts';
import { contentFields, readContent, referencesOf } from './deal-registration.draft.ts';
import type { ContentField, ContentInput } from './deal-registration.draft.ts';
import { registrationMachine } from './deal-registration.machine.ts';
import type { RegistrationAction } from './deal-registration.machine.ts';
import { registrationTables } from './deal-registration.references.ts';
import { newRegistration, productLinesOf, writeRegistration } from './deal-registration.store.ts';
import type {
  RegistrationContent,
  RegistrationValues,
  StoredRegistration,
} from './deal-registration.store.ts';

/** What `dealRegistrationCreate` takes. */
export interface CreateInput extends ContentInput {
  /** The company of a partner user when left out. */
  readonly partner?: Reference | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What `dealRegistrationUpdate` takes. */
export interface UpdateInput extends ContentInput, ActionInput {}

/** What `dealRegistrationRequestInfo` takes. */
export interface RequestInfoInput extends ActionInput {
  readonly fields: readonly ContentField[];
  readonly note: string;
}

/** What `dealRegistrationWithdraw` takes. */
export interface WithdrawInput extends ActionInput {
  readonly reason?: string | null | undefined;
}

/** A draft that another part of the service begins for a partner. */
export interface DraftValues extends ContentInput {
  readonly partnerId: string;
}

/** Begins a draft and returns its id. */
export async function createRegistration(context: Context, input: CreateInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'dealRegistrationCreate', idempotencyKey, input: rest };
  return mutate(context, call, async (tx) => {
    const partnerId = await partnerOf(tx, context, input.partner);
    return draftRegistration(tx, context, { ...input, partnerId });
  });
}

async function partnerOf(
  tx: Transaction,
  { viewer }: Context,
  partner: Reference | null | undefined,
): Promise<string> {
  if (!partner) {
    if (viewer.partnerId !== null) return viewer.partnerId;
    const issues = createIssues();
    issues.add(['partner'], 'REQUIRED', 'partner is required.', 'Name the partner that registers.');
    issues.throwIfAny();
  }
  const reference = partner ?? {};
  const book = await resolveReferences(tx, registrationTables, [{ type: 'Partner', reference }]);
  const partnerId = book.idOf('Partner', reference);
  if (partnerId === null) throw new NotFoundError('Partner', ['partner']);
  return partnerId;
}

/**
 * Begins a draft in a transaction of the caller and returns its id.
 *
 * @remarks A draft is judged by types and bounds alone; what is missing is asked for when it is submitted.
 */
export async function draftRegistration(
  tx: Transaction,
  context: Context,
  draft: DraftValues,
): Promise<string> {
  const { partnerId } = draft;
  registrationMachine.apply('DRAFT', 'UPDATE', context.viewer, noFacts);
  const content = await readInput(tx, draft, { partnerId, stored: null });
  return storeDraft(
    tx,
    context,
    newRegistration(partnerId, content, { isOnBehalf: isOnBehalf(context), supersedesId: null }),
  );
}

/** Stores a new draft and returns its id. */
export async function storeDraft(
  tx: Transaction,
  context: Context,
  values: RegistrationValues,
): Promise<string> {
  const id = context.ids.next('reg');
  await writeRegistration(tx, context, { id, before: null, values });
  await audit(tx, context, {
    action: 'dealRegistration.created',
    entityType: 'DealRegistration',
    entityId: id,
    partnerId: values.partnerId,
    before: null,
    after: values,
  });
  return id;
}

/** Tells whether the viewer acts for a partner. */
export function isOnBehalf({ viewer }: Context): boolean {
  return viewer.role !== 'PARTNER_USER';
}

const noFacts = {
  submitters: [],
  camLimit: 'WITHIN',
  isInConflict: false,
  extensionCount: 0,
  maximumExtensions: 0,
  isExtensionRequested: false,
  isFollowingContract: false,
} as const;

async function readInput(
  tx: Transaction,
  input: ContentInput,
  { partnerId, stored }: { readonly partnerId: string; readonly stored: RegistrationContent | null },
): Promise<RegistrationContent> {
  const issues = createIssues();
  const references = await resolveReferences(tx, registrationTables, referencesOf(input));
  const [partner] = await directoryPartners(tx, [partnerId]);
  const content = readContent(input, { stored, references, currency: partner?.currency ?? null, issues });
  issues.throwIfAny();
  return content;
}

/** Changes a draft, or the fields that a request for information opened, and returns its id. */
export async function updateRegistration(context: Context, id: string, input: UpdateInput): Promise<string> {
  return act(context, { action: 'UPDATE', id, input }, async (tx, begun) => {
    const { stored } = begun;
    const { expectedVersion: _version, idempotencyKey: _key, ...content } = input;
    requireOpenFields(stored, content);
    const values = { ...stored, ...(await readInput(tx, content, { partnerId: stored.partnerId, stored })) };
    return isSameScope(stored, values) ? values : { ...values, ...withoutPlace(begun) };
  });
}

function requireOpenFields({ status, requestedFields }: StoredRegistration, content: ContentInput): void {
  if (status !== 'INFO_REQUESTED') return;
  const issues = createIssues();
  for (const field of contentFields) {
    if (content[field] === undefined || requestedFields.includes(field)) continue;
    const message = `${field} was not asked for.`;
    issues.add(
      [field],
      'NOT_REQUESTED',
      message,
      `Change only ${requestedFields.join(', ')}, or withdraw it.`,
    );
  }
  issues.throwIfAny();
}

function isSameScope(a: RegistrationContent, b: RegistrationContent): boolean {
  return scopeKey(a) === scopeKey(b);
}

// Whether another customer is meant shows when it is submitted.
function scopeKey(content: RegistrationContent): string {
  return JSON.stringify([content.kind, content.region, productLinesOf(content)]);
}

// A claim to something else takes its place in line anew: a draft when it is submitted, else now.
function withoutPlace({ status, now }: BegunAction): Pick<RegistrationValues, 'submittedAt'> {
  return { submittedAt: status === 'DRAFT' ? null : now };
}

/** Takes a submitted registration back into a draft and returns its id; only before its review. */
export async function recallRegistration(context: Context, id: string, input: ActionInput): Promise<string> {
  return act(context, { action: 'RECALL', id, input }, (_tx, begun) => ({
    ...begun.stored,
    ...decisionStopped(begun),
    decisionMinutesUsed: 0,
    recalledAt: begun.now,
  }));
}

/** Takes on the review of a registration and returns its id. */
export async function claimReview(context: Context, id: string, input: ActionInput): Promise<string> {
  return act(context, { action: 'CLAIM_REVIEW', id, input }, (_tx, { stored, now }) => ({
    ...stored,
    claimedAt: now,
    claimedBy: context.viewer.userId,
  }));
}

/** Asks for information by opening fields for change, and returns the id; the decision clock stands. */
export async function requestInfo(context: Context, id: string, input: RequestInfoInput): Promise<string> {
  const note = requireReason(input.note, 'note');
  const fields = requireFields(input.fields);
  return act(context, { action: 'REQUEST_INFO', id, input, reason: note }, (_tx, begun) => ({
    ...begun.stored,
    ...decisionStopped(begun),
    requestedFields: fields,
    requestNote: note,
  }));
}

function requireFields(fields: readonly ContentField[]): readonly ContentField[] {
  const issues = createIssues();
  if (fields.length === 0) {
    issues.add(
      ['fields'],
      'REQUIRED',
      'A request for information opens at least one field.',
      'Name the fields.',
    );
  }
  checkOnce(fields, 'fields', issues);
  issues.throwIfAny();
  return contentFields.filter((field) => fields.includes(field));
}

/** Gives up a registration and returns its id; what it protected is free from then on. */
export async function withdrawRegistration(
  context: Context,
  id: string,
  input: WithdrawInput,
): Promise<string> {
  const reason = readNote(input.reason, 'reason');
  return act(context, { action: 'WITHDRAW', id, input, reason }, async (tx, begun) => {
    await withProgramRights(tx, context.viewer, () => releaseClaims(tx, id, begun.now));
    return { ...begun.stored, ...decisionStopped(begun), closedOn: begun.today, closeReason: reason };
  });
}

/** Takes back the protection of a registration and returns its id. */
export async function revokeRegistration(context: Context, id: string, input: ReasonInput): Promise<string> {
  const reason = requireReason(input.reason);
  return act(context, { action: 'REVOKE', id, input, reason }, async (tx, begun) => {
    await withProgramRights(tx, context.viewer, () => releaseClaims(tx, id, begun.now));
    return { ...begun.stored, closedOn: begun.today, closeReason: reason };
  });
}

interface Act {
  readonly action: keyof typeof steps;
  readonly id: string;
  readonly input: ActionInput;
  readonly reason?: string | null;
}

const steps = {
  UPDATE: { mutation: 'dealRegistrationUpdate', event: undefined, isDecision: false },
  RECALL: { mutation: 'dealRegistrationRecall', event: undefined, isDecision: false },
  CLAIM_REVIEW: { mutation: 'dealRegistrationClaimReview', event: undefined, isDecision: false },
  REQUEST_INFO: {
    mutation: 'dealRegistrationRequestInfo',
    event: 'deals.registration.info_requested',
    isDecision: true,
  },
  WITHDRAW: {
    mutation: 'dealRegistrationWithdraw',
    event: 'deals.registration.withdrawn',
    isDecision: false,
  },
  REVOKE: { mutation: 'dealRegistrationRevoke', event: 'deals.registration.revoked', isDecision: true },
} as const satisfies Partial<Record<RegistrationAction, object>>;

async function act(
  context: Context,
  { action, id, input, reason = null }: Act,
  change: (tx: Transaction, begun: BegunAction) => RegistrationValues | Promise<RegistrationValues>,
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const { mutation, event, isDecision } = steps[action];
  return mutate(context, { mutation, idempotencyKey, input: { id, ...rest } }, async (tx) => {
    const begun = await begin(tx, context, { action, id, expectedVersion: input.expectedVersion });
    const values = { ...(await change(tx, begun)), status: begun.status };
    await finish(tx, context, begun.stored, {
      action,
      values,
      reason,
      ...(event ? { event } : {}),
      ...(isDecision ? { decision: { trace: [], note: reason } } : {}),
    });
    return id;
  });
}
