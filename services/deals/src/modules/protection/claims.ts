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

interface TreeNode {
  readonly id: string;
  readonly parentId: string | null;
}

/**
 * Locks the tree of customers that a customer belongs to, until the transaction ends.
 *
 * @remarks Taken before the registrations of the tree are read, by everything that claims or frees a
 * part of it, so that two of them never wait for each other's rows. Needs the rights of the program.
 */
export async function lockCustomerTree(tx: Transaction, customerId: string): Promise<void> {
  const nodes = await tx.$queryRaw<TreeNode[]>(sql`
    WITH RECURSIVE up AS (
      SELECT id, parent_id FROM customer WHERE id = ${customerId}
      UNION SELECT c.id, c.parent_id FROM customer c JOIN up ON c.id = up.parent_id
    ) SELECT id, parent_id AS "parentId" FROM up`);
  const root = nodes.find(({ parentId }) => parentId === null)?.id ?? customerId;
  await lockAll(tx, [`customer-tree:${root}`]);
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

/**
 * Moves the end of what a registration claims. Needs the rights of the program.
 *
 * @throws ConflictError `protection.claimed` when somebody else holds a part of the added time. The
 * transaction is lost then.
 */
export async function moveClaims(tx: Transaction, registrationId: string, until: Date): Promise<void> {
  await asConflict(() =>
    tx.$executeRaw(sql`
      UPDATE protection_claim SET during = tstzrange(lower(during), ${until})
      WHERE registration_id = ${registrationId} AND lower(during) < ${until}`),
  );
  await tx.$executeRaw(sql`
    DELETE FROM protection_claim WHERE registration_id = ${registrationId} AND lower(during) >= ${until}`);
}

/** Tells whether somebody else claims a part of what a registration claims in a time. Needs the rights of the program. */
export async function isClaimedByOthers(
  tx: Transaction,
  registrationId: string,
  time: ClaimedTime,
): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ isTaken: boolean }[]>(sql`
    SELECT EXISTS (
      SELECT FROM protection_claim own JOIN protection_claim other
        ON other.customer_node_id = own.customer_node_id AND other.product_line_id = own.product_line_id
        AND other.region && own.region AND other.during && tstzrange(${time.since}, ${time.until})
        AND (other.partner_id <> own.partner_id OR (other.kind = own.kind AND other.registration_id <> own.registration_id))
      WHERE own.registration_id = ${registrationId}
    ) AS "isTaken"`);
  return found?.isTaken === true;
}

/** Gives what a registration claims to another one, which then holds it for the same time. Needs the rights of the program. */
export async function handOverClaims(
  tx: Transaction,
  from: { readonly registrationId: string; readonly at: Date },
  to: { readonly registrationId: string; readonly partnerId: string },
): Promise<void> {
  await asConflict(() =>
    tx.$executeRaw(sql`
      UPDATE protection_claim SET registration_id = ${to.registrationId}, partner_id = ${to.partnerId},
        during = tstzrange(greatest(lower(during), ${from.at}), upper(during))
      WHERE registration_id = ${from.registrationId} AND upper(during) > ${from.at}`),
  );
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
