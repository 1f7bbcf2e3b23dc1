import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { ConflictKind, ConflictPartyRole } from '../../__generated__/prisma/enums.ts';
import type { SqlReader } from '../../context.ts';

/** What somebody claims, or is about to claim. */
export interface ClaimedScope {
  readonly partnerId: string;
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  /** A path of regions; null for everywhere. */
  readonly region: string | null;
  /** Today where the partner's program keeps its calendar. */
  readonly on: LocalDate;
  /** This moment: protections that ended before it stand against nobody. */
  readonly at: Date;
  /** Customers of other trees that the description names as surely as this one. */
  readonly contradictingIds?: readonly string[] | undefined;
}

/** Somebody whose claim stands against another. */
export interface Rival {
  readonly kind: ConflictKind;
  readonly role: ConflictPartyRole;
  /** Null for the vendor's own sales force, and where it is not clear which customer is meant. */
  readonly partnerId: string | null;
  readonly registrationId: string | null;
  readonly contractId: string | null;
  readonly claimedAt: Date;
}

/**
 * Finds everybody who claims a part of the scope: protected or submitted registrations and contracts of
 * other partners, exclusive territories, sales of the vendor itself, and a doubtful identity.
 *
 * @remarks Needs the rights of the program; what it gives back must not reach a partner. A part is the
 * same customer, one above or below it, with at least one product line and a region in common. One statement,
 * whatever there is to be found.
 */
export async function findRivals(reader: unknown, scope: ClaimedScope): Promise<readonly Rival[]> {
  const customerIds = [scope.customerId, ...(scope.contradictingIds ?? [])];
  const lines = [...scope.productLineIds];
  const { partnerId, region, on, at } = scope;
  const rows = await (reader as SqlReader).$queryRaw<Rival[]>(sql`
    WITH RECURSIVE above AS (
      SELECT id, parent_id FROM customer WHERE id = ANY(${customerIds}::text[])
      UNION SELECT c.id, c.parent_id FROM customer c JOIN above a ON c.id = a.parent_id
    ), below AS (
      SELECT id FROM customer WHERE id = ANY(${customerIds}::text[])
      UNION SELECT c.id FROM customer c JOIN below b ON c.parent_id = b.id
    ), line AS (SELECT id FROM above UNION SELECT id FROM below)
    SELECT DISTINCT 'PARTNER_VS_PARTNER' AS kind, 'REGISTRANT' AS role, r.partner_id AS "partnerId",
      r.id AS "registrationId", NULL::text AS "contractId", r.submitted_at AS "claimedAt"
    FROM protection_claim c JOIN deal_registration r ON r.id = c.registration_id
    WHERE c.customer_node_id IN (SELECT id FROM below) AND c.product_line_id = ANY(${lines}::text[])
      AND c.region && region_range(${region}::text) AND c.partner_id <> ${partnerId}
      AND coalesce(upper(c.during), 'infinity') > ${at}
    UNION
    SELECT 'PARTNER_VS_PARTNER', 'REGISTRANT', r.partner_id, r.id, NULL, r.submitted_at
    FROM deal_registration r
    WHERE r.customer_id IN (SELECT id FROM line) AND r.product_line_ids && ${lines}::text[]
      AND region_range(r.region) && region_range(${region}::text) AND r.partner_id <> ${partnerId}
      AND r.status IN ('SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED')
    UNION ALL
    SELECT 'INCUMBENCY', 'INCUMBENT', m.partner_id, NULL, m.id, m.term_start::timestamptz
    FROM managed_contract m
    WHERE m.customer_id IN (SELECT id FROM line) AND m.product_line_ids && ${lines}::text[]
      AND m.partner_id <> ${partnerId}
      AND (m.status IN ('ACTIVE', 'SUSPENDED') OR (m.status <> 'DRAFT' AND m.ended_on > ${on}::date))
    UNION ALL
    SELECT 'DIRECT_VS_PARTNER', 'DIRECT_SALES', NULL, NULL, NULL, d.opened_on::timestamptz
    FROM direct_engagement d
    WHERE d.customer_id IN (SELECT id FROM line)
      AND (d.product_line_ids = '{}' OR d.product_line_ids && ${lines}::text[])
      AND region_range(d.region) && region_range(${region}::text)
      AND d.opened_on <= ${on}::date AND (d.closed_on IS NULL OR d.closed_on > ${on}::date)
    UNION ALL
    SELECT 'DIRECT_VS_PARTNER', 'DIRECT_SALES', NULL, NULL, NULL, c.created_at
    FROM customer c WHERE c.id IN (SELECT id FROM line) AND c.is_direct_named_account
    UNION ALL
    SELECT 'TERRITORY', 'TERRITORY_HOLDER', t."partnerId", NULL, NULL, p.effective_from::timestamptz
    FROM policy_version p,
      jsonb_to_recordset(p.body -> 'exclusiveTerritories') AS t("partnerId" text, "productLineId" text, region text)
    WHERE p.kind = 'REGISTRATION' AND p.effective_from <= ${on}::date
      AND (p.effective_to IS NULL OR p.effective_to > ${on}::date)
      AND t."partnerId" <> ${partnerId} AND coalesce(t."productLineId" = ANY(${lines}::text[]), true)
      AND region_range(t.region) && region_range(${region}::text)
    UNION ALL
    SELECT 'IDENTITY', 'REGISTRANT', NULL, NULL, NULL, ${at}::timestamptz
    WHERE ${customerIds.length > 1}
    ORDER BY 6, 3, 4, 5`);
  return withoutRepetition(rows);
}

// A named account above a direct sale is one and the same rival: the vendor, from the earlier day on.
function withoutRepetition(rivals: readonly Rival[]): readonly Rival[] {
  const seen = new Map<string, Rival>();
  for (const rival of rivals) {
    const key = [rival.kind, rival.partnerId, rival.registrationId, rival.contractId].join('|');
    if (!seen.has(key)) seen.set(key, rival);
  }
  return [...seen.values()];
}
