import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Opportunity, OpportunityRevision } from '../../__generated__/prisma/client.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { dateText, insertRows, supersedeRows, upsertRows } from '../../stored-rows.ts';
import { refreshCustomerLinks } from '../customer/customer.links.ts';
import { AffectedDays, requestFacts } from '../partner-fact/partner-fact.requests.ts';
import { creditedPartners } from './opportunity.credits.store.ts';
import { diffHistory } from './opportunity.history.ts';
import type { DealContent, HistoryEntry } from './opportunity.history.ts';

/** The comparable state of an opportunity, its history included. */
export interface OpportunityValues extends DealContent {
  readonly partnerId: string;
  readonly name: string;
  readonly probabilityOverride: string | null;
  readonly openedOn: LocalDate | null;
  readonly closedOn: LocalDate | null;
  readonly lossReason: LossReason | null;
  readonly registrationId: string | null;
  readonly ownerId: string | null;
  readonly competitors: readonly string[];
  /** How often the expected close date was moved to a later day. */
  readonly closeDatePushCount: number;
  readonly orderReference: string | null;
  readonly history: readonly HistoryEntry[];
}

/** A change of one opportunity, ready to be written. */
export interface OpportunityChange {
  readonly id: string;
  readonly before: OpportunityValues | null;
  readonly values: OpportunityValues;
}

/** Reads opportunities with their histories in three statements and keeps others from changing them until the end of the transaction. */
export async function loadOpportunities(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, OpportunityValues>> {
  if (ids.length === 0) return new Map();
  await tx.$queryRaw(
    sql`SELECT id FROM opportunity WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`,
  );
  const rows = await tx.opportunity.findMany({ where: { id: { in: [...ids] } } });
  const revisions = await tx.opportunityRevision.findMany({
    where: { opportunityId: { in: [...ids] }, supersededAt: null },
    orderBy: [{ opportunityId: 'asc' }, { validFrom: 'asc' }],
  });
  const histories = Map.groupBy(revisions, ({ opportunityId }) => opportunityId);
  return new Map(rows.map((row) => [row.id, valuesOf(row, (histories.get(row.id) ?? []).map(entryOf))]));
}

/** Writes opportunities, their histories, the links to their customers and the request for new facts. */
export async function writeOpportunities(
  tx: Transaction,
  context: Context,
  changes: readonly OpportunityChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await upsertRows(
    tx,
    'opportunity',
    changes.map((change) => opportunityRow(context, change)),
  );
  await writeHistories(tx, context, changes);
  const moved = changes.filter(({ before, values }) => before?.customerId !== values.customerId);
  await refreshCustomerLinks(tx, {
    partnerIds: [...new Set(moved.map(({ values }) => values.partnerId))],
    customerIds: [
      ...new Set(
        moved.flatMap(({ before, values }) => [before?.customerId ?? [], values.customerId ?? []].flat()),
      ),
    ],
    mayRemove: context.viewer.role === 'PROGRAM_ADMIN' || context.viewer.role === 'SERVICE',
  });
}

async function writeHistories(
  tx: Transaction,
  context: Context,
  changes: readonly OpportunityChange[],
): Promise<void> {
  const affected = new AffectedDays();
  const diffs = changes.map((change) => ({
    ...change,
    ...diffHistory(change.before?.history ?? [], change.values.history),
  }));
  const credited = await creditedPartners(
    tx,
    context,
    changes.flatMap(({ id, before }) => (before ? [id] : [])),
  );
  for (const { id, values, obsolete, missing } of diffs) {
    const partnerIds = [values.partnerId, ...(credited.get(id) ?? [])];
    for (const { from } of [...obsolete, ...missing]) {
      for (const partnerId of partnerIds) affected.add(partnerId, from);
    }
  }
  const at = context.clock.now();
  await supersedeRows(
    tx,
    { table: 'opportunity_revision', ownerColumn: 'opportunity_id', at },
    diffs.flatMap(({ id, obsolete }) => obsolete.map(({ from }) => ({ owner: id, from }))),
  );
  await insertRows(
    tx,
    'opportunity_revision',
    diffs.flatMap(({ id, values, missing }) =>
      missing.map((entry) => revisionRow(context, id, values.partnerId, entry)),
    ),
  );
  // Others may be credited with a part of the deal, whoever changed it.
  await withProgramRights(tx, context.viewer, () => requestFacts(tx, affected));
}

function valuesOf(row: Opportunity, history: readonly HistoryEntry[]): OpportunityValues {
  return {
    ...contentOf(row),
    partnerId: row.partnerId,
    name: row.name,
    probabilityOverride: row.probabilityOverride?.toFixed(4) ?? null,
    openedOn: dateText(row.openedOn),
    closedOn: dateText(row.closedOn),
    lossReason: row.lossReason,
    registrationId: row.registrationId,
    ownerId: row.ownerId,
    competitors: row.competitors,
    closeDatePushCount: row.closeDatePushCount,
    orderReference: row.orderReference,
    history,
  };
}

const entryOf = (row: OpportunityRevision): HistoryEntry => ({
  from: dateText(row.validFrom),
  to: dateText(row.validTo),
  content: contentOf(row),
});

function contentOf(row: Opportunity | OpportunityRevision): DealContent {
  return {
    customerId: row.customerId,
    motion: row.motion,
    revenueModel: row.revenueModel,
    stage: row.stage,
    sourceRole: row.sourceRole,
    productLineIds: row.productLineIds,
    region: row.region,
    currency: row.currency,
    oneTimeMinor: row.oneTimeMinor,
    mrrMinor: row.mrrMinor,
    termMonths: row.termMonths,
    probability: row.probability.toFixed(4),
    closeDate: dateText(row.closeDate),
  };
}

function contentColumns(content: DealContent) {
  return {
    customer_id: content.customerId,
    motion: content.motion,
    revenue_model: content.revenueModel,
    stage: content.stage,
    source_role: content.sourceRole,
    product_line_ids: content.productLineIds,
    region: content.region,
    currency: content.currency,
    one_time_minor: content.oneTimeMinor.toString(),
    mrr_minor: content.mrrMinor.toString(),
    term_months: content.termMonths,
    probability: content.probability,
    close_date: content.closeDate,
  };
}

function opportunityRow(context: Context, { id, values }: OpportunityChange) {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  return {
    id,
    version: 1,
    partner_id: values.partnerId,
    name: values.name,
    ...contentColumns(values),
    probability_override: values.probabilityOverride,
    opened_on: values.openedOn,
    closed_on: values.closedOn,
    loss_reason: values.lossReason,
    registration_id: values.registrationId,
    owner_id: values.ownerId,
    competitors: values.competitors,
    close_date_push_count: values.closeDatePushCount,
    order_reference: values.orderReference,
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  };
}

function revisionRow(
  context: Context,
  opportunityId: string,
  partnerId: string,
  { from, to, content }: HistoryEntry,
) {
  return {
    id: context.ids.next('orv'),
    opportunity_id: opportunityId,
    partner_id: partnerId,
    ...contentColumns(content),
    valid_from: from,
    valid_to: to,
    recorded_at: context.clock.now().toISOString(),
    recorded_by: context.viewer.userId,
    superseded_at: null,
  };
}
