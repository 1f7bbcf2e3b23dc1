import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Partner as PartnerRow } from '../../db.ts';
import type { Context } from '../../context.ts';
import { partnerFacts, portfolioOf } from './partner.service.ts';
import type { RecordedClassification } from './partner.classification.ts';
import type { PartnerFacts } from './partner.machine.ts';

/** A partner as one viewer sees it. */
export interface PartnerView extends PartnerRow {
  /** False for a channel account manager outside the portfolio, who sees name, types, status, tier and manager only. */
  readonly isFullyVisible: boolean;
}

// One key, because a request has one viewer and so one portfolio.
const portfolioLoader = defineLoader(async (context: Context, keys: readonly 'own'[]) => {
  const portfolio = await portfolioOf(context.db.read, context);
  return new Map(keys.map((key) => [key, portfolio]));
});

/** Says of partners how much of each the viewer sees. */
export async function viewPartners(context: Context, rows: readonly PartnerRow[]): Promise<PartnerView[]> {
  if (context.viewer.role !== 'CAM') return rows.map((row) => ({ ...row, isFullyVisible: true }));
  const portfolio = await portfolioLoader(context, 'own');
  return rows.map((row) => ({ ...row, isFullyVisible: portfolio?.has(row.id) ?? false }));
}

/** Loads partners by id; null for one that is absent or not the viewer's to see. */
export const partnerLoader = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.partner.findMany({ where: { id: { in: [...ids] } } });
  return byKey(await viewPartners(context, rows), ({ id }): string => id) as ReadonlyMap<
    unknown,
    PartnerView
  >;
});

/** Reads one partner afresh, for the answer of a mutation that changed it. */
export async function readPartner(context: Context, id: string): Promise<PartnerView> {
  const row = await context.db.read.partner.findUniqueOrThrow({ where: { id } });
  const [view] = await viewPartners(context, [row]);
  if (!view) throw new Error(`The partner ${id} is missing.`);
  return view;
}

/** Loads what the machine's guards need to know of partners. */
export const partnerFactsLoader = defineLoader(
  async (context: Context, ids: readonly string[]): Promise<ReadonlyMap<unknown, PartnerFacts>> =>
    partnerFacts(context.db.read, context, ids),
);

/** Loads what kind of partner partners were over time. */
export const classificationsLoader = defineLoader(
  async (
    context: Context,
    ids: readonly string[],
  ): Promise<ReadonlyMap<unknown, RecordedClassification[]>> => {
    const rows = await context.db.read.partnerClassification.findMany({
      where: { partnerId: { in: [...ids] } },
    });
    const records = rows.map((row) => ({ ...row, validFrom: toLocalDate(row.validFrom) }));
    return groupByKey(records, ({ partnerId }) => partnerId);
  },
);
