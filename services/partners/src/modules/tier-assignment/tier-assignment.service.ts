import { referenceTables } from '../../reference-tables.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { fromLocalDate, isLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import { retryAfterRace } from '@channelgraph/server/races.ts';
import { announcePartners } from '../partner/partner.events.ts';
import { placeTier } from './tier-timeline.ts';

/** Why a partner holds a tier. */
export const tierCauses = [
  'INITIAL',
  'PROMOTION',
  'DEMOTION',
  'OVERRIDE',
  'GRANDFATHERED',
  'APPEAL',
  'MIGRATION',
] as const;
export type TierCause = (typeof tierCauses)[number];

/** The request to give a partner a tier from a day on. */
export interface TierAssignInput {
  readonly partner: Reference;
  readonly tier: Reference;
  readonly from?: LocalDate | null | undefined;
  readonly cause: TierCause;
  readonly reason?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Gives a partner a tier from a day on and returns the assignment's id; the same again changes nothing. */
export function assignTier(context: Context, input: TierAssignInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return retryAfterRace(() =>
    mutate(context, { mutation: 'tierAssign', idempotencyKey, input: rest }, (tx) =>
      assign(tx, context, input),
    ),
  );
}

async function assign(tx: Transaction, context: Context, input: TierAssignInput): Promise<string> {
  const from = input.from ?? context.today;
  const issues = createIssues(['input']);
  const { partnerId, tierId } = await resolveTarget(tx, input, issues);
  if (!isLocalDate(from))
    issues.add(['from'], 'INVALID_DATE', `"${from}" is not a calendar date.`, 'Write it like 2026-10-15.');
  if (input.cause === 'OVERRIDE' && !input.reason?.trim()) {
    issues.add(['reason'], 'REQUIRED', 'An override says why.', 'Fill in reason.');
  }
  issues.throwIfAny();
  const { programId } = await tx.tier.findUniqueOrThrow({ where: { id: tierId } });
  await requireMembership(tx, { partnerId, programId, from }, issues);
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`partner ${partnerId}`}, 0))::text`;
  const rows = await tx.tierAssignment.findMany({ where: { partnerId, programId, supersededAt: null } });
  const timeline = rows.map(({ id, tierId: held, validFrom, validTo }) => ({
    id,
    tierId: held,
    from: toLocalDate(validFrom),
    to: validTo && toLocalDate(validTo),
  }));
  const { superseded, shortened, added } = placeTier(timeline, from);
  if (superseded?.tierId === tierId) return superseded.id;
  const row = rows.find(({ id }) => id === superseded?.id);
  const stamp = { partnerId, programId, recordedAt: context.clock.now(), recordedBy: context.viewer.userId };
  if (row) {
    await tx.tierAssignment.update({ where: { id: row.id }, data: { supersededAt: stamp.recordedAt } });
    if (shortened) {
      const { tierId: heldTier, cause, reason } = row;
      await tx.tierAssignment.create({
        data: { id: context.ids.next('tas'), tierId: heldTier, cause, reason, ...stamp, ...span(shortened) },
      });
    }
  }
  const created = await tx.tierAssignment.create({
    data: {
      id: context.ids.next('tas'),
      tierId,
      cause: input.cause,
      reason: input.reason?.trim() ?? null,
      ...stamp,
      ...span(added),
    },
  });
  await audit(tx, context, {
    action: 'tier.assigned',
    entityType: 'TierAssignment',
    entityId: created.id,
    partnerId,
    before: row ?? null,
    after: created,
    reason: input.reason,
  });
  await announcePartners(tx, context, [partnerId]);
  return created.id;
}

function span({ from, to }: { readonly from: LocalDate; readonly to: LocalDate | null }) {
  return { validFrom: fromLocalDate(from), validTo: to === null ? null : fromLocalDate(to) };
}

async function resolveTarget(tx: Transaction, input: TierAssignInput, issues: IssueCollector) {
  const references = await resolveReferences(tx, referenceTables, [
    { type: 'Partner', reference: input.partner },
    { type: 'Tier', reference: input.tier },
  ]);
  return {
    partnerId:
      requireReference({ type: 'Partner', field: 'partner', reference: input.partner }, references, issues) ??
      '',
    tierId:
      requireReference({ type: 'Tier', field: 'tier', reference: input.tier }, references, issues) ?? '',
  };
}

async function requireMembership(
  tx: Transaction,
  {
    partnerId,
    programId,
    from,
  }: { readonly partnerId: string; readonly programId: string; readonly from: LocalDate },
  issues: IssueCollector,
): Promise<void> {
  const day = fromLocalDate(from);
  const membership = await tx.programEnrollment.findFirst({
    where: { partnerId, programId, startsOn: { lte: day }, OR: [{ endsOn: null }, { endsOn: { gt: day } }] },
  });
  if (membership) return;
  issues.add(
    ['partner'],
    'NOT_ENROLLED',
    `The partner is not a member of the tier's program on ${from}.`,
    'Enrol the partner first.',
  );
  issues.throwIfAny();
}
