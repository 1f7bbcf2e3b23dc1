import { lockAll } from '@channelgraph/server/locks.ts';
import { referenceTables } from '../../reference-tables.ts';
import type { PrismaClient } from '../../db.ts';
import type { Capability } from '@channelgraph/core/viewer.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { choose, keep, requireReference, requireText } from '@channelgraph/server/bulk/field.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { subjectConflicts } from '../identity/identity.subjects.ts';
import { saveRows } from '../../save-rows.ts';
import { announcePartnerUsers } from './partner-user.events.ts';

/** Whether a person works for the partner now. */
const partnerUserStatuses = ['INVITED', 'ACTIVE', 'DISABLED'] as const;
export type PartnerUserStatus = (typeof partnerUserStatuses)[number];

/** A partner user as they are sent in. */
export interface PartnerUserItem extends BulkItem {
  readonly partner?: Reference | null | undefined;
  readonly subject?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly capabilities?: readonly Capability[] | null | undefined;
  readonly status?: PartnerUserStatus | null | undefined;
  readonly isTechnicalStaff?: boolean | null | undefined;
}

interface PartnerUserValues {
  readonly partnerId: string;
  readonly subject: string | null;
  readonly email: string;
  readonly displayName: string;
  readonly capabilities: readonly Capability[];
  readonly status: PartnerUserStatus;
  readonly isTechnicalStaff: boolean;
}

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** How partner users are imported: creates or changes partner users; partner and e-mail address tell them apart where no reference does. */
export const partnerUserBulk: BulkDefinition<PrismaClient, PartnerUserItem, PartnerUserValues> = {
  mutation: 'partnerUserUpsertMany',
  type: 'PartnerUser',
  tables: referenceTables,
  prefix: 'usr',
  related: ({ partner }) => (partner ? [{ type: 'Partner', reference: partner }] : []),
  async findByNature(tx, items, references) {
    const emails = items.flatMap(({ email }) => normalise(email) ?? []);
    const rows = await tx.partnerUser.findMany({
      where: { email: { in: emails } },
      select: { id: true, partnerId: true, email: true },
    });
    const known = new Map(rows.map(({ id, partnerId, email }) => [`${partnerId} ${email}`, id]));
    return items.map(({ partner, email }) => {
      const partnerId = partner ? references.idOf('Partner', partner) : null;
      return known.get(`${partnerId} ${normalise(email)}`) ?? null;
    });
  },
  async load(tx, ids) {
    await lockAll(tx, ids);
    const rows = await tx.partnerUser.findMany({ where: { id: { in: [...ids] } } });
    return new Map(
      rows.map(({ id, partnerId, subject, email, displayName, capabilities, status, isTechnicalStaff }) => [
        id,
        { partnerId, subject, email, displayName, capabilities, status, isTechnicalStaff },
      ]),
    );
  },
  check(item, { references, stored, issues }) {
    const target = { type: 'Partner', field: 'partner', reference: item.partner } as const;
    const partnerId =
      item.partner || !stored ? requireReference(target, references, issues) : stored.partnerId;
    if (stored && partnerId !== null && partnerId !== stored.partnerId) {
      issues.add(
        ['partner'],
        'PARTNER_FIXED',
        'A person cannot be moved to another partner.',
        'Disable this user and create one at the other partner.',
      );
    }
    const email = requireText(normalise(item.email) ?? stored?.email, 'email', issues);
    if (email !== '' && !emailShape.test(email)) {
      issues.add(
        ['email'],
        'INVALID_EMAIL',
        'The e-mail address is not complete.',
        'Write it like name@example.com.',
      );
    }
    return {
      partnerId: partnerId ?? '',
      subject: choose(item.subject, stored?.subject, null),
      email,
      displayName: requireText(item.displayName ?? stored?.displayName, 'displayName', issues),
      capabilities: [...new Set(keep(item.capabilities, stored?.capabilities, []))].sort(),
      status: keep(item.status, stored?.status, 'ACTIVE'),
      isTechnicalStaff: keep(item.isTechnicalStaff, stored?.isTechnicalStaff, false),
    };
  },
  async conflicts(tx, changes) {
    const conflicts = await subjectConflicts(tx, changes);
    const rows = await tx.partnerUser.findMany({
      where: { email: { in: changes.map(({ values }) => values.email) } },
      select: { id: true, partnerId: true, email: true },
    });
    const holders = new Map(rows.map(({ id, partnerId, email }) => [`${partnerId} ${email}`, id]));
    for (const { index, id, values } of changes) {
      const key = `${values.partnerId} ${values.email}`;
      const holder = holders.get(key) ?? id;
      holders.set(key, holder);
      if (holder === id) continue;
      conflicts.set(index, {
        path: ['email'],
        code: 'EMAIL_TAKEN',
        message: 'Another user of this partner has the e-mail address.',
        remedy: 'Send one item per person.',
      });
    }
    return conflicts;
  },
  write: (tx, context, changes) =>
    saveRows(context, changes, {
      toColumns: (values) => ({ ...values, capabilities: [...values.capabilities] }),
      create: (data) => tx.partnerUser.createMany({ data }),
      update: (id, data) => tx.partnerUser.update({ where: { id }, data }),
    }),
  partnerOf: ({ values }) => values.partnerId,
  announce: (tx, context, changes) =>
    announcePartnerUsers(
      tx,
      context,
      changes.map(({ id }) => id),
    ),
};

function normalise(email: string | null | undefined): string | undefined {
  return email?.trim().toLowerCase();
}
