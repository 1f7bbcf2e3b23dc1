import { type LocalDate, fromLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import { type IssueCollector, createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import type { CertificationRequirement } from '../../db.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { requireAdministrator } from '../../policy.ts';
import { requestCoverageOfTypes } from '../certification-coverage/certification-coverage.requests.ts';
import type { CertificationScope } from '../certification-track/certification-track.values.ts';
import { requirementKind } from './certification-requirement.rule.ts';

type PartnerType = CertificationRequirement['partnerType'];
type MspSegment = NonNullable<CertificationRequirement['segment']>;

/** One requirement as it is published. */
export interface RequirementItem {
  readonly partnerType: PartnerType;
  readonly segment?: MspSegment | null | undefined;
  readonly scope: CertificationScope;
  readonly minimumPeople: number;
}

/** Requirements that come into force together. */
export interface PublishInput {
  readonly effectiveFrom: LocalDate;
  readonly requirements: readonly RequirementItem[];
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Publishes requirements from a day on; each ends the version before it. One that already says the same
 * stays the version in force.
 *
 * @returns the ids of the versions that say what was asked for, in the order asked.
 */
export async function publishRequirements(context: Context, input: PublishInput): Promise<string[]> {
  requireAdministrator(context.viewer);
  const { idempotencyKey, ...rest } = input;
  return mutate(
    context,
    { mutation: 'certificationRequirementPublish', idempotencyKey, input: rest },
    async (tx) => {
      await lockAll(tx, ['certification_requirement']);
      const newest = await readNewest(tx);
      const issues = createIssues();
      if (input.requirements.length < 1 || input.requirements.length > 250) {
        issues.add(
          ['requirements'],
          'ITEM_COUNT',
          'A call publishes 1 to 250 requirements.',
          'Split them over several calls.',
        );
      }
      const seen = new Set<string>();
      const plans = input.requirements.map((item, index) => {
        const kind = kindOf(item);
        checkRequirement(
          item,
          { index, isDuplicate: seen.has(kind), newest: newest.get(kind) ?? null },
          input.effectiveFrom,
          issues,
        );
        seen.add(kind);
        return { item, before: newest.get(kind) ?? null };
      });
      issues.throwIfAny();
      return writeRequirements(tx, context, plans, input.effectiveFrom);
    },
  );
}

function kindOf({ partnerType, segment, scope }: RequirementItem): string {
  return requirementKind({ partnerType, segment: segment ?? null, scope });
}

async function readNewest(tx: Transaction): Promise<Map<string, CertificationRequirement>> {
  const rows = await tx.certificationRequirement.findMany({ where: { effectiveTo: null } });
  return new Map(rows.map((row) => [requirementKind(row), row]));
}

function checkRequirement(
  item: RequirementItem,
  facts: { index: number; isDuplicate: boolean; newest: CertificationRequirement | null },
  effectiveFrom: LocalDate,
  issues: IssueCollector,
): void {
  const { index, isDuplicate, newest } = facts;
  const path = (field: string) => ['requirements', index, field];
  if (isDuplicate) {
    issues.add(
      ['requirements', index],
      'DUPLICATE_ITEM',
      'An earlier requirement of this call has the same profile and scope.',
      'Send one.',
    );
  }
  if (item.minimumPeople < 0 || item.minimumPeople > 1000) {
    issues.add(
      path('minimumPeople'),
      'OUT_OF_RANGE',
      'A requirement asks for 0 to 1000 people.',
      'Correct minimumPeople; 0 withdraws it.',
    );
  }
  if (item.segment && item.partnerType !== 'MSP') {
    issues.add(
      path('segment'),
      'SEGMENT_WITHOUT_MSP',
      'Only managed service providers have segments.',
      'Leave segment out.',
    );
  }
  if (newest) checkOrder(item, newest, effectiveFrom, issues);
}

function checkOrder(
  { minimumPeople }: RequirementItem,
  newest: CertificationRequirement,
  effectiveFrom: LocalDate,
  issues: IssueCollector,
): void {
  const newestFrom = toLocalDate(newest.effectiveFrom);
  const saysTheSame = effectiveFrom >= newestFrom && minimumPeople === newest.minimumPeople;
  if (saysTheSame || effectiveFrom > newestFrom) return;
  issues.add(
    ['effectiveFrom'],
    'NOT_AFTER_NEWEST',
    `Version ${newest.version} is in force from ${newestFrom}: published versions are never rewritten.`,
    'Choose a later day.',
  );
}

interface RequirementPlan {
  readonly item: RequirementItem;
  readonly before: CertificationRequirement | null;
}

async function writeRequirements(
  tx: Transaction,
  context: Context,
  plans: readonly RequirementPlan[],
  effectiveFrom: LocalDate,
): Promise<string[]> {
  const ids: string[] = [];
  const changed = new Set<string>();
  for (const { item, before } of plans) {
    if (before && before.minimumPeople === item.minimumPeople) {
      ids.push(before.id);
      continue;
    }
    const row = await writeRequirement(tx, context, { item, before }, effectiveFrom);
    ids.push(row.id);
    changed.add(item.partnerType);
  }
  if (changed.size > 0) await requestCoverageOfTypes(tx, [...changed]);
  return ids;
}

async function writeRequirement(
  tx: Transaction,
  context: Context,
  { item, before }: RequirementPlan,
  effectiveFrom: LocalDate,
): Promise<CertificationRequirement> {
  const from = fromLocalDate(effectiveFrom);
  if (before) {
    await tx.certificationRequirement.update({ where: { id: before.id }, data: { effectiveTo: from } });
  }
  const row = await tx.certificationRequirement.create({
    data: {
      id: context.ids.next('req'),
      version: (before?.version ?? 0) + 1,
      partnerType: item.partnerType,
      segment: item.segment ?? null,
      scope: item.scope,
      minimumPeople: item.minimumPeople,
      effectiveFrom: from,
      createdAt: context.clock.now(),
      createdBy: context.viewer.userId,
    },
  });
  await audit(tx, context, {
    action: 'certificationRequirement.published',
    entityType: 'CertificationRequirement',
    entityId: row.id,
    partnerId: null,
    before,
    after: row,
    policyVersionId: row.id,
  });
  return row;
}
