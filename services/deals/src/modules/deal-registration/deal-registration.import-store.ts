import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context, Transaction } from '../../context.ts';
import { refreshCustomerLinks } from '../customer/customer.links.ts';
import { claimScopes, releaseAllClaims } from '../protection/claims.ts';
import type { ScopeClaim } from '../protection/claims.ts';
import { writeRegistrations } from './deal-registration.store.ts';
import type { RegistrationChange } from './deal-registration.store.ts';

/** What the rows of an import name, by id. */
export interface NamedIds {
  readonly registrationIds: readonly string[];
  readonly customerIds: readonly string[];
  readonly opportunityIds: readonly string[];
  readonly contractIds: readonly string[];
}

/** A customer that rows name; one that was merged leads to the one that it was merged into. */
export interface NamedCustomer {
  readonly customerId: string;
  readonly customerName: string;
  readonly customerCountry: string | null;
  readonly customerDomains: readonly string[];
}

/** What is stored around the registrations of an import. */
export interface Neighbours {
  readonly customers: ReadonlyMap<string, NamedCustomer>;
  readonly opportunities: ReadonlyMap<
    string,
    { readonly partnerId: string; readonly registrationId: string | null }
  >;
  /** The partners of contracts. */
  readonly contracts: ReadonlyMap<string, string>;
  /** The registrations about which something was decided in this program. */
  readonly decidedHere: ReadonlySet<string>;
  /** The customers that registrations are, or are to be, about. */
  readonly touchedCustomerIds: readonly string[];
}

/** Reads what the rows of an import name, in five statements. */
export async function neighboursOf(tx: Transaction, named: NamedIds): Promise<Neighbours> {
  const among = (ids: readonly string[]) => ({ id: { in: [...ids] } });
  const customers = await tx.$queryRaw<(NamedCustomer & { readonly id: string })[]>(sql`
    SELECT n.id, c.id AS "customerId", c.legal_name AS "customerName", c.country AS "customerCountry",
      c.domains AS "customerDomains"
    FROM customer n JOIN customer c ON c.id = coalesce(n.merged_into_id, n.id)
    WHERE n.id = ANY(${[...named.customerIds]}::text[])`);
  const opportunities = await tx.opportunity.findMany({
    where: among(named.opportunityIds),
    select: { id: true, partnerId: true, registrationId: true },
  });
  const contracts = await tx.managedContract.findMany({
    where: among(named.contractIds),
    select: { id: true, partnerId: true },
  });
  const stored = await tx.dealRegistration.findMany({
    where: among(named.registrationIds),
    select: { customerId: true },
  });
  const decisions = await tx.registrationDecision.findMany({
    where: { registrationId: { in: [...named.registrationIds] } },
    select: { registrationId: true },
    distinct: ['registrationId'],
  });
  const touched = [...customers, ...stored].flatMap(({ customerId }) => customerId ?? []);
  return {
    customers: new Map(customers.map(({ id, ...customer }) => [id, customer])),
    opportunities: new Map(opportunities.map(({ id, ...deal }) => [id, deal])),
    contracts: new Map(contracts.map(({ id, partnerId }) => [id, partnerId])),
    decidedHere: new Set(decisions.map(({ registrationId }) => registrationId)),
    touchedCustomerIds: [...new Set(touched)],
  };
}

/** Writes imported registrations with what they claim, the deals that they name, and who sees which customer. */
export async function writeImported(
  tx: Transaction,
  context: Context,
  changes: readonly RegistrationChange[],
  claims: readonly ScopeClaim[],
): Promise<void> {
  await writeRegistrations(tx, context, changes);
  const ids = changes.map(({ id }) => id);
  await releaseAllClaims(tx, ids, context.clock.now());
  await claimScopes(tx, context, claims);
  await tieOpportunities(tx, context, changes);
  await refreshCustomerLinks(tx, {
    partnerIds: [...new Set(changes.map(({ values }) => values.partnerId))],
    customerIds: [
      ...new Set(
        changes.flatMap(({ before, values }) => [before?.customerId ?? [], values.customerId ?? []].flat()),
      ),
    ],
    mayRemove: true,
  });
}

async function tieOpportunities(
  tx: Transaction,
  context: Context,
  changes: readonly RegistrationChange[],
): Promise<void> {
  const ties = changes.flatMap(({ id, values }) =>
    values.opportunityId === null ? [] : [{ registration: id, opportunity: values.opportunityId }],
  );
  if (ties.length === 0) return;
  await tx.$executeRaw(sql`
    UPDATE opportunity o SET registration_id = t.registration, version = o.version + 1,
      updated_at = ${context.clock.now()}, updated_by = ${context.viewer.userId}
    FROM jsonb_to_recordset(${JSON.stringify(ties)}::jsonb) AS t(registration text, opportunity text)
    WHERE o.id = t.opportunity AND o.registration_id IS NULL`);
}
