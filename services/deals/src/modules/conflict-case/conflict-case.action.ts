import { sqltag as sql } from '@prisma/client/runtime/client';
import { createIssues, NotFoundError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { conflictFacts } from './conflict-case.facts.ts';
import type { JudgedRegistration } from './conflict-case.facts.ts';
import { conflictMachine } from './conflict-case.machine.ts';
import type { ConflictAction, ConflictState } from './conflict-case.machine.ts';
import { loadCase } from './conflict-case.store.ts';
import { seenAmong } from './conflict-case.seen.ts';
import type { WholeCase } from './conflict-case.store.ts';

/** What every action on a conflict may carry. */
export interface ConflictActionInput {
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A call of an action on a conflict. */
export interface ConflictCall<Input extends ConflictActionInput> {
  readonly mutation: string;
  readonly action: ConflictAction;
  readonly id: string;
  readonly input: Input;
}

/** A conflict that an action has been found possible on. */
export interface BegunConflict {
  readonly conflict: WholeCase;
  /** The state that the action leads to. */
  readonly status: ConflictState;
}

/** What an action changes of a conflict, and why. */
export interface ConflictChange {
  readonly data: Prisma.ConflictCaseUncheckedUpdateInput;
  readonly reason: string | null;
}

/**
 * Takes an action on a conflict exactly once per idempotency key and returns the conflict's id.
 *
 * @remarks The viewer must see the conflict. What the action does runs with the rights of the program, as
 * partners and account managers write nothing of a conflict themselves.
 */
export async function actOnConflict<Input extends ConflictActionInput>(
  context: Context,
  call: ConflictCall<Input>,
  effect: (tx: Transaction, begun: BegunConflict) => Promise<ConflictChange>,
): Promise<string> {
  const { idempotencyKey, ...rest } = call.input;
  const { mutation, id } = call;
  return mutate(context, { mutation, idempotencyKey, input: { id, ...rest } }, async (tx) => {
    const visible = await tx.conflictCase.findUnique({ where: { id }, select: { id: true } });
    if (!visible) throw new NotFoundError('ConflictCase');
    await withProgramRights(tx, context.viewer, async () => {
      const begun = await begin(tx, context, call);
      const change = await effect(tx, begun);
      await store(tx, context, { call, begun, change });
    });
    return id;
  });
}

async function begin<Input extends ConflictActionInput>(
  tx: Transaction,
  context: Context,
  { action, id, input }: ConflictCall<Input>,
): Promise<BegunConflict> {
  const conflict = await loadCase(tx, id);
  if (!conflict) throw new NotFoundError('ConflictCase');
  const seen = seenAmong(conflict, context.viewer);
  if (input.expectedVersion != null && input.expectedVersion !== seen.version) {
    throw new VersionMismatchError(input.expectedVersion, seen.version);
  }
  const ids = conflict.parties.flatMap(({ registrationId }) => registrationId ?? []);
  const registrations = await tx.$queryRaw<JudgedRegistration[]>(sql`
    SELECT submitted_by AS "submittedBy", created_by AS "createdBy", is_on_behalf AS "isOnBehalf"
    FROM deal_registration WHERE id = ANY(${ids}::text[]) ORDER BY id`);
  const { partnerId } = context.viewer;
  const today = partnerId === null ? context.today : await partnerToday(tx, context, partnerId);
  const facts = conflictFacts(conflict, { parties: conflict.parties, registrations, today });
  return { conflict, status: conflictMachine.apply(seen.status, action, context.viewer, facts) };
}

// What a side brings forward moves neither version nor state: the other side would see that something came in.
async function store<Input extends ConflictActionInput>(
  tx: Transaction,
  context: Context,
  done: {
    readonly call: ConflictCall<Input>;
    readonly begun: BegunConflict;
    readonly change: ConflictChange;
  },
): Promise<void> {
  const { call, begun, change } = done;
  const { conflict, status } = begun;
  const isQuiet = call.action === 'ADD_EVIDENCE';
  const after = await tx.conflictCase.update({
    where: { id: conflict.id },
    data: {
      ...change.data,
      ...(isQuiet
        ? {}
        : {
            status,
            version: { increment: 1 },
            updatedAt: context.clock.now(),
            updatedBy: context.viewer.userId,
          }),
    },
  });
  await audit(tx, context, {
    action: `conflictCase.${pastTense[call.action]}`,
    entityType: 'ConflictCase',
    entityId: conflict.id,
    partnerId: null,
    before: conflict,
    after: { ...after, input: call.input },
    reason: change.reason,
    policyVersionId: conflict.policyVersionId,
  });
}

const pastTense: Readonly<Record<ConflictAction, string>> = {
  INVESTIGATE: 'investigated',
  ADD_EVIDENCE: 'evidenceAdded',
  DECIDE: 'decided',
  APPEAL: 'appealed',
  DECIDE_APPEAL: 'appealDecided',
  CLOSE: 'closed',
};

const longestText = 2000;

/** Gives a text without outer spaces; null for none. Adds an issue when it is too long. */
export function readText(
  text: string | null | undefined,
  field: string,
  issues: IssueCollector,
): string | null {
  const value = text?.trim() ?? '';
  if (value.length > longestText) {
    issues.add([field], 'TOO_LONG', `${field} has more than ${longestText} characters.`, 'Shorten it.');
  }
  return value === '' ? null : value;
}

/** Gives a text that has to be there. @throws ValidationError when it is empty or too long. */
export function requireReason(text: string | null | undefined): string {
  const issues = createIssues();
  const reason = readText(text, 'reason', issues);
  if (reason === null) issues.add(['reason'], 'REQUIRED', 'reason is required.', 'Say why.');
  issues.throwIfAny();
  return reason ?? '';
}
