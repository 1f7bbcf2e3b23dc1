import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { conflictPolicy } from '../conflict-case/conflict-case.policy.ts';
import { identifyingDomains } from './customer.domains.ts';

/** A domain by which a customer is recognised, as it is stored. */
export interface StoredDomain {
  readonly value: string;
  /** The merged customer that brought it along; null for one of its own. */
  readonly mergedFromId: string | null;
}

/** What has to change so that a customer is recognised by the domains that matching compares. */
export interface DomainChange {
  readonly removed: readonly string[];
  readonly added: readonly StoredDomain[];
}

interface DescribedCustomer {
  readonly id: string;
  readonly domains: readonly string[];
  readonly keys: readonly StoredDomain[];
}

/** Compares the stored domain keys of a customer with what its domains and keys are reduced to today. */
export function normalizeDomains(
  { domains, keys }: Pick<DescribedCustomer, 'domains' | 'keys'>,
  freeMailDomains: readonly string[],
): DomainChange {
  const wanted = new Map<string, string | null>();
  const sources = [
    ...domains.map((value) => ({ value, mergedFromId: null })),
    ...keys.filter(({ mergedFromId }) => mergedFromId === null),
    ...keys.filter(({ mergedFromId }) => mergedFromId !== null),
  ];
  for (const { value, mergedFromId } of sources) {
    for (const domain of identifyingDomains([value], freeMailDomains)) {
      if (!wanted.has(domain)) wanted.set(domain, mergedFromId);
    }
  }
  const stored = new Set(keys.map(({ value }) => value));
  return {
    removed: [...stored].filter((value) => !wanted.has(value)).sort(),
    added: [...wanted]
      .filter(([value]) => !stored.has(value))
      .map(([value, mergedFromId]) => ({ value, mergedFromId }))
      .sort((a, b) => (a.value < b.value ? -1 : 1)),
  };
}

const batchSize = 1000;

/**
 * Brings the stored domain keys of all customers into the form that matching compares.
 *
 * @remarks The form follows the list of public suffixes and the policy's list of mailbox providers, both of
 * which change while customers stay. Runs again harmlessly; a customer whose keys are sound is not written.
 */
export async function normalizeIdentityKeys(context: Context): Promise<void> {
  const { body } = await policyOn(context.db.read, conflictPolicy, context.today);
  let after: string | null = '';
  while (after !== null) {
    const from: string = after;
    after = await context.db.write((tx) => normalizeSome(tx, from, body.freeMailDomains));
  }
}

async function normalizeSome(
  tx: Transaction,
  after: string,
  freeMailDomains: readonly string[],
): Promise<string | null> {
  const customers = await (tx as unknown as SqlReader).$queryRaw<DescribedCustomer[]>(sql`
    SELECT c.id, c.domains, coalesce((SELECT jsonb_agg(jsonb_build_object('value', k.value, 'mergedFromId', k.merged_from_id)
      ORDER BY k.value) FROM customer_identity_key k WHERE k.customer_id = c.id AND k.kind = 'DOMAIN'), '[]') AS keys
    FROM customer c WHERE c.id > ${after} AND c.merged_into_id IS NULL ORDER BY c.id LIMIT ${batchSize} FOR UPDATE`);
  const changes = customers.map((customer) => ({
    customerId: customer.id,
    ...normalizeDomains(customer, freeMailDomains),
  }));
  const removed = changes.flatMap(({ customerId, removed: values }) =>
    values.map((value) => ({ customerId, kind: 'DOMAIN' as const, value })),
  );
  const added = changes.flatMap(({ customerId, added: keys }) =>
    keys.map((key) => ({ customerId, kind: 'DOMAIN' as const, ...key })),
  );
  if (removed.length > 0) await tx.customerIdentityKey.deleteMany({ where: { OR: removed } });
  if (added.length > 0) await tx.customerIdentityKey.createMany({ data: added, skipDuplicates: true });
  return customers.length < batchSize ? null : (customers.at(-1)?.id ?? null);
}
