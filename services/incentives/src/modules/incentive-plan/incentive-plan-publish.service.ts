import { endOfMonth, fromLocalDate, toLocalDate, type LocalDate } from '@channelgraph/core/calendar.ts';
import { ConflictError, VersionMismatchError, createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { IncentivePlan, IncentivePlanVersion } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { settleUnplannedMonths } from '../settlement/settlement.requests.ts';
import { lockTerms } from '../settlement/settlement.locks.ts';
import { checkTerms, type PlanPublishInput } from './incentive-plan.policy.ts';

/**
 * Publishes terms: a plan with its first version, or the next version of a plan, which closes the one
 * before it. Returns the plan's id.
 */
export async function publishPlan(
  context: Context,
  { idempotencyKey, ...input }: PlanPublishInput & { readonly idempotencyKey?: string | null | undefined },
): Promise<string> {
  checkTerms(input);
  const result = await mutate(
    context,
    { mutation: 'incentivePlanPublish', idempotencyKey, input },
    async (tx) => {
      await lockTerms(tx);
      await requireKnownPartners(tx, input.includedPartnerIds);
      const before = await tx.incentivePlan.findUnique({ where: { code: input.code } });
      requireVersion(before, input.expectedVersion);
      const plan = await storePlan(tx, context, input, before);
      await storeReference(tx, input.externalReference, plan.id);
      const version = await storeVersion(tx, context, input, plan);
      await settleUnplannedMonths(tx, { from: input.effectiveFrom, to: input.effectiveTo });
      await audit(tx, context, {
        action: 'incentive_plan.published',
        entityType: 'IncentivePlan',
        entityId: plan.id,
        partnerId: null,
        before,
        after: { plan, version },
        policyVersionId: version.id,
      });
      return { id: plan.id };
    },
  );
  return result.id;
}

async function requireKnownPartners(tx: Transaction, ids: readonly string[]): Promise<void> {
  const known = new Set((await directoryPartners(tx, ids)).map(({ partnerId }) => partnerId));
  const issues = createIssues();
  for (const [index, id] of ids.entries()) {
    if (!known.has(id)) {
      issues.add(
        ['includedPartnerIds', index],
        'NOT_FOUND',
        'No partner with this id is known.',
        'Send the id of a partner of the program.',
      );
    }
  }
  issues.throwIfAny();
}

function requireVersion(plan: IncentivePlan | null, expected: number | null | undefined): void {
  if (expected !== null && expected !== undefined && expected !== (plan?.version ?? 0)) {
    throw new VersionMismatchError(expected, plan?.version ?? 0);
  }
}

async function storePlan(
  tx: Transaction,
  context: Context,
  input: PlanPublishInput,
  before: IncentivePlan | null,
): Promise<IncentivePlan> {
  const now = context.clock.now();
  const actor = context.viewer.userId;
  if (!before) {
    const { code, name, kind } = input;
    const id = context.ids.next('plan');
    return tx.incentivePlan.create({
      data: { id, code, name, kind, createdAt: now, createdBy: actor, updatedAt: now, updatedBy: actor },
    });
  }
  if (before.kind !== input.kind) {
    throw new ConflictError(
      'incentive_plan.kind',
      'A plan keeps its kind: publish a plan with another code.',
      ['kind'],
    );
  }
  return tx.incentivePlan.update({
    where: { id: before.id },
    data: { name: input.name, version: { increment: 1 }, updatedAt: now, updatedBy: actor },
  });
}

async function storeReference(
  tx: Transaction,
  reference: PlanPublishInput['externalReference'],
  planId: string,
): Promise<void> {
  if (!reference) return;
  const key = { entityType: 'IncentivePlan', ...reference };
  const stored = await tx.externalReference.findUnique({
    where: { entityType_system_externalId: key },
  });
  if (stored && stored.entityId !== planId) {
    throw new ConflictError('external_reference.unique', 'Another plan has this id in that system.', [
      'externalReference',
    ]);
  }
  if (!stored) await tx.externalReference.create({ data: { ...key, entityId: planId } });
}

async function storeVersion(
  tx: Transaction,
  context: Context,
  input: PlanPublishInput,
  plan: IncentivePlan,
): Promise<IncentivePlanVersion> {
  const published = await tx.incentivePlanVersion.findMany({
    where: { kind: input.kind },
    orderBy: { effectiveFrom: 'asc' },
  });
  const own = published.filter(({ planId }) => planId === plan.id);
  const previous = own.at(-1) ?? null;
  requireFreeWindow(input, published, previous);
  if (previous && previous.effectiveTo === null) await closeVersion(tx, previous, input.effectiveFrom);
  const version = await tx.incentivePlanVersion.create({
    data: {
      id: context.ids.next('pol'),
      planId: plan.id,
      kind: input.kind,
      version: (previous?.version ?? 0) + 1,
      effectiveFrom: fromLocalDate(input.effectiveFrom),
      effectiveTo: input.effectiveTo === null ? null : fromLocalDate(input.effectiveTo),
      rates: input.rates.map(({ tierRank, rate }) => ({ tierRank, rate })),
      capMonths: input.capMonths,
      isReversalSeparated: input.isReversalSeparated,
      inclusionCount: input.includedPartnerIds.length,
      publishedAt: context.clock.now(),
      publishedBy: context.viewer.userId,
    },
  });
  await tx.incentivePlanInclusion.createMany({
    data: input.includedPartnerIds.map((partnerId) => ({
      planVersionId: version.id,
      partnerId,
      createdAt: context.clock.now(),
      createdBy: context.viewer.userId,
    })),
  });
  return version;
}

function requireFreeWindow(
  input: PlanPublishInput,
  published: readonly IncentivePlanVersion[],
  previous: IncentivePlanVersion | null,
): void {
  const path = ['effectiveFrom'];
  if (previous && toLocalDate(previous.effectiveFrom) >= input.effectiveFrom) {
    throw new ConflictError(
      'incentive_plan.version_order',
      'A new version starts after the version before it.',
      path,
    );
  }
  const isOpenPrevious = (version: IncentivePlanVersion): boolean =>
    version.id === previous?.id && version.effectiveTo === null;
  const endless = '9999-12-31';
  const clash = published.some(
    (version) =>
      !isOpenPrevious(version) &&
      toLocalDate(version.effectiveFrom) < (input.effectiveTo ?? endless) &&
      input.effectiveFrom < (version.effectiveTo === null ? endless : toLocalDate(version.effectiveTo)),
  );
  if (clash) {
    throw new ConflictError(
      'incentive_plan.one_at_a_time',
      'Another plan of this kind is in force in that time: a contract month earns a kind of commission once.',
      path,
    );
  }
}

async function closeVersion(
  tx: Transaction,
  previous: IncentivePlanVersion,
  effectiveTo: LocalDate,
): Promise<void> {
  const last = await tx.accrual.findFirst({
    where: { planVersionId: previous.id },
    orderBy: { period: 'desc' },
  });
  if (last && endOfMonth(toLocalDate(last.period)) >= effectiveTo) {
    throw new ConflictError(
      'incentive_plan.prospective',
      `Commission for ${toLocalDate(last.period).slice(0, 7)} was accrued by the terms in force: new terms start after that month.`,
      ['effectiveFrom'],
    );
  }
  await tx.incentivePlanVersion.update({
    where: { id: previous.id },
    data: { effectiveTo: fromLocalDate(effectiveTo) },
  });
}
