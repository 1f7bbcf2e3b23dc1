import { lockAll } from '@channelgraph/server/locks.ts';
import { referenceTables } from '../../reference-tables.ts';
import type { PrismaClient } from '../../db.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { fromLocalDate, overlaps, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { checkWindow, choose, keep, requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { saveRows } from '../../save-rows.ts';
import { announcePartners } from '../partner/partner.events.ts';

/** The states of a membership. */
const enrollmentStatuses = ['PENDING', 'ACTIVE', 'SUSPENDED', 'ENDED'] as const;
export type EnrollmentStatus = (typeof enrollmentStatuses)[number];

/** A membership as it is sent in. */
export interface EnrollmentItem extends BulkItem {
  readonly partner?: Reference | null | undefined;
  readonly program?: Reference | null | undefined;
  readonly startsOn?: LocalDate | null | undefined;
  readonly endsOn?: LocalDate | null | undefined;
  readonly status?: EnrollmentStatus | null | undefined;
  readonly cohort?: string | null | undefined;
}

interface EnrollmentValues {
  readonly partnerId: string;
  readonly programId: string;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate | null;
  readonly status: EnrollmentStatus;
  readonly cohort: string | null;
}

/** How memberships are imported: creates or changes memberships; partner, program and first day tell them apart where no reference does. */
export const enrollmentBulk: BulkDefinition<PrismaClient, EnrollmentItem, EnrollmentValues> = {
  mutation: 'programEnrollmentUpsertMany',
  type: 'ProgramEnrollment',
  tables: referenceTables,
  prefix: 'enr',
  related: ({ partner, program }) => [
    ...(partner ? [{ type: 'Partner' as const, reference: partner }] : []),
    ...(program ? [{ type: 'Program' as const, reference: program }] : []),
  ],
  async findByNature(tx, items, references) {
    const partnerIds = items.flatMap(({ partner }) =>
      partner ? (references.idOf('Partner', partner) ?? []) : [],
    );
    const rows = await tx.programEnrollment.findMany({
      where: { partnerId: { in: partnerIds } },
      select: { id: true, partnerId: true, programId: true, startsOn: true },
    });
    const known = new Map(
      rows.map((row) => [`${row.partnerId} ${row.programId} ${toLocalDate(row.startsOn)}`, row.id]),
    );
    return items.map(({ partner, program, startsOn }) => {
      const key = [
        partner && references.idOf('Partner', partner),
        program && references.idOf('Program', program),
        startsOn,
      ];
      return known.get(key.join(' ')) ?? null;
    });
  },
  async load(tx, ids) {
    await lockAll(tx, ids);
    const rows = await tx.programEnrollment.findMany({ where: { id: { in: [...ids] } } });
    return new Map(
      rows.map(({ id, partnerId, programId, startsOn, endsOn, status, cohort }) => [
        id,
        {
          partnerId,
          programId,
          startsOn: toLocalDate(startsOn),
          endsOn: endsOn && toLocalDate(endsOn),
          status,
          cohort,
        },
      ]),
    );
  },
  check(item, { references, stored, issues }) {
    const partnerId =
      stored && !item.partner
        ? stored.partnerId
        : requireReference(
            { type: 'Partner', field: 'partner', reference: item.partner },
            references,
            issues,
          );
    const programId =
      stored && !item.program
        ? stored.programId
        : requireReference(
            { type: 'Program', field: 'program', reference: item.program },
            references,
            issues,
          );
    if (stored && (stored.partnerId !== partnerId || stored.programId !== programId)) {
      issues.add(
        [],
        'MEMBERSHIP_FIXED',
        'A membership keeps its partner and its program.',
        'End this membership and create another.',
      );
    }
    const startsOn = keep(item.startsOn, stored?.startsOn, '');
    const endsOn = choose(item.endsOn, stored?.endsOn, null);
    checkWindow({ from: startsOn, to: endsOn }, ['startsOn', 'endsOn'], issues);
    return {
      partnerId: partnerId ?? '',
      programId: programId ?? '',
      startsOn,
      endsOn,
      status: keep(item.status, stored?.status, 'ACTIVE'),
      cohort: choose(item.cohort, stored?.cohort, null),
    };
  },
  async conflicts(tx, changes) {
    const rows = await tx.programEnrollment.findMany({
      where: { partnerId: { in: changes.map(({ values }) => values.partnerId) } },
    });
    const held = new Map(
      rows.map(({ id, partnerId, programId, startsOn, endsOn }) => [
        id,
        {
          id,
          key: `${partnerId} ${programId}`,
          from: toLocalDate(startsOn),
          to: endsOn ? toLocalDate(endsOn) : farFuture,
        },
      ]),
    );
    const conflicts = new Map<number, ValidationIssue>();
    for (const { index, id, values } of changes) {
      const span = {
        id,
        key: `${values.partnerId} ${values.programId}`,
        from: values.startsOn,
        to: values.endsOn ?? farFuture,
      };
      const rival = [...held.values()].find(
        (other) => other.id !== id && other.key === span.key && overlaps(other, span),
      );
      if (!rival) held.set(id, span);
      else
        conflicts.set(index, {
          path: ['startsOn'],
          code: 'OVERLAP',
          message: `The partner is a member of this program from ${rival.from} already.`,
          remedy: 'End that membership first, or change it.',
        });
    }
    return conflicts;
  },
  write: (tx, context, changes) =>
    saveRows(context, changes, {
      toColumns: (values) => ({
        ...values,
        startsOn: fromLocalDate(values.startsOn),
        endsOn: values.endsOn === null ? null : fromLocalDate(values.endsOn),
      }),
      create: (data) => tx.programEnrollment.createMany({ data }),
      update: (id, data) => tx.programEnrollment.update({ where: { id }, data }),
    }),
  partnerOf: ({ values }) => values.partnerId,
  announce: (tx, context, changes) =>
    announcePartners(
      tx,
      context,
      changes.map(({ values }) => values.partnerId),
    ),
};

const farFuture = '9999-12-31';
