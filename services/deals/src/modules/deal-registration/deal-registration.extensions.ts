import { addDays, daysBetween, fromLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import { moveClaims } from '../protection/claims.ts';
import { untilOf } from '../protection/protection.window.ts';
import { begin, finish, readNote, requireReason } from './deal-registration.action.ts';
import type { ActionInput, BegunAction, ReasonInput } from './deal-registration.action.ts';

/** What `dealRegistrationRequestExtension` takes. */
export interface RequestExtensionInput extends ReasonInput {
  readonly days: number;
  readonly evidenceId: string;
}

/** What `dealRegistrationExtend` takes. */
export interface ExtendInput extends ActionInput {
  readonly days: number;
  readonly evidenceId?: string | null | undefined;
  readonly note?: string | null | undefined;
}

/** What `dealRegistrationDenyExtension` takes. */
export interface DenyExtensionInput extends ActionInput {
  readonly note: string;
}

/** Asks for a longer protection and returns the id of the registration. */
export async function requestExtension(
  context: Context,
  id: string,
  input: RequestExtensionInput,
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const reason = requireReason(input.reason);
  const call = { mutation: 'dealRegistrationRequestExtension', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, {
      action: 'REQUEST_EXTENSION',
      id,
      expectedVersion: input.expectedVersion,
    });
    await requireFreshEvidence(tx, begun, input.evidenceId);
    requireDays(begun, input.days, begun.policy.body.extension.administratorDays);
    await tx.registrationExtension.create({
      data: {
        id: context.ids.next('rex'),
        registrationId: id,
        partnerId: begun.stored.partnerId,
        status: 'REQUESTED',
        days: input.days,
        reason,
        evidenceId: input.evidenceId,
        protectedTo: stored(begun.stored.protectedTo),
        requestedAt: begun.now,
        requestedBy: context.viewer.userId,
      },
    });
    await finish(tx, context, begun.stored, { action: 'REQUEST_EXTENSION', values: begun.stored, reason });
    return id;
  });
}

/** Extends a protection by days, on request or of one's own accord, and returns the id of the registration. */
export async function extendRegistration(context: Context, id: string, input: ExtendInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const note = readNote(input.note);
  const call = { mutation: 'dealRegistrationExtend', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'EXTEND', id, expectedVersion: input.expectedVersion });
    const { extension } = begun.policy.body;
    requireDays(
      begun,
      input.days,
      context.viewer.role === 'CAM' ? extension.camDays : extension.administratorDays,
    );
    const evidenceId = await evidenceOfRequest(tx, begun, input.evidenceId);
    await requireFreshEvidence(tx, begun, evidenceId);
    await extendBegun(tx, context, begun, { days: input.days, note, evidenceId });
    return id;
  });
}

async function extendBegun(
  tx: Transaction,
  context: Context,
  begun: BegunAction,
  {
    days,
    note,
    evidenceId,
  }: { readonly days: number; readonly note: string | null; readonly evidenceId: string },
): Promise<void> {
  const { stored: before, partner } = begun;
  const { protectedFrom, protectedTo } = before;
  if (protectedFrom === null || protectedTo === null) throw new Error('What is approved is protected.');
  const to = addDays(protectedTo, days);
  const until = untilOf({ from: protectedFrom, to }, partner.timeZone);
  await withProgramRights(tx, context.viewer, async () => {
    await moveClaims(tx, [{ registrationId: before.id, until }]);
    await answerRequest(tx, context, begun, { status: 'GRANTED', days, extendedTo: to, evidenceId, note });
  });
  await finish(tx, context, before, {
    action: 'EXTEND',
    values: { ...before, protectedTo: to, protectedUntil: until, extensionCount: before.extensionCount + 1 },
    reason: note,
    event: 'deals.registration.extended',
    decision: { trace: [], note },
  });
}

interface Answer {
  readonly status: 'GRANTED' | 'DENIED';
  readonly days: number | null;
  readonly extendedTo: LocalDate | null;
  readonly evidenceId: string | null;
  readonly note: string | null;
}

