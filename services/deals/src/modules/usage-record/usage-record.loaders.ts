import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { emptySql, nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { UsageRecord } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';
import { believedOrder } from '../../provenance.ts';
import type { ToldUsage } from './usage-record.trust.ts';

/** Loads a told quantity that the viewer may see. */
export const usageRecordById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.usageRecord.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

interface Window {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

interface TrustedRow extends ToldUsage {
  readonly contractId: string;
}

const trustFirst = sql`array_position(${believedOrder}, u.provenance::text), u.revision DESC`;

interface ListArgs extends PageArgs {
  readonly includeRestated: boolean;
}

const onlyBelieved = sql`AND t.id = (SELECT u.id FROM usage_record u
  WHERE u.contract_id = t.contract_id AND u.product_line_id = t.product_line_id AND u.date = t.date AND u.unit = t.unit
  ORDER BY ${trustFirst} LIMIT 1)`;

/** Loads a page of what was told of the usage of contracts. */
export const usageRecordsOf = nestedLoader<Context, ListArgs, Page<UsageRecord>>(
  (context, parentIds, { includeRestated, ...args }) =>
    nestedKeysetPages<UsageRecord, 'DATE'>({
      client: context.db.read,
      table: 'usage_record',
      parentColumn: 'contract_id',
      parentIds,
      args,
      order: { field: 'DATE', direction: 'DESC' },
      columns: { DATE: { column: 'date', type: 'date', property: 'date' } },
      where: includeRestated ? emptySql : onlyBelieved,
      load: (ids) => context.db.read.usageRecord.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

/**
 * Loads what is believed of the usage of contracts in a window, in one statement; of each line and unit also
 * the last day told before it, which goes on into the window.
 */
export const believedUsageOf = nestedLoader<Context, Window, readonly ToldUsage[]>(
  async (context, contractIds, { from, to }) => {
    const told = sql`u.contract_id AS "contractId", u.product_line_id AS "productLineId", u.date::text, u.unit::text,
      u.quantity, u.provenance::text, u.revision`;
    const ids = [...contractIds];
    const rows = await context.db.read.$queryRaw<TrustedRow[]>(sql`
      (SELECT DISTINCT ON (u.contract_id, u.product_line_id, u.unit, u.date) ${told} FROM usage_record u
        WHERE u.contract_id = ANY(${ids}::text[]) AND u.date >= ${from}::date AND u.date < ${to}::date
        ORDER BY u.contract_id, u.product_line_id, u.unit, u.date, ${trustFirst})
      UNION ALL
      (SELECT DISTINCT ON (u.contract_id, u.product_line_id, u.unit) ${told} FROM usage_record u
        WHERE u.contract_id = ANY(${ids}::text[]) AND u.date < ${from}::date
        ORDER BY u.contract_id, u.product_line_id, u.unit, u.date DESC, ${trustFirst})`);
    const own = Map.groupBy(rows, ({ contractId }) => contractId);
    return new Map(contractIds.map((id) => [id, own.get(id) ?? []]));
  },
);
