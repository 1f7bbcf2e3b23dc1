import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { EventEnvelope, ExternalName } from '@channelgraph/core/event-types.ts';
import type { RawSql } from './raw-sql.ts';
import type { RequestContext } from './request-context.ts';

/** What a service knows of a partner from the partners service's events. */
export interface DirectoryPartner {
  readonly partnerId: string;
  readonly displayName: string;
  readonly types: readonly string[];
  readonly segment: string | null;
  readonly status: string;
  readonly programId: string | null;
  readonly timeZone: string;
  readonly currency: string;
  readonly deliveredScopes: readonly string[];
  /** Where it works, as paths of regions. */
  readonly regions: readonly string[];
  /** The first day of its present enrolment; null while it is in no program. */
  readonly enrolledOn: Date | null;
}

/** Stores what `partners.partner.changed` says; an event older than what is stored changes nothing. */
export async function replicatePartner(
  tx: unknown,
  { data }: EventEnvelope<'partners.partner.changed'>,
): Promise<void> {
  const sql = tx as RawSql;
  const stored = await sql.$executeRaw`
    INSERT INTO channelgraph.partner_directory AS d
      (partner_id, display_name, types, segment, status, program_id, time_zone, currency, delivered_scopes, regions, enrolled_on, version)
    VALUES (${data.partnerId}, ${data.displayName}, ${data.types}, ${data.segment}, ${data.status},
      ${data.programId}, ${data.timeZone}, ${data.currency}, ${data.deliveredScopes},
      ${data.regions}, ${data.enrolledOn}::date, ${data.version})
    ON CONFLICT (partner_id) DO UPDATE SET
      display_name = excluded.display_name, types = excluded.types, segment = excluded.segment,
      status = excluded.status, program_id = excluded.program_id, time_zone = excluded.time_zone,
      currency = excluded.currency, delivered_scopes = excluded.delivered_scopes,
      regions = excluded.regions, enrolled_on = excluded.enrolled_on,
      version = excluded.version, changed_at = now()
    WHERE d.version <= excluded.version`;
  if (stored === 0) return;
  await sql.$executeRaw`DELETE FROM channelgraph.partner_tier WHERE partner_id = ${data.partnerId}`;
  await sql.$executeRaw`
    INSERT INTO channelgraph.partner_tier (partner_id, tier_id, rank, valid_from, valid_to)
    SELECT ${data.partnerId}, t."tierId", t.rank, t."from", t."to"
    FROM jsonb_to_recordset(${JSON.stringify(data.tiers)}::jsonb) AS t("tierId" text, rank int, "from" date, "to" date)`;
  await sql.$executeRaw`DELETE FROM channelgraph.portfolio WHERE partner_id = ${data.partnerId}`;
  await sql.$executeRaw`
    INSERT INTO channelgraph.portfolio (partner_id, cam_id)
    SELECT ${data.partnerId}, cam FROM unnest(${data.camIds}::text[]) AS cam`;
  await replaceNames(sql, {
    type: 'Partner',
    id: data.partnerId,
    partnerId: data.partnerId,
    names: data.externalReferences,
  });
}

/** Stores what `partners.partner_user.changed` says about a person's membership. */
export async function replicateMember(
  tx: unknown,
  { data }: EventEnvelope<'partners.partner_user.changed'>,
): Promise<void> {
  const sql = tx as RawSql;
  await sql.$executeRaw`
    INSERT INTO channelgraph.member (user_id, partner_id, status)
    VALUES (${data.userId}, ${data.partnerId}, ${data.status})
    ON CONFLICT (user_id) DO UPDATE SET partner_id = excluded.partner_id, status = excluded.status`;
  await replaceNames(sql, {
    type: 'PartnerUser',
    id: data.userId,
    partnerId: data.partnerId,
    names: data.externalReferences,
  });
}

/** Stores what `partners.product_line.changed` says; an event older than what is stored changes nothing. */
export async function replicateProductLine(
  tx: unknown,
  { data }: EventEnvelope<'partners.product_line.changed'>,
): Promise<void> {
  const sql = tx as RawSql;
  const stored = await sql.$executeRaw`
    INSERT INTO channelgraph.product_line_directory AS d (product_line_id, code, name, is_active, version)
    VALUES (${data.productLineId}, ${data.code}, ${data.name}, ${data.isActive}, ${data.version})
    ON CONFLICT (product_line_id) DO UPDATE SET code = excluded.code, name = excluded.name,
      is_active = excluded.is_active, version = excluded.version
    WHERE d.version <= excluded.version`;
  if (stored === 0) return;
  await replaceNames(sql, {
    type: 'ProductLine',
    id: data.productLineId,
    partnerId: null,
    names: data.externalReferences,
  });
}

async function replaceNames(
  sql: RawSql,
  entity: {
    readonly type: string;
    readonly id: string;
    readonly partnerId: string | null;
    readonly names: readonly ExternalName[];
  },
): Promise<void> {
  const { type, id, partnerId, names } = entity;
  await sql.$executeRaw`DELETE FROM channelgraph.external_name WHERE entity_id = ${id}`;
  if (names.length === 0) return;
  await sql.$executeRaw`
    INSERT INTO channelgraph.external_name (entity_type, system, external_id, entity_id, partner_id)
    SELECT ${type}, n.system, n."externalId", ${id}, ${partnerId}
    FROM jsonb_to_recordset(${JSON.stringify(names)}::jsonb) AS n(system text, "externalId" text)
    ON CONFLICT (entity_type, system, external_id) DO UPDATE SET entity_id = excluded.entity_id,
      partner_id = excluded.partner_id`;
}

/** Reads the directory entries of the partners named, as far as the caller may see them. */
export async function directoryPartners(
  client: unknown,
  partnerIds: readonly string[],
): Promise<DirectoryPartner[]> {
  return (client as RawSql).$queryRaw<DirectoryPartner[]>`
    SELECT partner_id AS "partnerId", display_name AS "displayName", types, segment, status,
      program_id AS "programId", time_zone AS "timeZone", currency, delivered_scopes AS "deliveredScopes",
      regions, enrolled_on AS "enrolledOn"
    FROM channelgraph.partner_directory WHERE partner_id = ANY(${partnerIds}::text[])`;
}

/** Gives today's date in the time zone of a partner's program, for a rule that is applied in a transaction. */
export async function partnerToday(
  tx: unknown,
  context: RequestContext,
  partnerId: string,
): Promise<LocalDate> {
  const [partner] = await directoryPartners(tx, [partnerId]);
  return partner ? todayIn(context.clock.now(), partner.timeZone) : context.today;
}
