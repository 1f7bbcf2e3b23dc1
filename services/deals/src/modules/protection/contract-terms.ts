import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { RegistrationKind } from '../../__generated__/prisma/enums.ts';
import type { SqlReader } from '../../context.ts';
import type { ContractTerm } from './protection.window.ts';

/** A registration that may be about a contract. */
export interface ContractRegistration {
  readonly id: string;
  readonly kind: RegistrationKind;
  readonly partnerId: string;
  readonly contractId: string | null;
}

interface TermRow {
  readonly start: LocalDate;
  readonly end: LocalDate;
}

/**
 * Gives the days of the contract that a registration follows; null when there is none.
 *
 * @remarks A customer engagement follows the whole chain: what it led to, and what succeeded that. A
 * renewal is about the end of its own contract.
 */
export async function contractTermOf(
  reader: SqlReader,
  registration: ContractRegistration,
): Promise<ContractTerm | null> {
  const { id, kind, partnerId, contractId } = registration;
  if (kind !== 'RENEWAL' && kind !== 'CUSTOMER_ENGAGEMENT') return null;
  const [row] = await reader.$queryRaw<TermRow[]>(sql`
    WITH RECURSIVE chain AS (
      SELECT c.id, c.term_start, c.term_end, c.ended_on, c.status FROM managed_contract c
      WHERE c.partner_id = ${partnerId} AND (c.id = ${contractId} OR c.registration_id = ${id})
      UNION SELECT s.id, s.term_start, s.term_end, s.ended_on, s.status
      FROM managed_contract s JOIN chain ON s.predecessor_id = chain.id
      WHERE ${kind} = 'CUSTOMER_ENGAGEMENT' AND s.partner_id = ${partnerId}
    )
    SELECT term_start::text AS start,
      (CASE WHEN status = 'ENDED_RENEWED' THEN term_end ELSE coalesce(ended_on, term_end) END)::text AS "end"
    FROM chain ORDER BY term_start DESC, id LIMIT 1`);
  return row ? { start: row.start, end: row.end } : null;
}
