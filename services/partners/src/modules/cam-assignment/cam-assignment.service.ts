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

/** What a channel account manager looks after at a partner. */
export const camSpecialisations = ['GENERAL', 'SECURITY', 'CLOUD', 'VERTICAL'] as const;
export type CamSpecialisation = (typeof camSpecialisations)[number];

/** The request to put a channel account manager in charge of a partner, or nobody. */
export interface CamAssignInput {
  readonly partner: Reference;
  /** Null ends the present assignment. */
  readonly cam?: Reference | null | undefined;
  readonly specialisation?: CamSpecialisation | null | undefined;
  readonly from?: LocalDate | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Puts a channel account manager in charge of a partner and returns the partner's id. */
export function assignCam(context: Context, input: CamAssignInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return retryAfterRace(() =>
    mutate(context, { mutation: 'camAssign', idempotencyKey, input: rest }, (tx) =>
      assign(tx, context, input),
    ),
  );
}

async function assign(tx: Transaction, context: Context, input: CamAssignInput): Promise<string> {
  const specialisation = input.specialisation ?? 'GENERAL';
  const from = input.from ?? context.today;
  const issues = createIssues(['input']);
  const { partnerId, camId } = await resolveTarget(tx, input, issues);
  checkDay(from, context.today, issues);
  issues.throwIfAny();
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`partner ${partnerId}`}, 0))::text`;
  const present = await tx.camAssignment.findFirst({ where: { partnerId, specialisation, validTo: null } });
  if (present?.camId === camId || (!present && camId === null)) return partnerId;
  if (present && from < toLocalDate(present.validFrom)) {
    issues.add(
      ['from'],
      'BEFORE_PRESENT',
      `The present assignment begins on ${toLocalDate(present.validFrom)}.`,
      'Begin on that day or later.',
    );
    issues.throwIfAny();
  }
  if (present) await endAssignment(tx, present, from);
  const created =
    camId === null
      ? null
      : await tx.camAssignment.create({
          data: {
            id: context.ids.next('cas'),
            partnerId,
            camId,
            specialisation,
            validFrom: fromLocalDate(from),
            recordedAt: context.clock.now(),
            recordedBy: context.viewer.userId,
          },
        });
  await audit(tx, context, {
    action: created ? 'cam.assigned' : 'cam.unassigned',
    entityType: 'CamAssignment',
    entityId: created?.id ?? present?.id ?? partnerId,
    partnerId,
    before: present,
    after: created,
  });
  await refreshPortfolio(tx, partnerId);
  await announcePartners(tx, context, [partnerId]);
  return partnerId;
}

function checkDay(from: LocalDate, today: LocalDate, issues: IssueCollector): void {
  if (!isLocalDate(from)) {
    issues.add(['from'], 'INVALID_DATE', `"${from}" is not a calendar date.`, 'Write it like 2026-10-15.');
  } else if (from > today) {
    // The portfolio decides who may see a partner now; it follows assignments at once, not by a calendar.
    issues.add(
      ['from'],
      'IN_THE_FUTURE',
      'An account manager takes over today or took over before.',
      'Assign on the day itself.',
    );
  }
}

async function endAssignment(
  tx: Transaction,
  present: { readonly id: string; readonly validFrom: Date },
  from: LocalDate,
): Promise<void> {
  // An assignment that would end on the day it began never was.
  if (toLocalDate(present.validFrom) === from) await tx.camAssignment.delete({ where: { id: present.id } });
  else
    await tx.camAssignment.update({
      where: { id: present.id },
      data: { validTo: fromLocalDate(from), version: { increment: 1 } },
    });
}

async function resolveTarget(tx: Transaction, input: CamAssignInput, issues: IssueCollector) {
  const references = await resolveReferences(tx, referenceTables, [
    { type: 'Partner', reference: input.partner },
    ...(input.cam ? [{ type: 'StaffMember' as const, reference: input.cam }] : []),
  ]);
  const partnerId =
    requireReference({ type: 'Partner', field: 'partner', reference: input.partner }, references, issues) ??
    '';
  if (!input.cam) return { partnerId, camId: null };
  const camId =
    requireReference({ type: 'StaffMember', field: 'cam', reference: input.cam }, references, issues) ?? '';
  const staff = await tx.staffMember.findUnique({ where: { id: camId } });
  if (staff && (staff.role !== 'CAM' || !staff.isActive)) {
    issues.add(
      ['cam'],
      'NOT_A_CAM',
      `${staff.displayName} is not an active channel account manager.`,
      'Assign a staff member with the role CAM.',
    );
  }
  return { partnerId, camId };
}

// The database's own guard reads this table to decide which partners an account manager may see.
async function refreshPortfolio(tx: Transaction, partnerId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM channelgraph.portfolio WHERE partner_id = ${partnerId}`;
  await tx.$executeRaw`
    INSERT INTO channelgraph.portfolio (partner_id, cam_id)
    SELECT DISTINCT partner_id, cam_id FROM cam_assignment WHERE partner_id = ${partnerId} AND valid_to IS NULL`;
}
