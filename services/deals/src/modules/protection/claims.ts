import { sqltag as sql } from '@prisma/client/runtime/client';
import { ConflictError } from '@channelgraph/core/domain-errors.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { RegistrationKind } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { rivalSentence } from '../deal-registration/deal-registration.rules.ts';

/** A registration as far as its claims go. */
export interface ClaimingRegistration {
  readonly id: string;
  readonly partnerId: string;
  readonly kind: RegistrationKind;
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  readonly region: string | null;
}

/** The instants between which a scope is claimed; the second is the first one outside. */
export interface ClaimedTime {
  readonly since: Date;
  readonly until: Date;
}

/** Locks the tree of customers that a customer belongs to; see {@link lockCustomerTrees}. */
export function lockCustomerTree(tx: Transaction, customerId: string): Promise<void> {
  return lockCustomerTrees(tx, [customerId]);
}

/**
 * Locks the trees of customers that customers belong to, until the transaction ends.
 *
 * @remarks Taken before the registrations of the tree are read, by everything that claims or frees a
 * part of it, so that two of them never wait for each other's rows. Needs the rights of the program.
 */
export async function lockCustomerTrees(tx: Transaction, customerIds: readonly string[]): Promise<void> {
  const roots = await tx.$queryRaw<{ id: string }[]>(sql`
    WITH RECURSIVE up AS (
      SELECT id, parent_id FROM customer WHERE id = ANY(${[...customerIds]}::text[])
      UNION SELECT c.id, c.parent_id FROM customer c JOIN up ON c.id = up.parent_id
    ) SELECT id FROM up WHERE parent_id IS NULL`);
  await lockAll(
    tx,
    roots.map(({ id }) => `customer-tree:${id}`),
  );
}

/**
 * Claims the scope of a registration for a time: a row for the customer and each of its descendants, by
 * product line. Needs the rights of the program.
 *
 * @throws ConflictError `protection.claimed` when another partner, or another registration of the kind,
 * holds a part of it. The transaction is lost then.
 */
export async function claimScope(
  tx: Transaction,
  context: Pick<Context, 'ids'>,
  claim: { readonly registration: ClaimingRegistration; readonly time: ClaimedTime },
): Promise<void> {
  const { registration, time } = claim;
  const nodes = await tx.$queryRaw<{ id: string }[]>(sql`
    WITH RECURSIVE tree AS (
      SELECT id FROM customer WHERE id = ${registration.customerId}
      UNION SELECT c.id FROM customer c JOIN tree ON c.parent_id = tree.id
    ) SELECT id FROM tree ORDER BY id`);
  const rows = nodes.flatMap((node) =>
    registration.productLineIds.map((productLineId) => ({
      id: context.ids.next('pcl'),
      node: node.id,
      line: productLineId,
    })),
  );
  await asConflict(() =>
    tx.$executeRaw(sql`
      INSERT INTO protection_claim (id, registration_id, partner_id, kind, customer_node_id, product_line_id, region, during)
      SELECT r.id, ${registration.id}, ${registration.partnerId}, ${registration.kind}::registration_kind,
        r.node, r.line, region_range(${registration.region}), tstzrange(${time.since}, ${time.until})
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id text, node text, line text)`),
  );
}

/** Frees what a registration claims from an instant on; what it held before stays on record. Needs the rights of the program. */
export async function releaseClaims(tx: Transaction, registrationId: string, at: Date): Promise<void> {
  await tx.$executeRaw(sql`
    DELETE FROM protection_claim WHERE registration_id = ${registrationId} AND lower(during) >= ${at}`);
  await tx.$executeRaw(sql`
    UPDATE protection_claim SET during = tstzrange(lower(during), ${at})
    WHERE registration_id = ${registrationId} AND upper(during) > ${at}`);
}

/** A registration whose claims get another end. */
export interface ClaimMove {
  readonly registrationId: string;
  readonly until: Date;
}

/**
 * Moves the ends of what registrations claim. Needs the rights of the program.
 *
 * @throws ConflictError `protection.claimed` when somebody else holds a part of the added time. The
 * transaction is lost then.
 */
export async function moveClaims(tx: Transaction, moves: readonly ClaimMove[]): Promise<void> {
  if (moves.length === 0) return;
  const rows = JSON.stringify(moves);
  await tx.$executeRaw(sql`
    DELETE FROM protection_claim c
    USING jsonb_to_recordset(${rows}::jsonb) AS m("registrationId" text, until timestamptz)
    WHERE c.registration_id = m."registrationId" AND lower(c.during) >= m.until`);
  await asConflict(() =>
    tx.$executeRaw(sql`
      UPDATE protection_claim c SET during = tstzrange(lower(c.during), m.until)
      FROM jsonb_to_recordset(${rows}::jsonb) AS m("registrationId" text, until timestamptz)
      WHERE c.registration_id = m."registrationId"`),
  );
}

/** Names the registrations whose claims cannot end so late, because others hold a part of the added time. Needs the rights of the program. */
export async function blockedMoves(
  tx: Transaction,
  moves: readonly ClaimMove[],
): Promise<ReadonlySet<string>> {
  if (moves.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>(sql`
    SELECT DISTINCT own.registration_id AS id
    FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS m("registrationId" text, until timestamptz)
    JOIN protection_claim own ON own.registration_id = m."registrationId" AND lower(own.during) < m.until
    JOIN protection_claim other ON other.customer_node_id = own.customer_node_id
      AND other.product_line_id = own.product_line_id AND other.region && own.region
      AND other.during && tstzrange(lower(own.during), m.until)
      AND (other.partner_id <> own.partner_id OR (other.kind = own.kind AND other.registration_id <> own.registration_id))`);
  return new Set(rows.map(({ id }) => id));
}

async function asConflict(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isExclusion(error)) throw new ConflictError('protection.claimed', rivalSentence);
    throw error;
  }
}

function isExclusion(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { readonly code?: string; readonly meta?: unknown };
  return /23P01|exclusion constraint|conflicting key value/.test(
    `${code ?? ''} ${error.message} ${JSON.stringify(meta ?? '')}`,
  );
}
