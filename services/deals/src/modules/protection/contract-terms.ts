import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { RegistrationKind } from '../../__generated__/prisma/enums.ts';
import type { SqlReader } from '../../context.ts';
import type { ContractTerm } from './protection.window.ts';

interface TermRow {
  readonly registrationId: string;
  readonly contractId: string;
  readonly start: LocalDate;
  readonly end: LocalDate;
}

/** The days of the contract that a registration follows, and the contract. */
export interface FollowedContract extends ContractTerm {
  readonly contractId: string;
}

/** A registration that may follow a contract. */
export interface ContractRegistration {
  /** Empty while it is not stored. */
  readonly id: string;
  readonly kind: RegistrationKind;
  readonly partnerId: string;
  readonly contractId: string | null;
}

/** Gives the days of the contract that one registration follows; null for none. See {@link contractTermsOf}. */
export async function contractTermOf(
  reader: SqlReader,
  registration: ContractRegistration,
): Promise<FollowedContract | null> {
  return (await contractTermsOf(reader, [registration])).get(registration.id) ?? null;
}

/**
 * Gives the days of the contracts that registrations follow, by registration; nothing for one without a contract.
 *
 * @remarks A customer engagement follows the whole chain: what it led to, and what succeeded that. A
 * renewal is about the end of its own contract. A contract that ended early ends the days.
 */
export async function contractTermsOf(
  reader: SqlReader,
  registrations: readonly ContractRegistration[],
): Promise<ReadonlyMap<string, FollowedContract>> {
  const named = registrations
    .filter(({ kind }) => kind === 'CUSTOMER_ENGAGEMENT' || kind === 'RENEWAL')
    .map(({ id, kind, partnerId, contractId }) => ({
      id,
      kind,
      partner_id: partnerId,
      contract_id: contractId,
    }));
  if (named.length === 0) return new Map();
  const rows = await reader.$queryRaw<TermRow[]>(sql`
    WITH RECURSIVE chain AS (
      SELECT r.id AS registration_id, r.kind, c.id, c.partner_id, c.term_start, c.term_end, c.ended_on, c.status
      FROM jsonb_to_recordset(${JSON.stringify(named)}::jsonb) AS r(id text, kind text, partner_id text, contract_id text)
      JOIN managed_contract c ON c.partner_id = r.partner_id AND (c.id = r.contract_id OR c.registration_id = r.id)
      UNION SELECT chain.registration_id, chain.kind, s.id, s.partner_id, s.term_start, s.term_end, s.ended_on, s.status
      FROM chain JOIN managed_contract s ON s.predecessor_id = chain.id AND s.partner_id = chain.partner_id
      WHERE chain.kind = 'CUSTOMER_ENGAGEMENT'
    )
    SELECT DISTINCT ON (registration_id) registration_id AS "registrationId", id AS "contractId",
      term_start::text AS start,
      (CASE WHEN status = 'ENDED_RENEWED' THEN term_end ELSE coalesce(ended_on, term_end) END)::text AS "end"
    FROM chain ORDER BY registration_id, term_start DESC, id`);
  return new Map(rows.map(({ registrationId, ...term }) => [registrationId, term]));
}
