import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import { money, type Money } from '@channelgraph/core/money.ts';
import type { JournalEntry, LedgerAccount, Posting } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** Loads ledger accounts by id. */
export const ledgerAccountById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey<LedgerAccount, string>(
    await context.db.read.ledgerAccount.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);

/** Loads journal entries by id. */
export const journalEntryById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey<JournalEntry, string>(
    await context.db.read.journalEntry.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);

/** Loads the postings of entries, in the order in which they were written. */
export const postingsByEntry = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey<Posting, string>(
    await context.db.read.posting.findMany({
      where: { entryId: { in: [...ids] } },
      orderBy: { id: 'asc' },
    }),
    ({ entryId }) => entryId,
  ),
);

/** Adds up the postings of accounts: debit positive, credit negative. */
export const accountBalance = defineLoader(async (context: Context, ids: readonly string[]) => {
  const sums = await context.db.read.posting.groupBy({
    by: ['accountId', 'currency'],
    where: { accountId: { in: [...ids] } },
    _sum: { amountMinor: true },
  });
  return new Map<unknown, Money>(
    sums.map(({ accountId, currency, _sum }) => [accountId, money(_sum.amountMinor ?? 0n, currency)]),
  );
});
