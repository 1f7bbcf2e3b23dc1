import { sqltag as sql } from '@prisma/client/runtime/client';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type { OpportunityPartnerRole } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { insertRows } from '../../stored-rows.ts';
import type { SourceRole } from '../pipeline/pipeline.shape.ts';
import { inOrder } from './opportunity.credits.ts';
import type { Credit } from './opportunity.credits.ts';

/** A credit as a caller sends it. */
export interface CreditItem {
  readonly partner: Reference;
  readonly role: SourceRole;
  readonly creditBps: number;
}

/** The credits of one deal before and after a change. */
export interface CreditChange {
  readonly opportunityId: string;
  /** The partner whose deal it is. */
  readonly ownerPartnerId: string;
  readonly before: readonly Credit[];
  readonly after: readonly Credit[];
}

/** Reads the credits in force of deals, as far as the transaction's rights reach, in one statement. */
export async function loadCredits(
  tx: Transaction,
  opportunityIds: readonly string[],
): Promise<Map<string, readonly Credit[]>> {
  if (opportunityIds.length === 0) return new Map();
  const rows = await tx.opportunityPartnerRole.findMany({
    where: { opportunityId: { in: [...opportunityIds] }, supersededAt: null },
  });
  const byDeal = Map.groupBy(rows, ({ opportunityId }) => opportunityId);
  return new Map([...byDeal].map(([id, credits]) => [id, inOrder(credits.map(creditOf))]));
}

/** Lists who is credited with a part of deals, whoever asks: for the figures that follow a deal's changes. */
export function creditedPartners(
  tx: Transaction,
  context: Context,
  opportunityIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (opportunityIds.length === 0) return Promise.resolve(new Map());
  return withProgramRights(tx, context.viewer, async () => {
    const credits = await loadCredits(tx, opportunityIds);
    return new Map([...credits].map(([id, list]) => [id, list.map(({ partnerId }) => partnerId)]));
  });
}

/** Writes changed credits: a row that is no longer true ends, and a new one takes its place. */
export async function writeCredits(
  tx: Transaction,
  context: Context,
  changes: readonly CreditChange[],
): Promise<void> {
  const ended = changes.flatMap(({ opportunityId, before, after }) =>
    without(before, after).map(({ partnerId, role }) => ({ opportunityId, partnerId, role })),
  );
  if (ended.length > 0) {
    await tx.$executeRaw(sql`
      UPDATE opportunity_partner_role r SET superseded_at = ${context.clock.now()}
      FROM jsonb_to_recordset(${JSON.stringify(ended)}::jsonb)
        AS e("opportunityId" text, "partnerId" text, role source_role)
      WHERE r.opportunity_id = e."opportunityId" AND r.partner_id = e."partnerId" AND r.role = e.role
        AND r.superseded_at IS NULL`);
  }
  await insertRows(
    tx,
    'opportunity_partner_role',
    changes.flatMap((change) =>
      without(change.after, change.before).map((credit) => creditRow(context, change, credit)),
    ),
  );
}

/** Lists the partners whose credit a change gives, takes or alters. */
export function partnersTouched({ before, after }: CreditChange): readonly string[] {
  return [
    ...new Set([...without(before, after), ...without(after, before)].map(({ partnerId }) => partnerId)),
  ];
}

function without(credits: readonly Credit[], others: readonly Credit[]): readonly Credit[] {
  const known = new Set(others.map(keyOf));
  return credits.filter((credit) => !known.has(keyOf(credit)));
}

const keyOf = ({ partnerId, role, creditBps, basis, registrationId }: Credit): string =>
  [partnerId, role, creditBps, basis, registrationId].join('|');

const creditOf = (row: OpportunityPartnerRole): Credit => ({
  partnerId: row.partnerId,
  role: row.role,
  creditBps: row.creditBps,
  basis: row.basis,
  registrationId: row.registrationId,
});

function creditRow(context: Context, change: CreditChange, credit: Credit) {
  return {
    id: context.ids.next('opr'),
    opportunity_id: change.opportunityId,
    partner_id: credit.partnerId,
    owner_partner_id: change.ownerPartnerId,
    role: credit.role,
    credit_bps: credit.creditBps,
    basis: credit.basis,
    registration_id: credit.registrationId,
    recorded_at: context.clock.now().toISOString(),
    recorded_by: context.viewer.userId,
    superseded_at: null,
  };
}
