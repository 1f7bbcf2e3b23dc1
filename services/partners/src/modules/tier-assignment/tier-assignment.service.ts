import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { fromLocalDate, isLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { retryAfterRace } from '@channelgraph/server/races.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient, TierAssignment } from '../../db.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { referenceTables } from '../../reference-tables.ts';
import { isInForce } from '../../validity.ts';
import { announcePartners } from '../partner/partner.events.ts';
import { placeTier } from './tier-assignment.timeline.ts';

/** Why a partner holds a tier. */
export type TierCause = TierAssignment['cause'];

/** A tier that a partner shall hold from a day on. */
export interface TierAssignItem extends BulkItem {
  readonly partner?: Reference | null | undefined;
  readonly tier?: Reference | null | undefined;
  readonly from?: LocalDate | null | undefined;
  readonly cause?: TierCause | null | undefined;
  readonly reason?: string | null | undefined;
}

interface Placement {
  readonly partnerId: string;
  readonly tierId: string;
  readonly from: LocalDate;
  readonly cause: TierCause;
  readonly reason: string | null;
}

/** Gives a partner a tier from a day on and returns the assignment's id; the same again changes nothing. */
export function assignTier(
  context: Context,
  input: TierAssignItem & { readonly idempotencyKey?: string | null | undefined },
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return retryAfterRace(() =>
    mutate(context, { mutation: 'tierAssign', idempotencyKey, input: rest }, (tx) =>
      assign(tx, context, rest),
    ),
  );
}

async function assign(tx: Transaction, context: Context, item: TierAssignItem): Promise<string> {
  const references = await resolveReferences(tx, referenceTables, relatedOf(item));
  const issues = createIssues();
  const placement = readItem({ ...item, from: item.from ?? context.today }, references, issues);
  issues.throwIfAny();
  const [problem] = (await membershipProblems(tx, [placement])).values();
  if (problem) issues.add(problem.path, problem.code, problem.message, problem.remedy);
  issues.throwIfAny();
  const id = context.ids.next('tas');
  const [placed = id] = await placeAll(tx, context, [{ id, ...placement }]);
  if (placed !== id) return placed;
  const { partnerId, reason } = placement;
  const entry = { action: 'tierAssignment.created', entityType: 'TierAssignment', entityId: id, partnerId };
  await audit(tx, context, { ...entry, before: null, after: placement, reason });
  await announcePartners(tx, context, [partnerId]);
  return id;
}

/** How tiers of the past and the present are imported: a tier that is held on the day already is left alone. */
export const tierAssignmentBulk: BulkDefinition<PrismaClient, TierAssignItem, Placement> = {
  mutation: 'tierAssignmentUpsertMany',
  type: 'TierAssignment',
  tables: referenceTables,
  prefix: 'tas',
  related: relatedOf,
  async findByNature(tx, items, references) {
    const partnerIds = items.flatMap(({ partner }) =>
      partner ? (references.idOf('Partner', partner) ?? []) : [],
    );
    const rows = await tx.tierAssignment.findMany({
      where: { partnerId: { in: partnerIds }, supersededAt: null },
    });
    return items.map(({ partner, tier, from }) => {
      const partnerId = partner ? references.idOf('Partner', partner) : null;
      const tierId = tier ? references.idOf('Tier', tier) : null;
      const held = rows.find(
        (row) => row.partnerId === partnerId && row.tierId === tierId && isInForce(row, from ?? ''),
      );
      return held?.id ?? null;
    });
  },
  async load(tx, ids) {
    const rows = await tx.tierAssignment.findMany({ where: { id: { in: [...ids] } } });
    return new Map(
      rows.map(({ id, partnerId, tierId, validFrom, cause, reason }) => [
        id,
        { partnerId, tierId, from: toLocalDate(validFrom), cause, reason },
      ]),
    );
  },
  check: (item, { references, stored, issues }) => stored ?? readItem(item, references, issues),
  async conflicts(tx, changes) {
    const problems = await membershipProblems(
      tx,
      changes.map(({ values }) => values),
    );
    return new Map(
      changes.flatMap(({ index, values }) => {
        const problem = problems.get(values);
        return problem ? [[index, problem] as const] : [];
      }),
    );
  },
  async write(tx, context, changes) {
    await placeAll(
      tx,
      context,
      changes.map(({ id, values }) => ({ id, ...values })),
    );
  },
  partnerOf: ({ values }) => values.partnerId,
  announce: (tx, context, changes) =>
    announcePartners(
      tx,
      context,
      changes.map(({ values }) => values.partnerId),
    ),
};

function relatedOf({ partner, tier }: TierAssignItem) {
  return [
    ...(partner ? [{ type: 'Partner', reference: partner }] : []),
    ...(tier ? [{ type: 'Tier', reference: tier }] : []),
  ];
}

function readItem(
  item: TierAssignItem,
  references: ReferenceBook,
  issues: ReturnType<typeof createIssues>,
): Placement {
  const partnerId = requireReference(
    { type: 'Partner', field: 'partner', reference: item.partner },
    references,
    issues,
  );
  const tierId = requireReference({ type: 'Tier', field: 'tier', reference: item.tier }, references, issues);
  const { from, cause = 'INITIAL' } = item;
  if (!from || !isLocalDate(from)) {
    issues.add(
      ['from'],
      'INVALID_DATE',
      `"${from ?? ''}" is not a calendar date.`,
      'Write it like 2026-10-15.',
    );
  }
  const reason = item.reason?.trim() || null;
  if (cause === 'OVERRIDE' && reason === null) {
    issues.add(['reason'], 'REQUIRED', 'An override says why.', 'Fill in reason.');
  }
  return {
    partnerId: partnerId ?? '',
    tierId: tierId ?? '',
    from: from ?? '',
    cause: cause ?? 'INITIAL',
    reason,
  };
}

async function membershipProblems(
  tx: Transaction,
  placements: readonly Placement[],
): Promise<Map<Placement, ValidationIssue>> {
  const tiers = await tx.tier.findMany({ where: { id: { in: placements.map(({ tierId }) => tierId) } } });
  const programs = new Map(tiers.map(({ id, programId }) => [id, programId]));
  const memberships = await tx.programEnrollment.findMany({
    where: { partnerId: { in: placements.map(({ partnerId }) => partnerId) } },
  });
  const isMember = ({ partnerId, tierId, from }: Placement) =>
    memberships.some(
      (each) =>
        each.partnerId === partnerId &&
        each.programId === programs.get(tierId) &&
        isInForce({ validFrom: each.startsOn, validTo: each.endsOn }, from),
    );
  return new Map(
    placements
      .filter((placement) => !isMember(placement))
      .map((placement) => [
        placement,
        {
          path: ['partner'],
          code: 'NOT_ENROLLED',
          message: `The partner is not a member of the tier's program on ${placement.from}.`,
          remedy: 'Enrol the partner first.',
        },
      ]),
  );
}

type NewPlacement = Placement & { readonly id: string };

/** Writes placements and returns the id of the row that now says each, an older one where nothing changed. */
async function placeAll(
  tx: Transaction,
  context: Context,
  placements: readonly NewPlacement[],
): Promise<string[]> {
  const partnerIds = placements.map(({ partnerId }) => partnerId);
  await lockAll(tx, partnerIds);
  const stored = await tx.tierAssignment.findMany({
    where: { partnerId: { in: partnerIds }, supersededAt: null },
  });
  const tiers = await tx.tier.findMany({ where: { id: { in: placements.map(({ tierId }) => tierId) } } });
  const programs = new Map(tiers.map(({ id, programId }) => [id, programId]));
  const current = new Map(stored.map((row) => [row.id, row]));
  const ids = placements.map((placement) =>
    placeOne(current, { placement, programId: programs.get(placement.tierId) ?? '', context }),
  );
  const gone = stored.filter(({ id }) => !current.has(id)).map(({ id }) => id);
  const known = new Set(stored.map(({ id }) => id));
  const data = [...current.values()].filter(({ id }) => !known.has(id));
  if (gone.length > 0) {
    await tx.tierAssignment.updateMany({
      where: { id: { in: gone } },
      data: { supersededAt: context.clock.now() },
    });
  }
  if (data.length > 0) await tx.tierAssignment.createMany({ data });
  return ids;
}

interface PlaceOne {
  readonly placement: NewPlacement;
  readonly programId: string;
  readonly context: Context;
}

/** Changes the rows that are current knowledge so that they say the placement. */
function placeOne(current: Map<string, TierAssignment>, { placement, programId, context }: PlaceOne): string {
  const { id, partnerId, tierId, from, cause, reason } = placement;
  const own = [...current.values()].filter(
    (row) => row.partnerId === partnerId && row.programId === programId,
  );
  const { superseded, shortened, added } = placeTier(own.map(toSpan), from);
  if (superseded?.tierId === tierId) return superseded.id;
  const stamp = { recordedAt: context.clock.now(), recordedBy: context.viewer.userId, supersededAt: null };
  const row = superseded && current.get(superseded.id);
  if (row) current.delete(row.id);
  if (row && shortened) {
    const keptId = context.ids.next('tas');
    current.set(keptId, { ...row, ...stamp, id: keptId, ...toColumns(shortened) });
  }
  current.set(id, { id, partnerId, programId, tierId, cause, reason, ...stamp, ...toColumns(added) });
  return id;
}

function toSpan({ id, tierId, validFrom, validTo }: TierAssignment) {
  return { id, tierId, from: toLocalDate(validFrom), to: validTo && toLocalDate(validTo) };
}

function toColumns({ from, to }: { readonly from: LocalDate; readonly to: LocalDate | null }) {
  return { validFrom: fromLocalDate(from), validTo: to === null ? null : fromLocalDate(to) };
}
