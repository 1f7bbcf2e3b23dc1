import { type LocalDate, fromLocalDate, toLocalDate, todayIn } from '@channelgraph/core/calendar.ts';
import type { PartnerUserChanged } from '@channelgraph/core/event-types.ts';
import { directoryPartners, replicateMember } from '@channelgraph/server/partner-directory.ts';
import type { Consumer } from '@channelgraph/server/events/consume.ts';
import type { Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { requestCoverage } from '../certification-coverage/certification-coverage.requests.ts';
import { longAgo } from '../../period-change.ts';

/** Takes in that a person joined, changed or left, and keeps the days of their membership. */
export const partnerUserChanged: Consumer<PrismaClient, 'partners.partner_user.changed'> = async (
  tx,
  _context,
  event,
) => {
  const { data } = event;
  const isFirst = !(await isKnown(tx, data.userId));
  await replicateMember(tx, event);
  const [partner] = await directoryPartners(tx, [data.partnerId]);
  const at = new Date(event.occurredAt);
  const day = todayIn(at, partner?.timeZone ?? 'UTC');
  const changed = await noteMembership(tx, data, { day, at, isFirst });
  await requestCoverage(tx, changed);
};

async function isKnown(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT FROM channelgraph.member WHERE user_id = ${userId}`;
  return rows.length > 0;
}

/** Returns the partners whose memberships changed. */
async function noteMembership(
  tx: Transaction,
  { userId, partnerId, status }: PartnerUserChanged,
  { day, at, isFirst }: { day: LocalDate; at: Date; isFirst: boolean },
): Promise<string[]> {
  const present = await tx.membership.findFirst({ where: { userId, validTo: null } });
  if (present && present.partnerId === partnerId && status === 'ACTIVE') return [];
  const changed = new Set<string>();
  if (present) {
    await endMembership(tx, userId, present.validFrom, day);
    changed.add(present.partnerId);
  }
  if (status === 'ACTIVE') {
    const from = fromLocalDate(isFirst ? longAgo : day);
    await openMembership(tx, { userId, partnerId, from, recordedAt: at });
    changed.add(partnerId);
  }
  return [...changed];
}

// A membership that would end on the day it began never held for a whole day: it is forgotten.
async function endMembership(
  tx: Transaction,
  userId: string,
  validFrom: Date,
  day: LocalDate,
): Promise<void> {
  const where = { userId_validFrom: { userId, validFrom } };
  if (toLocalDate(validFrom) < day) {
    await tx.membership.update({ where, data: { validTo: fromLocalDate(day) } });
  } else {
    await tx.membership.delete({ where });
  }
}

// Somebody who comes back on the day they left was never away.
async function openMembership(
  tx: Transaction,
  membership: { userId: string; partnerId: string; from: Date; recordedAt: Date },
): Promise<void> {
  const { userId, partnerId, from, recordedAt } = membership;
  const { count } = await tx.membership.updateMany({
    where: { userId, partnerId, validTo: from },
    data: { validTo: null },
  });
  if (count > 0) return;
  await tx.membership.create({ data: { userId, partnerId, validFrom: from, recordedAt } });
}
