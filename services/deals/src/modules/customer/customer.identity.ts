import { sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from '@channelgraph/server/audit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { insertRowsIf } from '../../stored-rows.ts';
import { conflictPolicy } from '../conflict-case/conflict-case.policy.ts';
import { identityAmong, isSure, matchCustomers, matchingKeysOf } from './customer.matching.ts';
import type { CustomerMatch, Identity, MatchCandidate, MatchingKey, Prospect } from './customer.matching.ts';
import { normalizeCompanyName, normalizeDomain } from './customer.names.ts';

/** Reads the customers that share a key, with everybody above and below them; one statement. */
export async function candidatesFor(
  reader: unknown,
  keys: readonly MatchingKey[],
): Promise<readonly MatchCandidate[]> {
  const names = keys.filter(({ kind }) => kind === 'NAME_COUNTRY').map(({ value }) => value.split('|')[0]);
  return (reader as SqlReader).$queryRaw<MatchCandidate[]>(sql`
    WITH RECURSIVE wanted AS (
      SELECT w.kind::identity_key_kind AS kind, w.value
      FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS w(kind text, value text)
    ), matched AS (
      SELECT k.customer_id AS id FROM customer_identity_key k JOIN wanted w ON k.kind = w.kind AND k.value = w.value
      UNION SELECT c.id FROM customer c WHERE c.normalized_name = ANY(${names}::text[]) AND c.merged_into_id IS NULL
    ), above AS (
      SELECT c.id, c.parent_id FROM customer c JOIN matched m ON m.id = c.id
      UNION SELECT c.id, c.parent_id FROM customer c JOIN above a ON c.id = a.parent_id
    ), below AS (
      SELECT c.id FROM customer c JOIN matched m ON m.id = c.id
      UNION SELECT c.id FROM customer c JOIN below b ON c.parent_id = b.id
    )
    SELECT c.id AS "customerId", c.parent_id AS "parentId",
      coalesce((SELECT jsonb_agg(jsonb_build_object('kind', k.kind, 'value', k.value))
        FROM customer_identity_key k WHERE k.customer_id = c.id AND k.kind <> 'EXTERNAL'), '[]') AS keys
    FROM customer c WHERE c.merged_into_id IS NULL AND c.id IN (SELECT id FROM above UNION SELECT id FROM below)
    ORDER BY c.id`);
}

/** What the stored customers say of a company as described. */
export interface Recognition {
  /** The customer that is meant for sure; null for none. */
  readonly identity: Identity | null;
  readonly matches: readonly CustomerMatch[];
  readonly keys: readonly MatchingKey[];
}

/** Finds the stored customers that a description may mean, without writing anything; two statements. */
export async function recognize(reader: unknown, context: Context, prospect: Prospect): Promise<Recognition> {
  const { body } = await policyOn(reader, conflictPolicy, context.today);
  const keys = matchingKeysOf(prospect, body.freeMailDomains);
  const candidates = await candidatesFor(reader, keys);
  const matches = matchCustomers(keys, candidates);
  return { identity: identityAmong(matches, candidates), matches, keys };
}

/**
 * Finds the customer that a submission means, or stores it as a new one.
 *
 * @remarks Needs the rights of the program. Two submissions of the same keys follow each other, so that
 * the second finds what the first stored. A weak match is no identity: the description becomes a customer of
 * its own, and the audit trail tells staff whom it resembles. Keys that name customers of different trees
 * give the surest of them; the conflict is found by `findRivals`.
 */
export async function resolveCustomer(
  tx: Transaction,
  context: Context,
  prospect: Prospect,
): Promise<Identity> {
  const { body } = await policyOn(tx, conflictPolicy, context.today);
  const keys = matchingKeysOf(prospect, body.freeMailDomains);
  const sureKeys = keys.filter(({ kind }) => kind !== 'NAME_COUNTRY');
  await lockAll(
    tx,
    (sureKeys.length > 0 ? sureKeys : keys).map(({ kind, value }) => `customer-identity:${kind}:${value}`),
  );
  const candidates = await candidatesFor(tx, keys);
  const matches = matchCustomers(keys, candidates);
  const identity = identityAmong(matches, candidates);
  const customerId = identity?.customerId ?? context.ids.next('cus');
  await record(tx, context, { customerId, isNew: identity === null, prospect, keys, matches });
  return identity ?? { customerId, strength: matches.length > 0 ? 'WEAK' : 'CERTAIN', contradictingIds: [] };
}

/** A customer that a submission names, known or not. */
interface Named {
  readonly customerId: string;
  readonly isNew: boolean;
  readonly prospect: Prospect;
  readonly keys: readonly MatchingKey[];
  readonly matches: readonly CustomerMatch[];
}

// Whether others told of the customer before must not show in how long a submission takes.
async function record(tx: Transaction, context: Context, named: Named): Promise<void> {
  const { customerId, isNew, prospect, keys, matches } = named;
  const row = rowOf(context, customerId, prospect);
  await insertRowsIf(tx, 'customer', { rows: [row], isWanted: isNew });
  const keyRows = keys.map((key) => ({ customer_id: customerId, ...key }));
  await insertRowsIf(tx, 'customer_identity_key', { rows: keyRows, isWanted: isNew });
  const alike = matches.filter((match) => !isSure(match)).map((match) => match.customerId);
  const resembling = alike.length > 0 ? `It may be the same company as ${alike.join(', ')}.` : null;
  await audit(tx, context, {
    action: isNew ? 'customer.created' : 'customer.recognized',
    entityType: 'Customer',
    entityId: customerId,
    partnerId: null,
    before: null,
    after: isNew ? { ...row, keys } : { matches },
    reason: isNew ? resembling : null,
  });
}

function rowOf(context: Context, id: string, prospect: Prospect) {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  return {
    id,
    version: 1,
    legal_name: prospect.name,
    normalized_name: normalizeCompanyName(prospect.name),
    country: prospect.country,
    industry: null,
    domains: [...new Set(prospect.domains.flatMap((domain) => normalizeDomain(domain) ?? []))].sort(),
    parent_id: null,
    is_direct_named_account: false,
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  };
}
