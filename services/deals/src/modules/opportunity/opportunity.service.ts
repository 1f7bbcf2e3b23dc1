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
import { optionalText } from './opportunity.details.ts';
import { contentOf, reviseHistory } from './opportunity.history.ts';
import { actionTowards, opportunityMachine } from './opportunity.machine.ts';
import { defaultProbability, outcomeOf, stagesOf } from './opportunity.stages.ts';
import type { OpportunityStage, PipelinePolicy } from './opportunity.stages.ts';
import { loadOpportunities, writeOpportunities } from './opportunity.store.ts';
import type { OpportunityValues } from './opportunity.store.ts';

/** What `opportunityMove` takes. */
export interface MoveInput {
  readonly stage: OpportunityStage;
  readonly on?: LocalDate | null | undefined;
  readonly lossReason?: LossReason | null | undefined;
  readonly orderReference?: string | null | undefined;
  /** Omitted keeps, null clears. */
  readonly probabilityOverride?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Moves an opportunity to a stage from a day on and returns its id. */
export async function moveOpportunity(context: Context, id: string, input: MoveInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const { id: policyVersionId, policy } = await pipelinePolicyToday(context);
  const call = { mutation: 'opportunityMove', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const stored = await requireAsExpected(tx, id, input.expectedVersion);
    const from = outcomeOf(stored.stage);
    opportunityMachine.apply(from, actionTowards(from, outcomeOf(input.stage)), context.viewer, null);
    const today = await partnerToday(tx, context, stored.partnerId);
    const on = input.on ?? today;
    checkMove(context, stored, input, { on, today });
    const values = movedValues(stored, input, { on, policy });
    await writeOpportunities(tx, context, [{ id, before: stored, values }]);
    await audit(tx, context, {
      action: 'opportunity.moved',
      entityType: 'Opportunity',
      entityId: id,
      partnerId: stored.partnerId,
      before: stored,
      after: values,
      policyVersionId,
    });
    return id;
  });
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
  input: MoveInput,
  { on, policy }: { on: LocalDate; policy: PipelinePolicy },
): OpportunityValues {
  const outcome = outcomeOf(input.stage);
  const override =
    input.probabilityOverride === undefined
      ? stored.probabilityOverride
      : fraction(input.probabilityOverride);
  const byDefault = fraction(defaultProbability(policy, stored.motion, input.stage));
  const probability = (outcome === 'OPEN' ? override : null) ?? byDefault ?? '0.0000';
  const changed = { ...stored, stage: input.stage, probability };
  const content = contentOf(changed);
  return {
    ...changed,
    probabilityOverride: override,
    closedOn: outcome === 'OPEN' ? null : on,
    lossReason: outcome === 'LOST' ? (input.lossReason ?? null) : null,
    orderReference: outcome === 'WON' ? (input.orderReference?.trim() ?? stored.orderReference) : null,
    history: reviseHistory(stored.history, {
      content,
      from: on,
      openedOn: stored.openedOn,
      opening: content,
    }),
  };
}

function checkMove(
  context: Context,
  stored: OpportunityValues,
  input: MoveInput,
  { on, today }: { on: LocalDate; today: LocalDate },
): void {
  const issues = createIssues();
  const stages = stagesOf(stored.motion);
  if (!stages.includes(input.stage)) {
    const message = `${input.stage} is no stage of the motion ${stored.motion}.`;
    issues.add(['stage'], 'STAGE_OF_OTHER_MOTION', message, `Use one of ${stages.join(', ')}.`);
  }
  if (outcomeOf(input.stage) === 'LOST' && !input.lossReason) {
    issues.add(['lossReason'], 'REQUIRED', 'A lost deal has a loss reason.', 'Fill in lossReason.');
  }
  const last = stored.history.at(-1)?.from;
  if (on > today) {
    issues.add(['on'], 'FUTURE_DATE', `The day is after today, ${today}.`, 'Choose today or an earlier day.');
  }
  if (last !== undefined && on < last) {
    const message = `The opportunity last changed on ${last}.`;
    issues.add(['on'], 'BEFORE_LAST_CHANGE', message, 'Choose that day or a later one.');
  }
  checkOrder(stored, input, issues);
  checkOverride(context, input, issues);
  issues.throwIfAny();
}

function checkOrder(stored: OpportunityValues, input: MoveInput, issues: IssueCollector): void {
  const path = ['orderReference'];
  const order = optionalText(input.orderReference ?? null, 'orderReference', issues);
  const isWon = outcomeOf(input.stage) === 'WON';
  if (order !== null && (!isWon || stored.revenueModel === 'RECURRING')) {
    const message = 'An order is named when a deal with a one-time amount is won.';
    issues.add(path, 'NO_ORDER', message, 'Leave orderReference out.');
  }
  const needsOrder = isWon && stored.revenueModel === 'TRANSACTIONAL' && stored.registrationId !== null;
  if (needsOrder && order === null && stored.orderReference === null) {
    const message = 'A registered transactional deal is won by an order.';
    issues.add(path, 'REQUIRED', message, 'Fill in orderReference.');
  }
}

/** Reports an override of the likelihood that the viewer may not give, or that is none. */
export function checkOverride(
  { viewer }: Context,
  { probabilityOverride }: Pick<MoveInput, 'probabilityOverride'>,
  issues: IssueCollector,
): void {
  const path = ['probabilityOverride'];
  if (probabilityOverride === undefined) return;
  if (!isStaff(viewer)) {
    const message = 'Only channel account managers and administrators override the probability.';
    issues.add(path, 'RESERVED', message, 'Leave it out.');
  }
  if (probabilityOverride === null) return;
  const value = Number(probabilityOverride);
  if (!(value >= 0 && value <= 1)) {
    issues.add(
      path,
      'OUT_OF_RANGE',
      'A probability is a fraction from 0 to 1.',
      'Send 0.25 for one in four.',
    );
  }
}

const fraction = (text: string | null): string | null => (text === null ? null : Number(text).toFixed(4));
