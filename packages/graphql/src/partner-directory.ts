import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { todayIn } from '@channelgraph/core/calendar.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { DirectoryPartner } from '@channelgraph/server/partner-directory.ts';
import type { RawSql } from '@channelgraph/server/raw-sql.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import { byKey, defineLoader } from './loaders.ts';

/** Loads what the service knows of partners; null for one that is out of the viewer's sight. */
export const directoryPartnerById = defineLoader<RequestContext, string, DirectoryPartner>(
  async (context, ids) => byKey(await directoryPartners(context.db.read, ids), ({ partnerId }) => partnerId),
);

const todayById = defineLoader<RequestContext, string, LocalDate>(async (context, ids) => {
  const partners = await Promise.all(ids.map((id) => directoryPartnerById(context, id)));
  const known = partners.filter((partner) => partner !== null);
  const days = todayByZone(
    context,
    known.map(({ timeZone }) => timeZone),
  );
  return new Map(known.map(({ partnerId, timeZone }) => [partnerId, days.get(timeZone) ?? context.today]));
});

/** Gives today's date in the time zone of a partner's program; the deployment's for a partner out of sight. */
export async function todayOfPartner(context: RequestContext, partnerId: string): Promise<LocalDate> {
  return (await todayById(context, partnerId)) ?? context.today;
}

/** Partners for whom it is the same day; null stands for all of them. */
export interface PartnersOfDay {
  readonly today: LocalDate;
  readonly partnerIds: readonly string[] | null;
}

/** Groups the partners in sight by the date that it is for them: one group unless a midnight lies between programs. */
export async function partnersByToday(context: RequestContext): Promise<PartnersOfDay[]> {
  const read = context.db.read as unknown as RawSql;
  const zones = await read.$queryRaw<{ timeZone: string }[]>`
    SELECT DISTINCT time_zone AS "timeZone" FROM channelgraph.partner_directory`;
  const days = todayByZone(
    context,
    zones.map(({ timeZone }) => timeZone),
  );
  const [first = context.today, ...others] = new Set(days.values());
  if (others.length === 0) return [{ today: first, partnerIds: null }];
  const partners = await read.$queryRaw<{ partnerId: string; timeZone: string }[]>`
    SELECT partner_id AS "partnerId", time_zone AS "timeZone" FROM channelgraph.partner_directory`;
  const groups = Map.groupBy(partners, ({ timeZone }) => days.get(timeZone) ?? context.today);
  return [...groups].map(([today, own]) => ({ today, partnerIds: own.map(({ partnerId }) => partnerId) }));
}

function todayByZone({ clock }: RequestContext, zones: readonly string[]): ReadonlyMap<string, LocalDate> {
  const now = clock.now();
  return new Map([...new Set(zones)].map((zone) => [zone, todayIn(now, zone)]));
}
