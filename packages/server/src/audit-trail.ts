import type { RawSql } from './raw-sql.ts';

/** One entry of the audit trail, as stored. */
export interface AuditEvent {
  readonly id: string;
  readonly chain: string;
  readonly sequence: bigint;
  readonly at: Date;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly partnerId: string | null;
  readonly reason: string | null;
  readonly beforeHash: string | null;
  readonly afterHash: string | null;
  readonly policyVersionId: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** Which entries of the trail; null stands for all. */
export interface AuditFilter {
  readonly entityId: string | null;
  readonly partnerId: string | null;
  /** Who made the change. */
  readonly actor: string | null;
}

/** Which part of the trail to read. */
export interface AuditQuery extends AuditFilter {
  /** The id after which to go on, in the direction read; null for the start. */
  readonly after: string | null;
  readonly isAscending: boolean;
  readonly take: number;
}

/** Reads entries in the order of their ids, which is the order of time, as far as the caller may see them. */
export async function readAudit(client: unknown, query: AuditQuery): Promise<AuditEvent[]> {
  const { entityId, partnerId, actor, after, isAscending, take } = query;
  return (client as RawSql).$queryRaw<AuditEvent[]>`
    SELECT id, chain, sequence, at, actor, role, action, entity_type AS "entityType", entity_id AS "entityId",
      partner_id AS "partnerId", reason, before_hash AS "beforeHash", after_hash AS "afterHash",
      policy_version_id AS "policyVersionId", previous_hash AS "previousHash", hash
    FROM channelgraph.audit_event
    WHERE (${entityId}::text IS NULL OR entity_id = ${entityId})
      AND (${partnerId}::text IS NULL OR partner_id = ${partnerId})
      AND (${actor}::text IS NULL OR actor = ${actor})
      AND (${after}::text IS NULL OR CASE WHEN ${isAscending} THEN id > ${after} ELSE id < ${after} END)
    ORDER BY CASE WHEN ${isAscending} THEN id END ASC, id DESC
    LIMIT ${take}`;
}

/** Counts the entries that {@link readAudit} would read without a limit. */
export async function countAudit(
  client: unknown,
  { entityId, partnerId, actor }: AuditFilter,
): Promise<number> {
  const [row] = await (client as RawSql).$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM channelgraph.audit_event
    WHERE (${entityId}::text IS NULL OR entity_id = ${entityId})
      AND (${partnerId}::text IS NULL OR partner_id = ${partnerId})
      AND (${actor}::text IS NULL OR actor = ${actor})`;
  return row?.count ?? 0;
}
