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

/** A scope that a registration claims for a time. */
export interface ScopeClaim {
  readonly registration: ClaimingRegistration;
  readonly time: ClaimedTime;
}

/** Claims the scope of a registration for a time; see {@link claimScopes}. */
export function claimScope(tx: Transaction, context: Pick<Context, 'ids'>, claim: ScopeClaim): Promise<void> {
  return claimScopes(tx, context, [claim]);
}

/**
 * Claims the scopes of registrations for a time: a row for the customer and each of its descendants, by
 * product line. Needs the rights of the program.
 *
 * @throws ConflictError `protection.claimed` when another partner, or another registration of the kind,
 * holds a part of it. The transaction is lost then.
 */
export async function claimScopes(
  tx: Transaction,
  context: Pick<Context, 'ids'>,
  claims: readonly ScopeClaim[],
): Promise<void> {
  const rows = (await claimRows(tx, claims)).map((row) => ({ ...row, id: context.ids.next('pcl') }));
  if (rows.length === 0) return;
  await asConflict(() =>
    tx.$executeRaw(sql`
      INSERT INTO protection_claim (id, registration_id, partner_id, kind, customer_node_id, product_line_id, region, during)
      SELECT r.id, r.registration, r.partner, r.kind::registration_kind, r.node, r.line, region_range(r.region),
        tstzrange(r.since, r.until)
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
        id text, registration text, partner text, kind text, node text, line text, region text,
        since timestamptz, until timestamptz)`),
  );
}

/** A claim to one customer and one product line. */
interface ClaimRow {
  /** The place of the claim among those asked about. */
  readonly index: number;
  readonly registration: string;
  readonly partner: string;
  readonly kind: RegistrationKind;
  readonly node: string;
  readonly line: string;
  readonly region: string | null;
  readonly since: Date;
  readonly until: Date;
}

async function claimRows(tx: Transaction, claims: readonly ScopeClaim[]): Promise<readonly ClaimRow[]> {
  if (claims.length === 0) return [];
  const tops = [...new Set(claims.map(({ registration }) => registration.customerId))];
  const nodes = await tx.$queryRaw<{ top: string; id: string }[]>(sql`
    WITH RECURSIVE tree AS (
      SELECT id AS top, id FROM customer WHERE id = ANY(${tops}::text[])
      UNION SELECT tree.top, c.id FROM customer c JOIN tree ON c.parent_id = tree.id
    ) SELECT top, id FROM tree ORDER BY top, id`);
  const below = Map.groupBy(nodes, ({ top }) => top);
  return claims.flatMap(({ registration, time }, index) =>
    (below.get(registration.customerId) ?? []).flatMap(({ id: node }) =>
      registration.productLineIds.map((line) => ({
        index,
        node,
        line,
        ...time,
        registration: registration.id,
        partner: registration.partnerId,
        kind: registration.kind,
        region: registration.region,
      })),
    ),
  );
}

/** A claim that cannot be made beside another one. */
export interface ContestedClaim {
  /** The place of the claim among those asked about. */
  readonly index: number;
  /** The registration whose stored claim it meets; null when it meets one of those asked about. */
  readonly holderId: string | null;
  /** The place of the earlier claim that it meets. */
  readonly otherIndex: number | null;
}

/** Finds which claims meet a stored one of another registration, or an earlier one of those asked about; two statements. Needs the rights of the program. */
export async function contestedClaims(
  tx: Transaction,
  claims: readonly ScopeClaim[],
): Promise<readonly ContestedClaim[]> {
  const rows = await claimRows(tx, claims);
  if (rows.length === 0) return [];
  return tx.$queryRaw<ContestedClaim[]>(sql`
    WITH wanted AS MATERIALIZED (
      SELECT w.index, w.registration, w.partner, w.kind::registration_kind AS kind, w.node, w.line,
        region_range(w.region) AS region, tstzrange(w.since, w.until) AS during
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w(
        index int, registration text, partner text, kind text, node text, line text, region text,
        since timestamptz, until timestamptz)
    )
    SELECT DISTINCT w.index, c.registration_id AS "holderId", NULL::int AS "otherIndex"
    FROM wanted w JOIN protection_claim c ON c.customer_node_id = w.node AND c.product_line_id = w.line
      AND c.region && w.region AND c.during && w.during AND c.registration_id <> w.registration
      AND (c.partner_id <> w.partner OR c.kind = w.kind)
    UNION
    SELECT w.index, NULL, o.index
    FROM wanted w JOIN wanted o ON o.index < w.index AND o.node = w.node AND o.line = w.line
      AND o.region && w.region AND o.during && w.during AND (o.partner <> w.partner OR o.kind = w.kind)
    ORDER BY 1, 2, 3`);
}

/** Frees what a registration claims from an instant on; see {@link releaseAllClaims}. */
export function releaseClaims(tx: Transaction, registrationId: string, at: Date): Promise<void> {
  return releaseAllClaims(tx, [registrationId], at);
}

/** Frees what registrations claim from an instant on; what they held before stays on record. Needs the rights of the program. */
export async function releaseAllClaims(
  tx: Transaction,
  registrationIds: readonly string[],
  at: Date,
): Promise<void> {
  if (registrationIds.length === 0) return;
  const ids = [...registrationIds];
  await tx.$executeRaw(sql`
    DELETE FROM protection_claim WHERE registration_id = ANY(${ids}::text[]) AND lower(during) >= ${at}`);
  await tx.$executeRaw(sql`
    UPDATE protection_claim SET during = tstzrange(lower(during), ${at})
    WHERE registration_id = ANY(${ids}::text[]) AND upper(during) > ${at}`);
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
