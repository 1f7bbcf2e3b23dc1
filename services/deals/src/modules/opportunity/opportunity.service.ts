import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues, NotFoundError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { isStaff } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { pipelinePolicyToday } from '../pipeline/pipeline.store.ts';
import { mostCompetitors, optionalText } from './opportunity.details.ts';
import { contentOf, reviseHistory } from './opportunity.history.ts';
import { opportunityMachine } from './opportunity.machine.ts';
import type { OpportunityAction } from './opportunity.machine.ts';
import { registrationOfDeal, reportOutcome } from './opportunity.registration.ts';
import { defaultProbability, outcomeOf, stagesOf } from './opportunity.stages.ts';
import type { Motion, OpportunityStage, PipelinePolicy } from './opportunity.stages.ts';
import { loadOpportunities, writeOpportunities } from './opportunity.store.ts';
import type { OpportunityValues } from './opportunity.store.ts';

/** What every change of the stage takes. */
interface StageChangeInput {
  readonly on?: LocalDate | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What `opportunityMove` takes. */
export interface OpportunityMoveInput extends StageChangeInput {
  readonly stage: OpportunityStage;
  /** Omitted keeps, null clears. */
  readonly probabilityOverride?: string | null | undefined;
}

/** What `opportunityWin` takes. */
export interface OpportunityWinInput extends StageChangeInput {
  readonly orderReference?: string | null | undefined;
}

/** What `opportunityLose` takes. */
export interface OpportunityLoseInput extends StageChangeInput {
  readonly lossReason: LossReason;
  readonly competitor?: string | null | undefined;
}

/** What `opportunityReopen` takes. */
export interface OpportunityReopenInput extends StageChangeInput {
  readonly stage: OpportunityStage;
}

/** A change of the stage: the action of the machine and where it leads. */
type StageChange = Pick<OpportunityMoveInput, 'probabilityOverride'> & {
  readonly stage: OpportunityStage;
  readonly on: LocalDate;
  readonly lossReason?: LossReason;
  readonly competitor?: string | null | undefined;
  readonly orderReference?: string | null | undefined;
};

/** What tells the four changes of the stage apart. */
interface StageVerb<Input> {
  readonly mutation: string;
  readonly action: OpportunityAction;
  /** What the audit trail calls it. */
  readonly done: string;
  stageFor(input: Input, motion: Motion): OpportunityStage;
}

type AnyInput = OpportunityMoveInput | OpportunityWinInput | OpportunityLoseInput | OpportunityReopenInput;

/** Moves an open opportunity to another open stage from a day on and returns its id. */
export const moveOpportunity = changeOfStage<OpportunityMoveInput>({
  mutation: 'opportunityMove',
  action: 'MOVE',
  done: 'moved',
  stageFor: ({ stage }) => stage,
});

/** Wins an open opportunity on a day and returns its id. */
export const winOpportunity = changeOfStage<OpportunityWinInput>({
  mutation: 'opportunityWin',
  action: 'WIN',
  done: 'won',
  stageFor: (_, motion) => (motion === 'RENEWAL' ? 'RENEWED' : 'WON'),
});

/** Loses an open opportunity on a day and returns its id. */
export const loseOpportunity = changeOfStage<OpportunityLoseInput>({
  mutation: 'opportunityLose',
  action: 'LOSE',
  done: 'lost',
  stageFor: () => 'LOST',
});

/** Opens a closed opportunity again in an open stage and returns its id. */
export const reopenOpportunity = changeOfStage<OpportunityReopenInput>({
  mutation: 'opportunityReopen',
  action: 'REOPEN',
  done: 'reopened',
  stageFor: ({ stage }) => stage,
});

function changeOfStage<Input extends AnyInput>(verb: StageVerb<Input>) {
  return async (context: Context, id: string, input: Input): Promise<string> => {
    const { idempotencyKey, ...rest } = input;
    const { id: policyVersionId, policy } = await pipelinePolicyToday(context);
    const call = { mutation: verb.mutation, idempotencyKey, input: { id, ...rest } };
    return mutate(context, call, async (tx) => {
      const stored = await requireAsExpected(tx, id, input.expectedVersion);
      const registration = await registrationOfDeal(tx, context, stored.registrationId);
      const { viewer } = context;
      const from = outcomeOf(stored.stage);
      const outcome = opportunityMachine.apply(from, verb.action, viewer, registration?.status ?? null);
      const today = await partnerToday(tx, context, stored.partnerId);
      const change = { ...rest, stage: verb.stageFor(input, stored.motion), on: input.on ?? today };
      checkChange(context, stored, change, { verb, today });
      const values = movedValues(stored, change, policy);
      await writeOpportunities(tx, context, [{ id, before: stored, values }]);
      if (registration && verb.action !== 'MOVE') {
        await reportOutcome(tx, context, registration, { ...values, outcome });
      }
      await audit(tx, context, {
        action: `opportunity.${verb.done}`,
        entityType: 'Opportunity',
        entityId: id,
        partnerId: stored.partnerId,
        before: stored,
        after: values,
        policyVersionId,
      });
      return id;
    });
  };
}

/** Locks an opportunity and finds it visible and as expected. */
export async function requireAsExpected(
  tx: Transaction,
  id: string,
  expectedVersion: number | null | undefined,
): Promise<OpportunityValues> {
  const stored = (await loadOpportunities(tx, [id])).get(id);
  const row = await tx.opportunity.findUnique({ where: { id }, select: { version: true } });
  if (!row || !stored) throw new NotFoundError('Opportunity');
  if (expectedVersion != null && expectedVersion !== row.version) {
    throw new VersionMismatchError(expectedVersion, row.version);
  }
  return stored;
}

function movedValues(
  stored: OpportunityValues,
  change: StageChange,
  policy: PipelinePolicy,
): OpportunityValues {
  const outcome = outcomeOf(change.stage);
  const override =
    change.probabilityOverride === undefined
      ? stored.probabilityOverride
      : fraction(change.probabilityOverride);
  const byDefault = fraction(defaultProbability(policy, stored.motion, change.stage));
  const probability = (outcome === 'OPEN' ? override : null) ?? byDefault ?? '0.0000';
  const changed = { ...stored, stage: change.stage, probability };
  const content = contentOf(changed);
  return {
    ...changed,
    probabilityOverride: override,
    closedOn: outcome === 'OPEN' ? null : change.on,
    lossReason: outcome === 'LOST' ? (change.lossReason ?? null) : null,
    competitors: withCompetitor(stored.competitors, change.competitor),
    orderReference: outcome === 'WON' ? (change.orderReference?.trim() ?? stored.orderReference) : null,
    history: reviseHistory(stored.history, {
      content,
      from: change.on,
      openedOn: stored.openedOn,
      opening: content,
    }),
  };
}

/** Whoever won a deal that was lost is the first competitor that is named of it. */
function withCompetitor(known: readonly string[], winner: string | null | undefined): readonly string[] {
  const name = winner?.trim() ?? '';
  return name === '' ? known : [name, ...known.filter((each) => each !== name)];
}

function checkChange(
  context: Context,
  stored: OpportunityValues,
  change: StageChange,
  { verb, today }: { verb: StageVerb<never>; today: LocalDate },
): void {
  const issues = createIssues();
  const { on } = change;
  checkStage(stored, change, verb, issues);
  const last = stored.history.at(-1)?.from;
  if (on > today) {
    issues.add(['on'], 'FUTURE_DATE', `The day is after today, ${today}.`, 'Choose today or an earlier day.');
  }
  if (last !== undefined && on < last) {
    const message = `The opportunity last changed on ${last}.`;
    issues.add(['on'], 'BEFORE_LAST_CHANGE', message, 'Choose that day or a later one.');
  }
  if (verb.action === 'WIN') checkOrder(stored, change, issues);
  checkCompetitor(stored, change, issues);
  checkOverride(context, change, issues);
  issues.throwIfAny();
}

/** Stages that somebody names are open ones of the motion; closing has mutations of its own. */
function checkStage(
  { motion }: OpportunityValues,
  { stage }: StageChange,
  { action }: StageVerb<never>,
  issues: IssueCollector,
): void {
  if (action === 'WIN' || action === 'LOSE') return;
  const open = stagesOf(motion).filter((each) => outcomeOf(each) === 'OPEN');
  const outcome = outcomeOf(stage);
  if (outcome !== 'OPEN') {
    const verb = outcome === 'WON' ? 'opportunityWin' : 'opportunityLose';
    issues.add(['stage'], 'NOT_OPEN', `${stage} closes a deal.`, `Use ${verb}.`);
  } else if (!open.includes(stage)) {
    const message = `${stage} is no stage of the motion ${motion}.`;
    issues.add(['stage'], 'STAGE_OF_OTHER_MOTION', message, `Use one of ${open.join(', ')}.`);
  }
}

function checkOrder(stored: OpportunityValues, change: StageChange, issues: IssueCollector): void {
  const path = ['orderReference'];
  const order = optionalText(change.orderReference ?? null, 'orderReference', issues);
  if (order !== null && stored.revenueModel === 'RECURRING') {
    const message = 'An order is named when a deal with a one-time amount is won.';
    issues.add(path, 'NO_ORDER', message, 'Leave orderReference out.');
  }
  const needsOrder = stored.revenueModel === 'TRANSACTIONAL' && stored.registrationId !== null;
  if (needsOrder && order === null && stored.orderReference === null) {
    const message = 'A registered transactional deal is won by an order.';
    issues.add(path, 'REQUIRED', message, 'Fill in orderReference.');
  }
}

function checkCompetitor(stored: OpportunityValues, change: StageChange, issues: IssueCollector): void {
  const path = ['competitor'];
  if (change.lossReason === 'COMPETITOR' && !change.competitor?.trim()) {
    const message = 'A deal that a competitor won names the competitor.';
    issues.add(path, 'REQUIRED', message, 'Fill in competitor.');
  }
  optionalText(change.competitor ?? null, 'competitor', issues);
  if (withCompetitor(stored.competitors, change.competitor).length > mostCompetitors) {
    const message = `A deal has at most ${mostCompetitors} competitors.`;
    issues.add(path, 'TOO_MANY', message, 'Take one away with opportunityUpdate first.');
  }
}

/** Reports an override of the likelihood that the viewer may not give. */
export function checkOverrider(
  { viewer }: Context,
  { probabilityOverride }: Pick<OpportunityMoveInput, 'probabilityOverride'>,
  issues: IssueCollector,
): void {
  if (probabilityOverride === undefined || isStaff(viewer)) return;
  const message = 'Only channel account managers and administrators override the probability.';
  issues.add(['probabilityOverride'], 'RESERVED', message, 'Leave it out.');
}

function checkOverride(
  context: Context,
  input: Pick<OpportunityMoveInput, 'probabilityOverride'>,
  issues: IssueCollector,
): void {
  checkOverrider(context, input, issues);
  if (input.probabilityOverride == null) return;
  const value = Number(input.probabilityOverride);
  if (value >= 0 && value <= 1) return;
  const message = 'A probability is a fraction from 0 to 1.';
  issues.add(['probabilityOverride'], 'OUT_OF_RANGE', message, 'Send 0.25 for one in four.');
}

const fraction = (text: string | null): string | null => (text === null ? null : Number(text).toFixed(4));
