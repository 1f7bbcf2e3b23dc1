import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Accrual } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** Loads accruals by id. */
export const accrualById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey<Accrual, string>(
    await context.db.read.accrual.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);

/** Loads the accruals that take the given ones back, by the id of the accrual taken back. */
export const reversalByAccrual = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey<Accrual, string | null>(
    await context.db.read.accrual.findMany({ where: { reversesId: { in: [...ids] } } }),
    ({ reversesId }) => reversesId,
  ),
);

/** Loads the accruals behind journal entries, by the id of the entry. */
export const accrualByEntry = defineLoader(async (context: Context, entryIds: readonly string[]) =>
  byKey<Accrual, string | null>(
    await context.db.read.accrual.findMany({ where: { journalEntryId: { in: [...entryIds] } } }),
    ({ journalEntryId }) => journalEntryId,
  ),
);

/** Names a month of a contract. */
export type ContractMonthKey = Pick<Accrual, 'contractId' | 'period'>;

/** Loads all accruals of contract months. */
export const accrualsOfMonth = defineLoader(
  async (context: Context, months: readonly ContractMonthKey[]) =>
    groupByKey<Accrual, string>(
      await context.db.read.accrual.findMany({
        where: {
          contractId: { in: [...new Set(months.map(({ contractId }) => contractId))] },
          period: { in: months.map(({ period }) => period) },
        },
      }),
      monthText,
    ),
  monthText,
);

function monthText({ contractId, period }: ContractMonthKey): string {
  return `${contractId} ${period.toISOString()}`;
}
