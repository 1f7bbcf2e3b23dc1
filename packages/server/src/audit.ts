import { hashOf } from '@channelgraph/core/canonical-json.ts';
import type { RequestContext } from './request-context.ts';
import type { RawSql } from './raw-sql.ts';

/** One change of one entity, as it enters the audit trail. */
export interface AuditEntry {
  /** What happened, `<entity>.<pastTense>`, e.g. `partner.suspended`. */
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
  /** The partner whose users may see the entry; null for matters of the program. */
  readonly partnerId: string | null;
  /** The stored state before; null for a creation. Only its hash is kept. */
  readonly before: unknown;
  /** The stored state afterwards; null for a removal. Only its hash is kept. */
  readonly after: unknown;
  readonly reason?: string | null | undefined;
  readonly policyVersionId?: string | null | undefined;
}

/**
 * Writes entries to the audit trail in the transaction of the change itself.
 *
 * @remarks The database numbers and chains them (`channelgraph.verify_audit()` finds a broken link).
 */
export async function audit(
  tx: unknown,
  context: RequestContext,
  entries: AuditEntry | readonly AuditEntry[],
): Promise<void> {
  const list = Array.isArray(entries) ? (entries as readonly AuditEntry[]) : [entries as AuditEntry];
  if (list.length === 0) return;
  const rows = list.map((entry) => ({
    id: context.ids.next('aud'),
    at: context.clock.now().toISOString(),
    actor: context.viewer.userId,
    role: context.viewer.role,
    action: entry.action,
    entity_type: entry.entityType,
    entity_id: entry.entityId,
    partner_id: entry.partnerId,
    reason: entry.reason ?? null,
    before_hash: entry.before === null || entry.before === undefined ? null : hashOf(entry.before),
    after_hash: entry.after === null || entry.after === undefined ? null : hashOf(entry.after),
    policy_version_id: entry.policyVersionId ?? null,
    request_id: context.requestId,
  }));
  await (tx as RawSql).$executeRaw`
    INSERT INTO channelgraph.audit_event
      (id, chain, sequence, at, actor, role, action, entity_type, entity_id, partner_id, reason,
       before_hash, after_hash, policy_version_id, request_id, previous_hash, hash)
    SELECT r.id, '', 0, r.at, r.actor, r.role, r.action, r.entity_type, r.entity_id, r.partner_id, r.reason,
       r.before_hash, r.after_hash, r.policy_version_id, r.request_id, '', ''
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      id text, at timestamptz, actor text, role text, action text, entity_type text, entity_id text,
      partner_id text, reason text, before_hash text, after_hash text, policy_version_id text, request_id text)`;
}
