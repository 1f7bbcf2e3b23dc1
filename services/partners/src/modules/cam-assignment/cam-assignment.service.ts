import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { fromLocalDate, isLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { retryAfterRace } from '@channelgraph/server/races.ts';
import type { Context, Transaction } from '../../context.ts';
import type { CamAssignment, PrismaClient } from '../../db.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { referenceTables } from '../../reference-tables.ts';
import { announcePartners } from '../partner/partner.events.ts';

/** What a channel account manager looks after at a partner. */
export type CamSpecialisation = CamAssignment['specialisation'];

/** A channel account manager who shall be in charge of a partner from a day on. */
export interface CamAssignItem extends BulkItem {
  readonly partner?: Reference | null | undefined;
  /** Null ends the present assignment. */
  readonly cam?: Reference | null | undefined;
  readonly specialisation?: CamSpecialisation | null | undefined;
  readonly from?: LocalDate | null | undefined;
}

interface Charge {
  readonly partnerId: string;
  readonly camId: string | null;
  readonly specialisation: CamSpecialisation;
  readonly from: LocalDate;
}

/** Puts a channel account manager in charge of a partner and returns the partner's id. */
export function assignCam(
  context: Context,
  input: CamAssignItem & { readonly idempotencyKey?: string | null | undefined },
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return retryAfterRace(() =>
    mutate(context, { mutation: 'camAssign', idempotencyKey, input: rest }, (tx) =>
      assign(tx, context, rest),
    ),
  );
}

async function assign(tx: Transaction, context: Context, item: CamAssignItem): Promise<string> {
  const references = await resolveReferences(tx, referenceTables, relatedOf(item));
  const issues = createIssues();
  const charge = readItem({ ...item, from: item.from ?? context.today }, references, issues);
  issues.throwIfAny();
  const { partnerId, camId } = charge;
  await lockAll(tx, [partnerId]);
  const present = await presentAssignment(tx, charge);
  if ((present?.camId ?? null) === camId) return partnerId;
  const [problem] = (await chargeProblems(tx, context, [charge])).values();
  if (problem) issues.add(problem.path, problem.code, problem.message, problem.remedy);
  issues.throwIfAny();
  const id = context.ids.next('cas');
  await replaceAll(tx, context, [{ id, ...charge }]);
  const entry = { entityType: 'CamAssignment', entityId: id, partnerId, before: present, after: charge };
  await audit(tx, context, {
    action: camId === null ? 'camAssignment.ended' : 'camAssignment.created',
    ...entry,
  });
  await announcePartners(tx, context, [partnerId]);
  return partnerId;
}

/** How account managers are imported: one who is in charge already is left alone. */
export const camAssignmentBulk: BulkDefinition<PrismaClient, CamAssignItem, Charge> = {
  mutation: 'camAssignmentUpsertMany',
  type: 'CamAssignment',
  tables: referenceTables,
  prefix: 'cas',
  related: relatedOf,
  async findByNature(tx, items, references) {
    const partnerIds = items.flatMap(({ partner }) =>
      partner ? (references.idOf('Partner', partner) ?? []) : [],
    );
    const rows = await tx.camAssignment.findMany({ where: { partnerId: { in: partnerIds } } });
    return items.map(({ partner, cam, specialisation, from }) => {
      const partnerId = partner ? references.idOf('Partner', partner) : null;
      const camId = cam ? references.idOf('StaffMember', cam) : null;
      const own = rows.filter(
        (row) =>
          row.partnerId === partnerId &&
          row.camId === camId &&
          row.specialisation === (specialisation ?? 'GENERAL'),
      );
      const said =
        own.find(({ validFrom }) => toLocalDate(validFrom) === from) ??
        own.find(({ validTo }) => validTo === null);
      return said?.id ?? null;
    });
  },
  async load(tx, ids) {
    const rows = await tx.camAssignment.findMany({ where: { id: { in: [...ids] } } });
    return new Map(
      rows.map(({ id, partnerId, camId, specialisation, validFrom }) => [
        id,
        { partnerId, camId, specialisation, from: toLocalDate(validFrom) },
      ]),
    );
  },
  check(item, { references, stored, issues }) {
    if (!item.cam) issues.add(['cam'], 'REQUIRED', 'An assignment names an account manager.', 'Fill in cam.');
    return stored ?? readItem(item, references, issues);
  },
  async conflicts(tx, changes, context) {
    const fresh = changes.filter(({ before }) => before === null);
    const problems = await chargeProblems(
      tx,
      context,
      fresh.map(({ values }) => values),
    );
    return new Map(
      fresh.flatMap(({ index, values }) => {
        const problem = problems.get(values);
        return problem ? [[index, problem] as const] : [];
      }),
    );
  },
  write: (tx, context, changes) =>
    replaceAll(
      tx,
      context,
      changes.map(({ id, values }) => ({ id, ...values })),
    ),
  partnerOf: ({ values }) => values.partnerId,
  announce: (tx, context, changes) =>
    announcePartners(
      tx,
      context,
      changes.map(({ values }) => values.partnerId),
    ),
};

function relatedOf({ partner, cam }: CamAssignItem) {
  return [
    ...(partner ? [{ type: 'Partner', reference: partner }] : []),
    ...(cam ? [{ type: 'StaffMember', reference: cam }] : []),
  ];
}

function readItem(item: CamAssignItem, references: ReferenceBook, issues: IssueCollector): Charge {
  const partnerId = requireReference(
    { type: 'Partner', field: 'partner', reference: item.partner },
    references,
    issues,
  );
  const camId = item.cam
    ? requireReference({ type: 'StaffMember', field: 'cam', reference: item.cam }, references, issues)
    : null;
  const from = item.from ?? '';
  if (!isLocalDate(from))
    issues.add(['from'], 'INVALID_DATE', `"${from}" is not a calendar date.`, 'Write it like 2026-10-15.');
  return { partnerId: partnerId ?? '', camId, specialisation: item.specialisation ?? 'GENERAL', from };
}

async function chargeProblems(
  tx: Transaction,
  context: Context,
  charges: readonly Charge[],
): Promise<Map<Charge, ValidationIssue>> {
  const staff = await tx.staffMember.findMany({
    where: { id: { in: charges.flatMap(({ camId }) => camId ?? []) } },
  });
  const managers = new Set(
    staff.filter(({ role, isActive }) => role === 'CAM' && isActive).map(({ id }) => id),
  );
  const rows = await tx.camAssignment.findMany({
    where: { partnerId: { in: charges.map(({ partnerId }) => partnerId) } },
  });
  const problems = new Map<Charge, ValidationIssue>();
  const lastDays = new Map<string, LocalDate>();
  for (const row of rows) {
    const last = toLocalDate(row.validTo ?? row.validFrom);
    const key = `${row.partnerId} ${row.specialisation}`;
    if (last > (lastDays.get(key) ?? '')) lastDays.set(key, last);
  }
  for (const charge of charges) {
    const key = `${charge.partnerId} ${charge.specialisation}`;
    const problem = problemOf(charge, { managers, today: context.today, earliest: lastDays.get(key) ?? '' });
    if (problem) problems.set(charge, problem);
    else lastDays.set(key, charge.from);
  }
  return problems;
}

function problemOf(
  { camId, from }: Charge,
  known: { readonly managers: ReadonlySet<string>; readonly today: LocalDate; readonly earliest: LocalDate },
): ValidationIssue | null {
  if (camId !== null && !known.managers.has(camId)) {
    return {
      path: ['cam'],
      code: 'NOT_A_CAM',
      message: 'This is not an active channel account manager.',
      remedy: 'Assign a staff member with the role CAM.',
    };
  }
  if (from > known.today) {
    // The portfolio decides who may see a partner now; it follows assignments at once, not by a calendar.
    return {
      path: ['from'],
      code: 'IN_THE_FUTURE',
      message: 'An account manager takes over today or took over before.',
      remedy: 'Assign on the day itself.',
    };
  }
  if (from < known.earliest) {
    return {
      path: ['from'],
      code: 'BEFORE_PRESENT',
      message: `Assignments are recorded up to ${known.earliest} already.`,
      remedy: 'Begin on that day or later.',
    };
  }
  return null;
}

function presentAssignment(
  tx: Transaction,
  { partnerId, specialisation }: Charge,
): Promise<CamAssignment | null> {
  return tx.camAssignment.findFirst({ where: { partnerId, specialisation, validTo: null } });
}

type NewCharge = Charge & { readonly id: string };

async function replaceAll(tx: Transaction, context: Context, charges: readonly NewCharge[]): Promise<void> {
  const partnerIds = [...new Set(charges.map(({ partnerId }) => partnerId))];
  await lockAll(tx, partnerIds);
  const open = await tx.camAssignment.findMany({ where: { partnerId: { in: partnerIds }, validTo: null } });
  const present = new Map(open.map((row) => [placeOf(row), { ...row, isStored: true }]));
  const fresh = new Map<string, CamAssignment>();
  for (const charge of charges) {
    const before = present.get(placeOf(charge));
    if (before?.isStored) await endAssignment(tx, before, charge.from);
    else if (before) endFresh(fresh, before, charge.from);
    present.delete(placeOf(charge));
    const row = toRow(charge, context);
    if (!row) continue;
    fresh.set(row.id, row);
    present.set(placeOf(charge), { ...row, isStored: false });
  }
  if (fresh.size > 0) await tx.camAssignment.createMany({ data: [...fresh.values()] });
  await refreshPortfolios(tx, partnerIds);
}

function placeOf({ partnerId, specialisation }: Pick<Charge, 'partnerId' | 'specialisation'>): string {
  return `${partnerId} ${specialisation}`;
}

function toRow(
  { id, partnerId, camId, specialisation, from }: NewCharge,
  context: Context,
): CamAssignment | null {
  if (camId === null) return null;
  return {
    id,
    version: 1,
    partnerId,
    camId,
    specialisation,
    validFrom: fromLocalDate(from),
    validTo: null,
    recordedAt: context.clock.now(),
    recordedBy: context.viewer.userId,
  };
}

// An assignment that would end on the day it began never was.
async function endAssignment(
  tx: Transaction,
  { id, validFrom }: CamAssignment,
  from: LocalDate,
): Promise<void> {
  if (toLocalDate(validFrom) === from) await tx.camAssignment.delete({ where: { id } });
  else
    await tx.camAssignment.update({
      where: { id },
      data: { validTo: fromLocalDate(from), version: { increment: 1 } },
    });
}

function endFresh(fresh: Map<string, CamAssignment>, row: CamAssignment, from: LocalDate): void {
  if (toLocalDate(row.validFrom) === from) fresh.delete(row.id);
  else {
    const created = fresh.get(row.id);
    if (created) fresh.set(row.id, { ...created, validTo: fromLocalDate(from) });
  }
}

// The database's own guard reads this table to decide which partners an account manager may see.
async function refreshPortfolios(tx: Transaction, partnerIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM channelgraph.portfolio WHERE partner_id = ANY(${[...partnerIds]}::text[])`;
  await tx.$executeRaw`
    INSERT INTO channelgraph.portfolio (partner_id, cam_id)
    SELECT DISTINCT partner_id, cam_id FROM cam_assignment
    WHERE partner_id = ANY(${[...partnerIds]}::text[]) AND valid_to IS NULL`;
}
