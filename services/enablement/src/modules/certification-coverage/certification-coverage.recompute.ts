import { z } from 'zod';
import type { Context, Transaction } from '../../context.ts';
import { requestCoverage } from './certification-coverage.requests.ts';

const recomputePayload = z.object({ partnerTypes: z.array(z.string()).optional() });

/**
 * Asks for a report of every partner whose coverage a passing day may have changed since its last report:
 * an award ran out, or a requirement came into force. With partner types in the payload: of every partner
 * that ever was of one of them.
 */
export async function recomputeCoverage(context: Context, payload: unknown): Promise<void> {
  const { partnerTypes } = recomputePayload.parse(payload);
  await context.db.write(async (tx) => {
    const due = partnerTypes
      ? await partnersOfTypes(tx, partnerTypes)
      : await partnersDue(tx, context.clock.now());
    await requestCoverage(tx, due);
  });
}

async function partnersOfTypes(tx: Transaction, partnerTypes: readonly string[]): Promise<string[]> {
  const rows = await tx.partnerProfile.findMany({
    where: { types: { hasSome: [...partnerTypes] } },
    select: { partnerId: true },
    distinct: ['partnerId'],
  });
  return rows.map(({ partnerId }) => partnerId);
}

async function partnersDue(tx: Transaction, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ partner_id: string }[]>`
    SELECT c.partner_id
    FROM coverage_progress c
    JOIN partner_profile p ON p.partner_id = c.partner_id AND p.valid_to IS NULL
    CROSS JOIN LATERAL (SELECT (${now}::timestamptz AT TIME ZONE p.time_zone)::date AS today) d
    WHERE c.computed_through IS NULL OR c.computed_through < d.today AND (
      EXISTS (SELECT FROM certification_award a WHERE a.partner_id = c.partner_id
        AND a.expires_on >= c.computed_through AND a.expires_on < d.today)
      OR EXISTS (SELECT FROM certification_requirement r WHERE r.partner_type::text = ANY (p.types)
        AND (r.effective_from > c.computed_through AND r.effective_from <= d.today
          OR r.effective_to > c.computed_through AND r.effective_to <= d.today)))`;
  return rows.map(({ partner_id: partnerId }) => partnerId);
}
