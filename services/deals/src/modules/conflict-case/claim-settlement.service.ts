import { sqltag as sql } from '@prisma/client/runtime/client';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { RegistrationKind, RegistrationStatus } from '../../__generated__/prisma/enums.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import { subtreeOf, treesOf } from '../customer/customer.trees.ts';
import { enterConflict } from '../deal-registration/deal-registration.conflict.ts';
import { releaseClaims } from '../protection/claims.ts';
import { settleHoldings } from './claim-settlement.ts';
import type { Displaced, Holding } from './claim-settlement.ts';
import { openConflict } from './conflict-case.opening.ts';
import { findRivals } from './conflict-detection.ts';
import type { Rival } from './conflict-detection.ts';

interface HoldingRow {
  readonly registrationId: string;
  readonly partnerId: string;
  readonly kind: RegistrationKind;
  readonly submittedAt: Date;
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  readonly region: string | null;
  readonly since: Date;
  readonly until: Date;
}

/**
 * Brings the claims in line with trees of customers that changed: every protected registration claims its
 * customer and everybody below, and where two now hold one scope, the later in line gives way and a conflict is opened.
 *
 * @remarks Needs the rights of the program and the locks of the trees. What gives way is CONFLICTED until the
 * case is decided, so that never two are protected; what was won stays won without its claim. Submitted
 * registrations whose scope has come to be contested are in conflict too.
 */
export async function settleTrees(
  tx: Transaction,
  context: Context,
  customerIds: readonly string[],
): Promise<void> {
  if (customerIds.length === 0) return;
  const nodes = await treesOf(tx, customerIds);
  const nodeIds = nodes.map(({ id }) => id);
  const rows = await holdersIn(tx, context, nodeIds);
  const holdings = rows.map((row) => holdingOf(row, subtreeOf(row.customerId, nodes)));
  const { standing, displaced } = settleHoldings(holdings);
  for (const { holding } of displaced) await releaseClaims(tx, holding.registrationId, context.clock.now());
  await moveHoldings(tx, context, standing);
  for (const each of displaced) await dispute(tx, context, each);
  await disputeContested(tx, context, nodeIds);
}

function holdersIn(
  tx: Transaction,
  context: Context,
  nodeIds: readonly string[],
): Promise<readonly HoldingRow[]> {
  return (tx as unknown as SqlReader).$queryRaw<HoldingRow[]>(sql`
    SELECT r.id AS "registrationId", r.partner_id AS "partnerId", r.kind::text AS kind, r.submitted_at AS "submittedAt",
      r.customer_id AS "customerId", r.product_line_ids AS "productLineIds", r.region,
      min(lower(c.during)) AS since, max(upper(c.during)) AS until
    FROM deal_registration r JOIN protection_claim c ON c.registration_id = r.id
    WHERE r.customer_id = ANY(${[...nodeIds]}::text[]) AND upper(c.during) > ${context.clock.now()}
    GROUP BY r.id ORDER BY r.id`);
}

function holdingOf(row: HoldingRow, nodeIds: readonly string[]): Holding {
  return {
    ...row,
    nodeIds,
    submittedAt: row.submittedAt.toISOString(),
    since: row.since.getTime(),
    until: row.until.getTime(),
  };
}

