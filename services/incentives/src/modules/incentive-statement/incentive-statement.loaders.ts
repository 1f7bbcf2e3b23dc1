import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { JournalEntry, Posting } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';
import { balancesOf, type AccountSum, type IncentiveBalance } from '../ledger/ledger.balance.ts';
import type { LedgerAccountKind } from '../ledger/ledger.journal.ts';
import type { PeriodSums } from './incentive-statement.totals.ts';

/** A period of a partner's account in one currency, half-open. */
export interface StatementKey {
  readonly partnerId: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
}

type StatementLinesArgs = Omit<StatementKey, 'partnerId'> & PageArgs;

/** A posting on one of the partner's accounts, with its entry. */
export type StatementLineRow = Posting & { readonly entry: JournalEntry };

/** Loads the balances of partners, one per currency in which they have a posting. */
export const balancesByPartner = defineLoader(async (context: Context, partnerIds: readonly string[]) => {
  const sums = await context.db.read.$queryRaw<
    { partnerId: string; kind: LedgerAccountKind; currency: string; sum: string }[]
  >`
    SELECT p.partner_id AS "partnerId", a.kind::text AS kind, p.currency, sum(p.amount_minor)::text AS sum
    FROM posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.partner_id = ANY(${[...partnerIds]}::text[]) GROUP BY 1, 2, 3`;
  const groups = groupByKey(
    sums.map(({ partnerId, kind, currency, sum }) => ({
      partnerId,
      accountKind: kind,
      currency,
      sumMinor: BigInt(sum),
    })),
    ({ partnerId }) => partnerId,
  );
  return new Map<unknown, IncentiveBalance[]>(
    [...groups].map(([partnerId, own]: [string, AccountSum[]]) => [partnerId, balancesOf(own)]),
  );
});

/** Adds up the postings before and inside the periods asked for, all partners of a request at once. */
export const periodSums = defineLoader(async (context: Context, keys: readonly StatementKey[]) => {
  const sums = await context.db.read.$queryRaw<
    { partnerId: string; from: Date; to: Date; currency: string; before: string; inside: string }[]
  >`
      SELECT k.partner_id AS "partnerId", k.from_day AS "from", k.to_day AS "to", k.currency,
        coalesce(sum(p.amount_minor) FILTER (WHERE p.posted_on < k.from_day), 0)::text AS before,
        coalesce(sum(p.amount_minor) FILTER (WHERE p.posted_on >= k.from_day), 0)::text AS inside
      FROM unnest(${keys.map((key) => key.partnerId)}::text[], ${keys.map((key) => key.from)}::date[],
        ${keys.map((key) => key.to)}::date[], ${keys.map((key) => key.currency)}::text[])
        AS k(partner_id, from_day, to_day, currency)
      JOIN posting p ON p.partner_id = k.partner_id AND p.currency = k.currency AND p.posted_on < k.to_day
      JOIN ledger_account a ON a.id = p.account_id AND a.kind <> 'VENDOR_EXPENSE'
      GROUP BY 1, 2, 3, 4`;
  return new Map<unknown, PeriodSums>(
    sums.map(({ partnerId, from, to, currency, before, inside }) => [
      statementText({ partnerId, from: toLocalDate(from), to: toLocalDate(to), currency }),
      { beforeMinor: BigInt(before), insideMinor: BigInt(inside) },
    ]),
  );
}, statementText);

/** Loads pages of statement lines: for the same period and page, all partners of a request at once. */
export const statementLines = nestedLoader<Context, StatementLinesArgs, Page<StatementLineRow>>(
  (context, parentIds, { from, to, currency, ...args }) =>
    nestedKeysetPages<StatementLineRow, 'DATE'>({
      client: context.db.read,
      table: 'posting',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order: { field: 'DATE', direction: 'ASC' },
      columns: { DATE: { column: 'posted_on', type: 'date', property: 'postedOn' } },
      where: sql`AND t.currency = ${currency} AND t.posted_on >= ${from}::date AND t.posted_on < ${to}::date
      AND t.account_id IN (SELECT a.id FROM ledger_account a WHERE a.partner_id = t.partner_id AND a.kind <> 'VENDOR_EXPENSE')`,
      load: (ids) =>
        context.db.read.posting.findMany({ where: { id: { in: [...ids] } }, include: { entry: true } }),
    }),
);

function statementText({ partnerId, from, to, currency }: StatementKey): string {
  return `${partnerId} ${from} ${to} ${currency}`;
}
