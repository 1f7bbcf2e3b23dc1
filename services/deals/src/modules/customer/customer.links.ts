import { sqltag as sql } from '@prisma/client/runtime/client';
import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';

/**
 * Brings the links between customers and partners in line with the deals, contracts and registrations of the partners named.
 *
 * @remarks The links decide which customers a partner may see, so one whose last deal moved away goes. A
 * registration links once it is approved: before, a match would tell whom others know.
 * Only staff may remove links; account managers add contracts, which never takes one away.
 */
export async function refreshCustomerLinks(
  tx: Transaction,
  scope: {
    readonly partnerIds: readonly string[];
    readonly customerIds: readonly string[];
    readonly mayRemove: boolean;
  },
): Promise<void> {
  const { partnerIds, customerIds, mayRemove } = scope;
  if (customerIds.length === 0) return;
  await tx.$executeRaw(sql`
    INSERT INTO customer_partner (customer_id, partner_id)
    SELECT customer_id, partner_id FROM opportunity
      WHERE partner_id = ANY(${[...partnerIds]}::text[]) AND customer_id = ANY(${[...customerIds]}::text[])
    UNION SELECT customer_id, partner_id FROM managed_contract
      WHERE partner_id = ANY(${[...partnerIds]}::text[]) AND customer_id = ANY(${[...customerIds]}::text[])
    UNION SELECT customer_id, partner_id FROM deal_registration
      WHERE partner_id = ANY(${[...partnerIds]}::text[]) AND customer_id = ANY(${[...customerIds]}::text[])
        AND status IN ('APPROVED', 'WON')
    ON CONFLICT DO NOTHING`);
  if (!mayRemove) return;
  await tx.$executeRaw(sql`
    DELETE FROM customer_partner l
    WHERE l.partner_id = ANY(${[...partnerIds]}::text[]) AND l.customer_id = ANY(${[...customerIds]}::text[])
      AND NOT EXISTS (SELECT FROM opportunity o WHERE o.customer_id = l.customer_id AND o.partner_id = l.partner_id)
      AND NOT EXISTS (SELECT FROM managed_contract c WHERE c.customer_id = l.customer_id AND c.partner_id = l.partner_id)
      AND NOT EXISTS (SELECT FROM deal_registration r WHERE r.customer_id = l.customer_id AND r.partner_id = l.partner_id
        AND r.status IN ('APPROVED', 'WON'))`);
}

const lapsedOf = defineLoader(async (context: Context, partnerIds: readonly string[]) => {
  const now = context.clock.now();
  const rows = await (context.db.read as unknown as SqlReader).$queryRaw<
    { partnerId: string; customerIds: string[] }[]
  >(sql`
    SELECT r.partner_id AS "partnerId", array_agg(DISTINCT r.customer_id) AS "customerIds"
    FROM deal_registration r
    WHERE r.partner_id = ANY(${[...partnerIds]}::text[]) AND r.status = 'APPROVED' AND r.protected_until <= ${now}
      AND NOT EXISTS (SELECT FROM deal_registration o WHERE o.customer_id = r.customer_id AND o.partner_id = r.partner_id
        AND (o.status = 'WON' OR o.status = 'APPROVED' AND o.protected_until > ${now}))
      AND NOT EXISTS (SELECT FROM opportunity o WHERE o.customer_id = r.customer_id AND o.partner_id = r.partner_id)
      AND NOT EXISTS (SELECT FROM managed_contract c WHERE c.customer_id = r.customer_id AND c.partner_id = r.partner_id)
    GROUP BY 1`);
  return new Map(rows.map(({ partnerId, customerIds }) => [partnerId, customerIds]));
});

/**
 * Lists the customers that a partner user sees no more, though no job has removed their links yet: those that
 * only protections led to which have run out.
 */
export async function lapsedCustomers(context: Context): Promise<readonly string[]> {
  const { role, partnerId } = context.viewer;
  return role === 'PARTNER_USER' && partnerId !== null ? ((await lapsedOf(context, partnerId)) ?? []) : [];
}
