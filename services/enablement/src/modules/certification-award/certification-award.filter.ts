import { type LocalDate, addDays, fromLocalDate } from '@channelgraph/core/calendar.ts';
import { type DateFilter, type IdFilter, toPrismaWhere, givenOnly } from '@channelgraph/graphql/filters.ts';
import { type SqlFragment, emptySql, joinSql, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { Context } from '../../context.ts';
import type { CertificationScope } from '../certification-track/certification-track.values.ts';
import { partnersByToday } from '@channelgraph/graphql/partner-directory.ts';
import { type AwardStatus, expiringDays } from './certification-award.status.ts';
import { visibleAwards } from './certification-award.policy.ts';

type Maybe<Value> = Value | null | undefined;

/** Which awards to list, as a caller says it. */
export interface AwardFilter {
  readonly partnerId?: Maybe<IdFilter>;
  readonly userId?: Maybe<IdFilter>;
  readonly trackId?: Maybe<IdFilter>;
  readonly scope?: Maybe<{
    readonly eq?: Maybe<CertificationScope>;
    readonly in?: Maybe<readonly CertificationScope[]>;
  }>;
  readonly status?: Maybe<{ readonly eq?: Maybe<AwardStatus>; readonly in?: Maybe<readonly AwardStatus[]> }>;
  readonly awardedOn?: Maybe<DateFilter>;
  readonly expiresOn?: Maybe<DateFilter>;
}

/** Gives the Prisma condition for a list of awards across partners, limited to what the viewer may see. */
export async function awardWhere(context: Context, filter: Maybe<AwardFilter>) {
  const named = givenOnly({
    partnerId: toPrismaWhere.id(filter?.partnerId),
    userId: toPrismaWhere.id(filter?.userId),
    trackId: toPrismaWhere.id(filter?.trackId),
    scope: toPrismaWhere.enum(filter?.scope),
    awardedOn: toPrismaWhere.date(filter?.awardedOn),
    expiresOn: toPrismaWhere.date(filter?.expiresOn),
  });
  const statuses = statusesOf(filter);
  return {
    AND: [named, visibleAwards(context), ...(statuses ? [await statusWhere(context, statuses)] : [])],
  };
}

function statusesOf(filter: Maybe<AwardFilter>): AwardStatus[] | null {
  const { eq, in: some } = filter?.status ?? {};
  if (!eq && !some) return null;
  return [...(some ?? (eq ? [eq] : []))].filter((status) => !eq || status === eq);
}

async function statusWhere(context: Context, statuses: readonly AwardStatus[]) {
  const days = await partnersByToday(context);
  return {
    OR: days.map(({ today, partnerIds }) => ({
      ...(partnerIds ? { partnerId: { in: [...partnerIds] } } : {}),
      ...oneOf(statuses, today),
    })),
  };
}

const stands = { supersededById: null, revokedOn: null } as const;

function oneOf(statuses: readonly AwardStatus[], today: LocalDate) {
  const day = fromLocalDate(today);
  const limit = fromLocalDate(addDays(today, expiringDays));
  const where = {
    ACTIVE: { ...stands, expiresOn: { gt: limit } },
    EXPIRING: { ...stands, expiresOn: { gte: day, lte: limit } },
    EXPIRED: { ...stands, expiresOn: { lt: day } },
    SUPERSEDED: { supersededById: { not: null } },
    REVOKED: { revokedOn: { not: null } },
  };
  return { OR: statuses.map((status) => where[status]) };
}

/** Gives the same condition in SQL, for the lists below partners; the table's alias is `t`. */
export function awardSql(context: Context, filter: Maybe<AwardFilter>): SqlFragment {
  const { userId } = visibleAwards(context);
  const parts = [
    ...(userId === undefined ? [] : [sql`t.user_id = ${userId}`]),
    ...idSql(sql`t.partner_id`, filter?.partnerId),
    ...idSql(sql`t.user_id`, filter?.userId),
    ...idSql(sql`t.track_id`, filter?.trackId),
    ...idSql(sql`t.scope::text`, filter?.scope),
    ...dateSql(sql`t.awarded_on`, filter?.awardedOn),
    ...dateSql(sql`t.expires_on`, filter?.expiresOn),
    ...statusSql(context, statusesOf(filter)),
  ];
  return parts.length === 0 ? emptySql : sql`AND ${joinSql(parts, ' AND ')}`;
}

function idSql(column: SqlFragment, filter: Maybe<IdFilter>): SqlFragment[] {
  return [
    ...(filter?.eq ? [sql`${column} = ${filter.eq}`] : []),
    ...(filter?.in ? [sql`${column} = ANY (${[...filter.in]}::text[])`] : []),
  ];
}

function dateSql(column: SqlFragment, filter: Maybe<DateFilter>): SqlFragment[] {
  const { eq, gt, gte, lt, lte } = filter ?? {};
  return [
    ...(eq ? [sql`${column} = ${eq}::date`] : []),
    ...(gt ? [sql`${column} > ${gt}::date`] : []),
    ...(gte ? [sql`${column} >= ${gte}::date`] : []),
    ...(lt ? [sql`${column} < ${lt}::date`] : []),
    ...(lte ? [sql`${column} <= ${lte}::date`] : []),
  ];
}

function statusSql({ clock }: Context, statuses: readonly AwardStatus[] | null): SqlFragment[] {
  if (statuses === null) return [];
  const today = sql`(SELECT (${clock.now()}::timestamptz AT TIME ZONE p.time_zone)::date FROM partner_profile p
    WHERE p.partner_id = t.partner_id AND p.valid_to IS NULL)`;
  return [
    sql`CASE WHEN t.revoked_on IS NOT NULL THEN 'REVOKED' WHEN t.superseded_by_id IS NOT NULL THEN 'SUPERSEDED'
      WHEN t.expires_on < ${today} THEN 'EXPIRED' WHEN t.expires_on <= ${today} + ${expiringDays}::int THEN 'EXPIRING'
      ELSE 'ACTIVE' END = ANY (${[...statuses]}::text[])`,
  ];
}
