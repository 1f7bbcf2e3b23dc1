import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues, NotFoundError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import { isStaff } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { Context } from '../../context.ts';
import { pipelinePolicyToday } from '../pipeline/pipeline-policy.ts';
import { reviseHistory } from './opportunity.history.ts';
import type { DealContent } from './opportunity.history.ts';
import { actionTowards, opportunityMachine } from './opportunity.machine.ts';
import { defaultProbability, outcomeOf, stagesOf } from './opportunity.stages.ts';
import type { OpportunityStage } from './opportunity.stages.ts';
import { loadOpportunities, writeOpportunities } from './opportunity.values.ts';
import type { OpportunityValues } from './opportunity.values.ts';

/** What `opportunityMove` takes. */
export interface MoveInput {
  readonly stage: OpportunityStage;
  readonly on?: LocalDate | null | undefined;
  readonly lossReason?: LossReason | null | undefined;
  /** Omitted keeps, null clears. */
  readonly probabilityOverride?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Moves an opportunity to a stage from a day on and returns its id. */
export async function moveOpportunity(context: Context, id: string, input: MoveInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const { id: policyVersionId, policy } = await pipelinePolicyToday(context);
  return mutate(
    context,
    { mutation: 'opportunityMove', idempotencyKey, input: { id, ...rest } },
    async (tx) => {
      const [row] = await tx.$queryRaw<{ version: number }[]>(
        sql`SELECT version FROM opportunity WHERE id = ${id} FOR UPDATE`,
      );
      const stored = (await loadOpportunities(tx, [id])).get(id);
      if (!row || !stored) throw new NotFoundError('Opportunity');
      if (input.expectedVersion != null && input.expectedVersion !== row.version)
        throw new VersionMismatchError(input.expectedVersion, row.version);
      const outcome = outcomeOf(input.stage);
      opportunityMachine.apply(
        outcomeOf(stored.stage),
        actionTowards(outcomeOf(stored.stage), outcome),
        context.viewer,
        null,
      );
      const on = input.on ?? context.today;
      checkMove(context, stored, input, on);
      const override =
        input.probabilityOverride === undefined
          ? stored.probabilityOverride
          : normalized(input.probabilityOverride);
      const probability = Number(
        (outcome === 'OPEN' ? override : null) ?? defaultProbability(policy, stored.motion, input.stage),
      ).toFixed(4);
      const values = movedValues(stored, { input, on, override, probability });
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
    },
  );
}

function movedValues(
  stored: OpportunityValues,
  {
    input,
    on,
    override,
    probability,
  }: { input: MoveInput; on: LocalDate; override: string | null; probability: string },
): OpportunityValues {
  const {
    partnerId,
    name,
    openedOn,
    history,
    probabilityOverride: _,
    closedOn: __,
    lossReason: ___,
    ...known
  } = stored;
  const content: DealContent = { ...known, stage: input.stage, probability };
  const outcome = outcomeOf(input.stage);
  return {
    ...content,
    partnerId,
    name,
    openedOn,
    probabilityOverride: override,
    closedOn: outcome === 'OPEN' ? null : on,
    lossReason: outcome === 'LOST' ? (input.lossReason ?? null) : null,
    history: reviseHistory(history, { content, from: on, openedOn, opening: content }),
  };
}

function checkMove(
  context: Context,
  stored: OpportunityValues,
  { stage, lossReason, probabilityOverride }: MoveInput,
  on: LocalDate,
): void {
  const issues = createIssues();
  if (!stagesOf(stored.motion).includes(stage)) {
    issues.add(
      ['stage'],
      'STAGE_OF_OTHER_MOTION',
      `${stage} is no stage of the motion ${stored.motion}.`,
      `Use one of ${stagesOf(stored.motion).join(', ')}.`,
    );
  }
  if (outcomeOf(stage) === 'LOST' && !lossReason) {
    issues.add(['lossReason'], 'REQUIRED', 'A lost deal has a loss reason.', 'Fill in lossReason.');
  }
  const last = stored.history.at(-1)?.from;
  if (on > context.today)
    issues.add(
      ['on'],
      'FUTURE_DATE',
      `The day is after today, ${context.today}.`,
      'Choose today or an earlier day.',
    );
  if (last !== undefined && on < last)
    issues.add(
      ['on'],
      'BEFORE_LAST_CHANGE',
      `The opportunity last changed on ${last}.`,
      'Choose that day or a later one.',
    );
  if (probabilityOverride !== undefined && !isStaff(context.viewer)) {
    issues.add(
      ['probabilityOverride'],
      'RESERVED',
      'Only channel account managers and administrators override the probability.',
      'Leave it out.',
    );
  }
  if (
    probabilityOverride != null &&
    !(Number(probabilityOverride) >= 0 && Number(probabilityOverride) <= 1)
  ) {
    issues.add(
      ['probabilityOverride'],
      'OUT_OF_RANGE',
      'A probability is a fraction from 0 to 1.',
      'Send 0.25 for one in four.',
    );
  }
  issues.throwIfAny();
}

const normalized = (text: string | null): string | null => (text === null ? null : Number(text).toFixed(4));
