import { type LocalDate, todayIn } from '@channelgraph/core/calendar.ts';
import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { EnablementContext } from '../../context.ts';

/** Gives today in the time zone of a partner's program; null for a partner out of sight. */
export const todayOfPartner = defineLoader<EnablementContext, string, LocalDate>(
  async (context, partnerIds) => {
    const profiles = await context.db.read.partnerProfile.findMany({
      where: { partnerId: { in: [...partnerIds] }, validTo: null },
      select: { partnerId: true, timeZone: true },
    });
    const now = context.clock.now();
    return new Map(profiles.map(({ partnerId, timeZone }) => [partnerId, todayIn(now, timeZone)]));
  },
);

/** Tells whether a person is an active user of their partner; null for a person out of sight. */
export const isActiveMember = defineLoader<EnablementContext, string, boolean>(async (context, userIds) => {
  const rows = await context.db.read.$queryRaw<{ user_id: string; status: string }[]>`
    SELECT user_id, status FROM channelgraph.member WHERE user_id = ANY (${[...userIds]}::text[])`;
  return new Map(rows.map(({ user_id: userId, status }) => [userId, status === 'ACTIVE']));
});

/** Groups the partners in sight by the date that it is for them; one group unless a midnight lies between programs. */
export async function partnersByToday(
  context: EnablementContext,
): Promise<{ readonly today: LocalDate; readonly timeZones: readonly string[] }[]> {
  const rows = await context.db.read.$queryRaw<{ time_zone: string }[]>`
    SELECT DISTINCT time_zone FROM partner_profile WHERE valid_to IS NULL`;
  const now = context.clock.now();
  const zones = Map.groupBy(
    rows.map(({ time_zone: timeZone }) => timeZone),
    (timeZone) => todayIn(now, timeZone),
  );
  return [...zones].map(([today, timeZones]) => ({ today, timeZones }));
}