/** Answers the open request; an extension of one's own accord is recorded as a request that is granted at once. */
async function answerRequest(
  tx: Transaction,
  context: Context,
  { stored: before, now }: BegunAction,
  answer: Answer,
): Promise<void> {
  const decided = {
    status: answer.status,
    extendedTo: stored(answer.extendedTo),
    decidedAt: now,
    decidedBy: context.viewer.userId,
    note: answer.note,
    ...(answer.days === null ? {} : { days: answer.days }),
  };
  const { count } = await tx.registrationExtension.updateMany({
    where: { registrationId: before.id, status: 'REQUESTED' },
    data: { ...decided, protectedTo: stored(before.protectedTo) },
  });
  if (count > 0 || answer.days === null) return;
  await tx.registrationExtension.create({
    data: {
      ...decided,
      id: context.ids.next('rex'),
      registrationId: before.id,
      partnerId: before.partnerId,
      days: answer.days,
      reason: answer.note ?? 'Extended by the program.',
      evidenceId: answer.evidenceId,
      protectedTo: stored(before.protectedTo),
      requestedAt: now,
      requestedBy: context.viewer.userId,
    },
  });
}

/** Declines a request for a longer protection and returns the id of the registration. */
export async function denyExtension(
  context: Context,
  id: string,
  input: DenyExtensionInput,
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const note = requireReason(input.note, 'note');
  const call = { mutation: 'dealRegistrationDenyExtension', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, {
      action: 'DENY_EXTENSION',
      id,
      expectedVersion: input.expectedVersion,
    });
    await withProgramRights(tx, context.viewer, () =>
      answerRequest(tx, context, begun, {
        status: 'DENIED',
        days: null,
        extendedTo: null,
        evidenceId: null,
        note,
      }),
    );
    await finish(tx, context, begun.stored, {
      action: 'DENY_EXTENSION',
      values: begun.stored,
      reason: note,
      decision: { trace: [], note },
    });
    return id;
  });
}

/** Refuses days outside what may be asked or given at once, and more than the policy gives in all. */
function requireDays({ stored: before, policy }: BegunAction, days: number, most: number): void {
  const issues = createIssues();
  if (days < 1 || days > most) {
    const message = `An extension is of 1 to ${most} days, not ${days}.`;
    issues.add(
      ['days'],
      'OUT_OF_RANGE',
      message,
      'Send days within that range, or ask a program administrator.',
    );
  }
  issues.throwIfAny();
  const { protectedFrom, protectedTo, protectionBasis } = before;
  if (protectedFrom === null || protectedTo === null) return;
  const extended = daysBetween(protectedFrom, protectedTo) - originalDays(protectionBasis) + days;
  const { totalDays } = policy.body.extension;
  if (extended <= totalDays) return;
  throw new PolicyViolationError(
    'dealRegistration.extension.total',
    `A protection is extended by at most ${totalDays} days in all.`,
    policy.id,
  );
}

// The basis of a protection by days says how many there were: `OPPORTUNITY.days:90+30`, `….maximum:365`.
function originalDays(basis: string | null): number {
  const numbers = /:(\d+)(?:\+(\d+))?$/.exec(basis ?? '');
  return Number(numbers?.[1] ?? 0) + Number(numbers?.[2] ?? 0);
}

async function evidenceOfRequest(
  tx: Transaction,
  { stored: before }: BegunAction,
  named: string | null | undefined,
): Promise<string> {
  if (named != null) return named;
  const request = await tx.registrationExtension.findFirst({
    where: { registrationId: before.id, status: 'REQUESTED' },
  });
  if (request?.evidenceId) return request.evidenceId;
  const issues = createIssues();
  issues.add(
    ['evidenceId'],
    'REQUIRED',
    'An extension is founded on evidence.',
    'Name a piece of evidence of the registration.',
  );
  issues.throwIfAny();
  return '';
}

async function requireFreshEvidence(tx: Transaction, begun: BegunAction, evidenceId: string): Promise<void> {
  const { stored: before, today, policy } = begun;
  const evidence = await tx.registrationEvidence.findFirst({
    where: { id: evidenceId, registrationId: before.id },
  });
  const issues = createIssues();
  const since = addDays(today, -policy.body.extension.evidenceDays);
  if (!evidence) {
    issues.add(
      ['evidenceId'],
      'NOT_FOUND',
      'The registration has no such evidence.',
      'Add it with dealRegistrationAddEvidence.',
    );
  } else if (evidence.observedOn < fromLocalDate(since)) {
    const message = `The evidence is from before ${since}.`;
    issues.add(['evidenceId'], 'STALE_EVIDENCE', message, 'Add evidence of the last days.');
  }
  issues.throwIfAny();
}

const stored = (date: LocalDate | null): Date | null => (date === null ? null : fromLocalDate(date));
