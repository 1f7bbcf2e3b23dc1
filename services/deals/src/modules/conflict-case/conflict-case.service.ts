import { addDays } from '@channelgraph/core/calendar.ts';
import { createIssues, NotFoundError } from '@channelgraph/core/domain-errors.ts';
import type { Context, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { storedDate } from '../../stored-rows.ts';
import { actOnConflict, readText, requireReason } from './conflict-case.action.ts';
import type { BegunConflict, ConflictActionInput, ConflictChange } from './conflict-case.action.ts';
import { award } from './conflict-case.award.ts';
import { insertEvidence } from './conflict-case.evidence.ts';
import { conflictPolicy } from './conflict-case.policy.ts';
import { announceCase, storeProposal } from './conflict-case.store.ts';

/** What `conflictCaseInvestigate` takes. */
export interface InvestigateInput extends ConflictActionInput {
  readonly favouredPartyId?: string | null | undefined;
  readonly note?: string | null | undefined;
}

/** What `conflictCaseDecide` and `conflictCaseDecideAppeal` take. */
export interface DecideInput extends ConflictActionInput {
  readonly winnerPartyId?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

/** What an action takes that gives a reason. */
export interface ReasonInput extends ConflictActionInput {
  readonly reason: string;
}

/** Takes a conflict up, or notes whom the one who investigates finds right. */
export function investigateConflict(context: Context, id: string, input: InvestigateInput): Promise<string> {
  const call = { mutation: 'conflictCaseInvestigate', action: 'INVESTIGATE' as const, id, input };
  return actOnConflict(context, call, async (tx, { conflict }) => {
    const issues = createIssues();
    const note = readText(input.note, 'note', issues);
    issues.throwIfAny();
    const partyId = partyIn(conflict, input.favouredPartyId, 'favouredPartyId');
    if (note !== null || partyId !== null) {
      await insertEvidence(tx, context, id, {
        kind: 'NOTE',
        partyId,
        partnerId: null,
        happenedAt: context.clock.now(),
        summary: note ?? 'The investigation favours this party.',
        url: null,
        sha256: null,
      });
    }
    await storeProposal(tx, id);
    await tx.conflictCasePartner.updateMany({ where: { id }, data: { isTakenUp: true } });
    return { data: { investigatorId: context.viewer.userId }, reason: note };
  });
}

/** Decides a conflict: the winner's registrations are approved, those of the others rejected, at once. */
export function decideConflict(context: Context, id: string, input: DecideInput): Promise<string> {
  const call = { mutation: 'conflictCaseDecide', action: 'DECIDE' as const, id, input };
  return actOnConflict(context, call, async (tx, begun) => {
    const { body } = await policyOn(tx, conflictPolicy, context.today);
    const now = context.clock.now();
    const change = await judge(tx, context, begun, input);
    return {
      ...change,
      data: {
        ...change.data,
        decidedAt: now,
        decidedBy: context.viewer.userId,
        appealableUntil: storedDate(addDays(context.today, body.appealDays)),
      },
    };
  });
}

/** Judges an appeal for good: another administrator confirms the decision or reverses it. */
export function decideAppeal(context: Context, id: string, input: DecideInput): Promise<string> {
  const call = { mutation: 'conflictCaseDecideAppeal', action: 'DECIDE_APPEAL' as const, id, input };
  return actOnConflict(context, call, async (tx, begun) => {
    const change = await judge(tx, context, begun, input);
    return {
      ...change,
      data: { ...change.data, finalizedAt: context.clock.now(), finalizedBy: context.viewer.userId },
    };
  });
}

/** Appeals against a decision that went against the viewer's company. */
export function appealConflict(context: Context, id: string, input: ReasonInput): Promise<string> {
  const reason = requireReason(input.reason);
  const call = { mutation: 'conflictCaseAppeal', action: 'APPEAL' as const, id, input };
  return actOnConflict(context, call, ({ conflictParty }) =>
    conflictParty
      .findFirst({ where: { caseId: id, partnerId: context.viewer.partnerId }, orderBy: { id: 'asc' } })
      .then((party) => ({
        data: {
          appealedAt: context.clock.now(),
          appealedBy: context.viewer.userId,
          appealPartyId: party?.id ?? null,
          appealReason: reason,
        },
        reason,
      })),
  );
}

/** Closes a conflict whose decision nobody appealed in time. */
export function closeConflict(context: Context, id: string, input: ReasonInput): Promise<string> {
  const reason = requireReason(input.reason);
  const call = { mutation: 'conflictCaseClose', action: 'CLOSE' as const, id, input };
  return actOnConflict(context, call, () => Promise.resolve({ data: {}, reason }));
}

async function judge(
  tx: Transaction,
  context: Context,
  { conflict, status }: BegunConflict,
  input: DecideInput,
): Promise<ConflictChange> {
  const winnerPartyId = partyIn(conflict, input.winnerPartyId, 'winnerPartyId');
  const proposal = await storeProposal(tx, conflict.id);
  const isOverride = !isSameSide(conflict, proposal.winnerPartyId, winnerPartyId);
  const reason = isOverride ? requireReason(input.reason) : readReason(input.reason);
  const decided = { ...conflict, status, winnerPartyId };
  await award(tx, context, decided);
  await announceCase(tx, context, 'deals.conflict.decided', decided);
  return { data: { winnerPartyId, isOverride, decisionReason: reason }, reason };
}

function readReason(text: string | null | undefined): string | null {
  const issues = createIssues();
  const reason = readText(text, 'reason', issues);
  issues.throwIfAny();
  return reason;
}

// Two claims of one partner are one side: which of them is named makes no difference.
function isSameSide({ parties }: BegunConflict['conflict'], a: string | null, b: string | null): boolean {
  const sideOf = (partyId: string | null) => {
    const party = parties.find(({ id }) => id === partyId);
    return party ? (party.partnerId ?? 'vendor') : null;
  };
  return sideOf(a) === sideOf(b);
}

function partyIn(
  { parties }: BegunConflict['conflict'],
  partyId: string | null | undefined,
  field: string,
): string | null {
  if (partyId == null) return null;
  if (parties.some(({ id }) => id === partyId)) return partyId;
  throw new NotFoundError('ConflictParty', [field]);
}
