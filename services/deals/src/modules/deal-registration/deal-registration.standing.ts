import { sqltag as sql } from '@prisma/client/runtime/client';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { Context, Transaction } from '../../context.ts';
import type { BegunAction } from './deal-registration.action.ts';
import { isSameDescription } from './deal-registration.prospect.ts';
import type { CustomerDescription } from './deal-registration.prospect.ts';
import { isOfIncumbent } from './deal-registration.rules.ts';
import type { SubmissionFacts } from './deal-registration.rules.ts';
import { productLinesOf } from './deal-registration.store.ts';
import type { RegistrationContent } from './deal-registration.store.ts';

/** A registration whose standing is asked for; without an id while it is not stored. */
export interface Standing
  extends CustomerDescription, Pick<RegistrationContent, 'kind' | 'lines' | 'region' | 'contractId'> {
  readonly id: string | null;
  readonly partnerId: string;
  /** Null while the customer is not known. */
  readonly customerId: string | null;
}

/**
 * Reads what a partner has already: how many open registrations, one of the same scope, the contract that is named.
 *
 * @remarks That two descriptions mean one customer counts only where they say so themselves or name a contract:
 * what the program learned from others must not show. Such a pair is left to those who decide.
 */
export async function standingOf(
  tx: Transaction,
  context: Context,
  registration: Standing,
): Promise<Pick<SubmissionFacts, 'openCount' | 'isOwnDuplicate' | 'isIncumbent'>> {
  const { id, partnerId, kind, customerId, contractId, region } = registration;
  const lines = [...productLinesOf(registration)];
  const [found] = await withProgramRights(tx, context.viewer, () =>
    tx.$queryRaw<{ openCount: number; alike: readonly CustomerDescription[]; isIncumbent: boolean }[]>(sql`
      SELECT count(*)::int AS "openCount",
        coalesce(jsonb_agg(jsonb_build_object('customerName', r.customer_name, 'customerCountry', r.customer_country,
            'customerDomains', r.customer_domains, 'customerDuns', r.customer_duns, 'customerTaxId', r.customer_tax_id))
          FILTER (WHERE r.kind = ${kind}::registration_kind AND r.customer_id = ${customerId}::text
            AND r.product_line_ids && ${lines}::text[]
            AND region_range(r.region) && region_range(${region}::text)), '[]') AS alike,
        EXISTS (SELECT FROM managed_contract c
          WHERE c.id = ${contractId}::text AND c.partner_id = ${partnerId} AND c.customer_id = ${customerId}::text
            AND c.status IN ('ACTIVE', 'SUSPENDED')) AS "isIncumbent"
      FROM deal_registration r
      WHERE r.partner_id = ${partnerId} AND r.id IS DISTINCT FROM ${id}::text
        AND (r.status IN ('SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED')
          OR r.status = 'APPROVED' AND r.protected_until > ${context.clock.now()})`),
  );
  return {
    openCount: found?.openCount ?? 0,
    isOwnDuplicate: (found?.alike ?? []).some(
      (each) => isOfIncumbent(kind) || isSameDescription(each, registration),
    ),
    isIncumbent: isOfIncumbent(kind) ? found?.isIncumbent === true : null,
  };
}

/** Puts together what the rules look at for a registration that is stored. */
export async function submissionFacts(
  tx: Transaction,
  context: Context,
  { stored, today, partner }: Pick<BegunAction, 'stored' | 'today' | 'partner'>,
  found: { readonly isContested: boolean; readonly customerId?: string | null },
): Promise<SubmissionFacts> {
  const customerId = found.customerId === undefined ? stored.customerId : found.customerId;
  const standing = await standingOf(tx, context, { ...stored, customerId });
  return { content: stored, today, partner, ...standing, isContested: found.isContested };
}
