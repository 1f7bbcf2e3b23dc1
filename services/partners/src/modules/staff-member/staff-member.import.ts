import { lockAll } from '@channelgraph/server/locks.ts';
import { saveRows } from '../../save-rows.ts';
import { referenceTables } from '../../reference-tables.ts';
import type { PrismaClient } from '../../db.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { choose, keep, requireText } from '@channelgraph/server/bulk/field.ts';
import { subjectConflicts } from '../identity/identity.subjects.ts';

/** What a staff member does in the program. */
const staffRoles = ['CAM', 'PROGRAM_ADMIN', 'ANALYST'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** A staff member as they are sent in. */
export interface StaffMemberItem extends BulkItem {
  readonly subject?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly role?: StaffRole | null | undefined;
  readonly isActive?: boolean | null | undefined;
}

interface StaffMemberValues {
  readonly subject: string | null;
  readonly email: string | null;
  readonly displayName: string;
  readonly role: StaffRole;
  readonly isActive: boolean;
}

/** How staff members are imported: creates or changes staff members; the sign-in name tells them apart where no reference does. */
export const staffMemberBulk: BulkDefinition<PrismaClient, StaffMemberItem, StaffMemberValues> = {
  mutation: 'staffMemberUpsertMany',
  type: 'StaffMember',
  tables: referenceTables,
  prefix: 'stf',
  related: () => [],
  async findByNature(tx, items) {
    const subjects = items.flatMap(({ subject }) => subject ?? []);
    const rows = await tx.staffMember.findMany({
      where: { subject: { in: subjects } },
      select: { id: true, subject: true },
    });
    const bySubject = new Map(rows.map(({ id, subject }) => [subject, id]));
    return items.map(({ subject }) => (subject ? (bySubject.get(subject) ?? null) : null));
  },
  async load(tx, ids) {
    await lockAll(tx, ids);
    const rows = await tx.staffMember.findMany({ where: { id: { in: [...ids] } } });
    return new Map(
      rows.map(({ id, subject, email, displayName, role, isActive }) => [
        id,
        { subject, email, displayName, role, isActive },
      ]),
    );
  },
  check(item, { stored, issues }) {
    const role = item.role ?? stored?.role;
    if (!role)
      issues.add(['role'], 'REQUIRED', 'A staff member has a role.', 'Use CAM, PROGRAM_ADMIN or ANALYST.');
    return {
      subject: choose(item.subject, stored?.subject, null),
      email: choose(item.email?.trim().toLowerCase() ?? item.email, stored?.email, null),
      displayName: requireText(item.displayName ?? stored?.displayName, 'displayName', issues),
      role: role ?? 'ANALYST',
      isActive: keep(item.isActive, stored?.isActive, true),
    };
  },
  conflicts: subjectConflicts,
  write: (tx, context, changes) =>
    saveRows(context, changes, {
      toColumns: (values) => values,
      create: (data) => tx.staffMember.createMany({ data }),
      update: (id, data) => tx.staffMember.update({ where: { id }, data }),
    }),
  partnerOf: () => null,
};
