import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import { listOf } from './pipeline.origin.ts';
import { dealsWithin } from './pipeline.selection.ts';

/** A protection that is about to end. */
export interface ExpiringProtection {
  /** The id of the registration. */
  readonly id: string;
  /** The first day after the protection. */
  readonly day: LocalDate;
  readonly daysLeft: number;
}

/**
 * Lists the protections that end within the days of the policy, the earliest first.
 *
 * @remarks What was released, approved or extended after the day counts as it was on the day: claims keep
 * the time in which a scope was held, and extensions the end that they moved.
 */
export const expiringProtectionsOf = listOf<ExpiringProtection, ExpiringProtection, object>(
  (context, { selection, moment, rules, isPerPartner }) => ({
    prologue: sql`moments AS (
        SELECT d.partner_id, least(${context.clock.now()}::timestamptz, coalesce(${moment.knownAt}::timestamptz, 'infinity'),
          (${moment.asOf}::date + 1)::timestamp AT TIME ZONE d.time_zone - interval '1 millisecond') AS at
        FROM channelgraph.partner_directory d
      ), held AS (
        SELECT t.id, t.partner_id, coalesce(
          (SELECT e.protected_to FROM registration_extension e
            WHERE e.registration_id = t.id AND e.status = 'GRANTED' AND e.decided_at > m.at ORDER BY e.decided_at LIMIT 1),
          t.protected_to) AS protected_to
        FROM deal_registration t JOIN moments m ON m.partner_id = t.partner_id
        WHERE t.protected_to > ${moment.asOf}::date ${dealsWithin(selection)}
          AND EXISTS (SELECT FROM protection_claim c WHERE c.registration_id = t.id AND c.during @> m.at)
      )`,
    source: sql`SELECT ${isPerPartner ? sql`t.partner_id` : sql`''::text`} AS parent, t.id, t.protected_to AS day,
        t.protected_to - ${moment.asOf}::date AS "daysLeft"
      FROM held t WHERE t.protected_to > ${moment.asOf}::date
        AND t.protected_to <= ${moment.asOf}::date + ${rules.expiringProtectionDays}::int`,
    read: (row) => row,
  }),
);
