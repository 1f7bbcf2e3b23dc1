import type { LocalDate } from '@channelgraph/core/calendar.ts';
import {
  ConflictError,
  createIssues,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { typenameOfId } from '@channelgraph/core/ids.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import { checkSystem, storedName } from '@channelgraph/server/bulk/own-names.ts';
import { resolveReferences, storeNames } from '@channelgraph/server/bulk/references.ts';
import type { ExternalName, Reference } from '@channelgraph/server/bulk/references.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { retryAfterRace } from '@channelgraph/server/races.ts';
import type { Context, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { coSellRequestMachine, isOpenStatus, statusAt } from './co-sell-request.machine.ts';
import type { CoSellAction } from './co-sell-request.machine.ts';
import { coSellPolicy } from './co-sell-request.policy.ts';
import { checkNeededBy, readHelp, readNote, readSubject, respondBy } from './co-sell-request.rules.ts';
import type { CoSellKind, SubjectField } from './co-sell-request.rules.ts';
import { loadRequests, writeRequests } from './co-sell-request.store.ts';
import type { CoSellValues, CoSellVerb } from './co-sell-request.store.ts';
import { loadSubject } from './co-sell-request.subject.ts';
import type { CoSellSubject } from './co-sell-request.subject.ts';

/** What `coSellRequestCreate` takes. */
export interface CoSellCreateInput {
  readonly kind: CoSellKind;
  readonly opportunity?: Reference | null | undefined;
  readonly contract?: Reference | null | undefined;
  readonly renewalId?: string | null | undefined;
  readonly requestedHelp: string;
  readonly neededBy?: LocalDate | null | undefined;
  readonly externalReference?: ExternalName | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What every action on a request may carry. */
export interface CoSellActionInput {
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** An action with a word to go with it. */
export interface CoSellNoteInput extends CoSellActionInput {
  readonly note?: string | null | undefined;
}

/** What `coSellRequestAccept` takes. */
export interface CoSellAcceptInput extends CoSellNoteInput {
  readonly ownerId?: string | null | undefined;
}

/** What a refusal takes. */
export interface CoSellReasonInput extends CoSellActionInput {
  readonly reason?: string | null | undefined;
}

/** Asks the vendor for help, and returns the id of the request. */
export async function createRequest(context: Context, input: CoSellCreateInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  if (!maySell(context.viewer)) {
    const message = 'Only users with the capability SALES or ADMIN ask for help.';
    throw new PolicyViolationError('coSellRequest.CREATE.capability', message);
  }
  const call = { mutation: 'coSellRequestCreate', idempotencyKey, input: rest };
  return retryAfterRace(() =>
    mutate(context, call, async (tx) => {
      const values = await readRequest(tx, context, rest);
      const id = context.ids.next('csr');
      await writeRequests(tx, context, [{ id, verb: 'requested', before: null, values }]);
      await nameRequest(tx, context, { id, values, name: rest.externalReference });
      return id;
    }),
  );
}

/** Promises help by the viewer or by the member of staff named, and returns the id. */
export function acceptRequest(context: Context, id: string, input: CoSellAcceptInput): Promise<string> {
  return actOn(context, { action: 'ACCEPT', id, input }, (values, { now, issues }) => ({
    ...values,
    ownerId: readOwner(input.ownerId ?? context.viewer.userId, issues),
    respondedAt: now,
    note: readNote(input.note, { field: 'note', isRequired: false }, issues),
  }));
}

/** Says that the help has begun, and returns the id. */
export function startRequest(context: Context, id: string, input: CoSellNoteInput): Promise<string> {
  return actOn(context, { action: 'START', id, input }, (values, { issues }) => ({
    ...values,
    note: readNote(input.note, { field: 'note', isRequired: false }, issues) ?? values.note,
  }));
}

/** Says that the help was given, and returns the id. */
export function completeRequest(context: Context, id: string, input: CoSellNoteInput): Promise<string> {
  return actOn(context, { action: 'COMPLETE', id, input }, (values, { issues }) => ({
    ...values,
    note: readNote(input.note, { field: 'note', isRequired: false }, issues) ?? values.note,
  }));
}

/** Says that there will be no help, and returns the id. */
export function declineRequest(context: Context, id: string, input: CoSellReasonInput): Promise<string> {
  return actOn(context, { action: 'DECLINE', id, input }, (values, { now, issues }) => ({
    ...values,
    respondedAt: values.respondedAt ?? now,
    note: readNote(input.reason, { field: 'reason', isRequired: true }, issues),
  }));
}

/** Takes a request back, and returns the id. */
export function withdrawRequest(context: Context, id: string, input: CoSellReasonInput): Promise<string> {
  return actOn(context, { action: 'WITHDRAW', id, input }, (values, { issues }) => ({
    ...values,
    note: readNote(input.reason, { field: 'reason', isRequired: false }, issues) ?? values.note,
  }));
}

interface ActionCall {
  readonly action: Exclude<CoSellAction, 'EXPIRE'>;
  readonly id: string;
  readonly input: CoSellActionInput;
}

type Change = (
  values: CoSellValues,
  moment: { readonly now: string; readonly issues: IssueCollector },
) => CoSellValues;

async function actOn(context: Context, call: ActionCall, change: Change): Promise<string> {
  const { action, id, input } = call;
  const { idempotencyKey, ...rest } = input;
  const { mutation, verb } = namesOf[action];
  return mutate(context, { mutation, idempotencyKey, input: { id, ...rest } }, async (tx) => {
    const found = (await loadRequests(tx, [id])).get(id);
    if (!found) throw new NotFoundError('CoSellRequest');
    const { version, ...before } = found;
    if (input.expectedVersion != null && input.expectedVersion !== version) {
      throw new VersionMismatchError(input.expectedVersion, version);
    }
    const now = context.clock.now();
    const present = statusAt({ status: before.status, respondBy: new Date(before.respondBy) }, now);
    const status = coSellRequestMachine.apply(present, action, context.viewer, null);
    const issues = createIssues();
    const changed = change(before, { now: now.toISOString(), issues });
    issues.throwIfAny();
    const closedAt = isOpenStatus(status) ? null : now.toISOString();
    await writeRequests(tx, context, [{ id, verb, before, values: { ...changed, status, closedAt } }]);
    return id;
  });
}

const namesOf: Readonly<
  Record<ActionCall['action'], { readonly mutation: string; readonly verb: CoSellVerb }>
> = {
  ACCEPT: { mutation: 'coSellRequestAccept', verb: 'accepted' },
  START: { mutation: 'coSellRequestStart', verb: 'started' },
  COMPLETE: { mutation: 'coSellRequestComplete', verb: 'completed' },
  DECLINE: { mutation: 'coSellRequestDecline', verb: 'declined' },
  WITHDRAW: { mutation: 'coSellRequestWithdraw', verb: 'withdrawn' },
};

async function readRequest(
  tx: Transaction,
  context: Context,
  input: CoSellCreateInput,
): Promise<CoSellValues> {
  const issues = createIssues();
  const { kind } = input;
  const named = referencesOf(input);
  const field = readSubject(
    kind,
    named.map((each) => each.field),
    issues,
  );
  const requestedHelp = readHelp(input.requestedHelp, issues);
  checkName(context, input.externalReference, issues);
  const about = named.find((each) => each.field === field);
  const subject = about ? await loadSubject(tx, context, about) : null;
  const neededBy = input.neededBy ?? null;
  checkNeededBy(neededBy, subject?.today ?? context.today, issues);
  if (subject && field && !subject.isOpen) {
    issues.add([field], 'CLOSED', 'What it is about is decided already.', 'Name what is still open.');
  }
  issues.throwIfAny();
  if (!subject || !field) throw new Error('A request without a problem names what it is about.');
  const { id: policyVersionId, body } = await policyOn(tx, coSellPolicy, subject.today);
  return {
    ...unanswered,
    ...idsOf(field, subject),
    kind,
    requestedHelp,
    neededBy,
    respondBy: respondBy(kind, body, subject).toISOString(),
    policyVersionId,
  };
}

const unanswered = {
  status: 'REQUESTED',
  ownerId: null,
  respondedAt: null,
  closedAt: null,
  note: null,
} as const;

function referencesOf({
  opportunity,
  contract,
  renewalId,
}: CoSellCreateInput): { readonly field: SubjectField; readonly reference: Reference }[] {
  return [
    ...(opportunity ? [{ field: 'opportunity' as const, reference: opportunity }] : []),
    ...(contract ? [{ field: 'contract' as const, reference: contract }] : []),
    ...(renewalId == null ? [] : [{ field: 'renewalId' as const, reference: { id: renewalId } }]),
  ];
}

function idsOf(field: SubjectField, { id, partnerId }: CoSellSubject) {
  return {
    partnerId,
    opportunityId: field === 'opportunity' ? id : null,
    contractId: field === 'contract' ? id : null,
    renewalId: field === 'renewalId' ? id : null,
  };
}

function readOwner(ownerId: string, issues: IssueCollector): string {
  if (typenameOfId(ownerId) !== 'StaffMember') {
    const message = 'Who helps is a member of the vendor’s staff.';
    issues.add(['ownerId'], 'NO_STAFF', message, 'Send an id that begins with stf_.');
  }
  return ownerId;
}

function checkName({ viewer }: Context, name: ExternalName | null | undefined, issues: IssueCollector): void {
  if (!name) return;
  if (viewer.role !== 'PARTNER_USER') checkSystem(name, issues);
  if ([name.system, name.externalId].every((text) => text.trim() !== '' && text.length <= 255)) return;
  const message = 'An external reference has a system and an id of 1 to 255 characters each.';
  issues.add(['externalReference'], 'LENGTH', message, 'Correct both, or leave the reference out.');
}

async function nameRequest(
  tx: Transaction,
  context: Context,
  {
    id,
    values,
    name,
  }: {
    readonly id: string;
    readonly values: CoSellValues;
    readonly name: ExternalName | null | undefined;
  },
): Promise<void> {
  if (!name) return;
  const externalReference = storedName(context.viewer, name);
  await withProgramRights(tx, context.viewer, async () => {
    const known = await resolveReferences(tx, {}, [
      { type: 'CoSellRequest', reference: { externalReference } },
    ]);
    if (known.idOf('CoSellRequest', { externalReference }) !== null) {
      const message = 'Another request has this external reference.';
      throw new ConflictError('externalReference.taken', message, ['externalReference']);
    }
    const { partnerId } = values;
    await storeNames(tx, 'CoSellRequest', [{ name: externalReference, id, partnerId }]);
  });
}
