import { admin } from './support.ts';
import type { DealsGraph } from './support.ts';

/**
 * Names what is wrong with the registrations that are stored, whatever happened to them; nothing when all is
 * well.
 *
 * @remarks One row per registration and rule, read from the tables alone, at the moment given.
 */
export async function brokenRules(graph: DealsGraph, now: string): Promise<readonly string[]> {
  const rows = await graph.database
    .for(admin, 'test')
    .write((tx) => tx.$queryRawUnsafe<{ broken: string }[]>(rules, new Date(now)));
  return rows.map(({ broken }) => broken);
}

const rules = `
  WITH live AS (
    SELECT c.* FROM protection_claim c WHERE upper(c.during) > $1
  ), protecting AS (
    SELECT r.* FROM deal_registration r
    WHERE r.protected_until > $1
      AND (r.status = 'APPROVED' OR (r.status = 'WON' AND r.kind IN ('CUSTOMER_ENGAGEMENT', 'RENEWAL')))
  )
  SELECT 'protects without a claim: ' || p.id AS broken FROM protecting p, unnest(p.product_line_ids) AS line
    WHERE p.status = 'APPROVED' AND NOT EXISTS (SELECT FROM live c
      WHERE c.registration_id = p.id AND c.customer_node_id = p.customer_id AND c.product_line_id = line
        AND upper(c.during) = p.protected_until)
  UNION ALL SELECT 'claims without protecting: ' || c.registration_id FROM live c
    WHERE NOT EXISTS (SELECT FROM protecting p WHERE p.id = c.registration_id)
  UNION ALL SELECT 'two partners hold one scope: ' || a.registration_id || ' and ' || b.registration_id
    FROM live a JOIN live b ON a.id < b.id AND a.customer_node_id = b.customer_node_id
      AND a.product_line_id = b.product_line_id AND a.region && b.region AND a.during && b.during
      AND a.partner_id <> b.partner_id
  UNION ALL SELECT 'is about a customer that was merged away: ' || r.id
    FROM deal_registration r JOIN customer c ON c.id = r.customer_id WHERE c.merged_into_id IS NOT NULL
  UNION ALL SELECT 'is in conflict without a case: ' || r.id FROM deal_registration r
    WHERE r.status = 'CONFLICTED' AND NOT EXISTS (SELECT FROM conflict_party p JOIN conflict_case c ON c.id = p.case_id
      WHERE p.registration_id = r.id AND c.status IN ('OPEN', 'INVESTIGATING', 'APPEALED'))
  UNION ALL SELECT 'has reasons without being rejected, or the other way round: ' || r.id FROM deal_registration r
    WHERE (r.status = 'REJECTED') <> (cardinality(r.rejection_reasons) > 0)
  UNION ALL SELECT 'its decision clock runs though nobody is to decide: ' || r.id FROM deal_registration r
    WHERE (r.decision_due_at IS NOT NULL) <> (r.status IN ('SUBMITTED', 'UNDER_REVIEW'))
  UNION ALL SELECT 'was decided ' || count(*) || ' times in one version: ' || d.registration_id
    FROM registration_decision d WHERE d.outcome = 'APPROVED' AND d.action IN ('APPROVE', 'RESOLVE_APPROVE')
    GROUP BY d.registration_id, d.decided_at HAVING count(*) > 1
  ORDER BY 1`;