/** Frees what no longer lies below the customer of a registration, and claims what newly does. */
async function moveHoldings(tx: Transaction, context: Context, standing: readonly Holding[]): Promise<void> {
  const now = context.clock.now();
  const wanted = standing.flatMap(
    ({ registrationId, partnerId, kind, nodeIds, productLineIds, region, ...time }) =>
      nodeIds.flatMap((node) =>
        productLineIds.map((line) => ({
          id: context.ids.next('pcl'),
          registration: registrationId,
          partner: partnerId,
          kind,
          node,
          line,
          region,
          since: new Date(Math.max(time.since, now.getTime())).toISOString(),
          until: new Date(time.until).toISOString(),
        })),
      ),
  );
  const ids = standing.map(({ registrationId }) => registrationId);
  const json = JSON.stringify(wanted);
  await tx.$executeRaw(sql`
    DELETE FROM protection_claim c WHERE c.registration_id = ANY(${ids}::text[]) AND lower(c.during) >= ${now}
      AND NOT EXISTS (SELECT FROM jsonb_to_recordset(${json}::jsonb) AS w(registration text, node text, line text)
        WHERE w.registration = c.registration_id AND w.node = c.customer_node_id AND w.line = c.product_line_id)`);
  await tx.$executeRaw(sql`
    UPDATE protection_claim c SET during = tstzrange(lower(c.during), ${now})
    WHERE c.registration_id = ANY(${ids}::text[]) AND upper(c.during) > ${now}
      AND NOT EXISTS (SELECT FROM jsonb_to_recordset(${json}::jsonb) AS w(registration text, node text, line text)
        WHERE w.registration = c.registration_id AND w.node = c.customer_node_id AND w.line = c.product_line_id)`);
  await tx.$executeRaw(sql`
    INSERT INTO protection_claim (id, registration_id, partner_id, kind, customer_node_id, product_line_id, region, during)
    SELECT w.id, w.registration, w.partner, w.kind::registration_kind, w.node, w.line, region_range(w.region),
      tstzrange(w.since, w.until)
    FROM jsonb_to_recordset(${json}::jsonb) AS w(id text, registration text, partner text, kind text, node text,
      line text, region text, since timestamptz, until timestamptz)
    WHERE w.since < w.until AND NOT EXISTS (SELECT FROM protection_claim c WHERE c.registration_id = w.registration
      AND c.customer_node_id = w.node AND c.product_line_id = w.line AND upper(c.during) > ${now})
    ORDER BY w.id`);
}

// What gave way to the partner's own registration alone is no conflict: the partner holds the scope.
async function dispute(tx: Transaction, context: Context, { holding, by }: Displaced): Promise<void> {
  const { registrationId, partnerId } = holding;
  const rivals = by.filter((other) => other.partnerId !== partnerId).map(rivalOf);
  if (rivals.length === 0) return;
  await openConflict(tx, context, { registrationId, rivals, origin: 'CUSTOMER_MERGE' });
  const { status } = await tx.dealRegistration.findUniqueOrThrow({
    where: { id: registrationId },
    select: { status: true },
  });
  if (status === 'APPROVED') await enterConflict(tx, context, registrationId);
}

function rivalOf({ partnerId, registrationId, submittedAt }: Holding): Rival {
  return {
    kind: 'PARTNER_VS_PARTNER',
    role: 'REGISTRANT',
    partnerId,
    registrationId,
    contractId: null,
    claimedAt: new Date(submittedAt),
  };
}

interface OpenRow {
  readonly id: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  readonly region: string | null;
  readonly status: RegistrationStatus;
  /** The registrations and contracts that it is in an open conflict with. */
  readonly disputed: readonly string[];
}

const enterable: readonly RegistrationStatus[] = ['SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED'];

async function disputeContested(
  tx: Transaction,
  context: Context,
  nodeIds: readonly string[],
): Promise<void> {
  for (const row of await openIn(tx, nodeIds)) {
    const on = await partnerToday(tx, context, row.partnerId);
    const found = await findRivals(tx, { ...row, on, at: context.clock.now() });
    const rivals = found.filter(
      ({ partnerId, registrationId, contractId }) =>
        partnerId !== null && !row.disputed.includes(registrationId ?? contractId ?? ''),
    );
    if (rivals.length === 0) continue;
    await openConflict(tx, context, { registrationId: row.id, rivals, origin: 'CUSTOMER_MERGE' });
    if (enterable.includes(row.status)) await enterConflict(tx, context, row.id);
  }
}

function openIn(tx: Transaction, nodeIds: readonly string[]): Promise<readonly OpenRow[]> {
  return (tx as unknown as SqlReader).$queryRaw<OpenRow[]>(sql`
    SELECT r.id, r.partner_id AS "partnerId", r.customer_id AS "customerId", r.product_line_ids AS "productLineIds",
      r.region, r.status::text AS status,
      ARRAY(SELECT coalesce(other.registration_id, other.contract_id) FROM conflict_party own
        JOIN conflict_case k ON k.id = own.case_id AND k.status IN ('OPEN', 'INVESTIGATING')
        JOIN conflict_party other ON other.case_id = k.id AND other.id <> own.id
        WHERE own.registration_id = r.id AND coalesce(other.registration_id, other.contract_id) IS NOT NULL) AS disputed
    FROM deal_registration r
    WHERE r.customer_id = ANY(${[...nodeIds]}::text[])
      AND r.status IN ('SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED')
    ORDER BY r.submitted_at, r.id`);
}
