import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { money, type Money } from '@channelgraph/core/money.ts';
import { hiddenWhenUnauthorized } from '@channelgraph/graphql/builder.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import { directoryPartnerById } from '@channelgraph/graphql/partner-directory.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { seesMoney } from '../../policy.ts';
import { accrualByEntry } from '../accrual/accrual.loaders.ts';
import { Accrual, Explanation } from '../accrual/accrual.type.ts';
import { readExplanation } from '../settlement/settlement.commission.ts';
import { owedToPartner, type IncentiveBalance as Balance } from '../ledger/ledger.balance.ts';
import { JournalEntry } from '../ledger/ledger.type.ts';
import {
  balancesByPartner,
  periodSums,
  statementLines,
  type StatementKey,
  type StatementLineRow,
} from './incentive-statement.loaders.ts';
import { statementTotals } from './incentive-statement.totals.ts';

const IncentiveBalance = builder.objectRef<Balance>('IncentiveBalance').implement({
  description: 'Where a partner stands in one currency. Each amount is zero or positive.',
  authScopes: seesMoney,
  fields: (t) => ({
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: 'The currency of the three amounts.',
    }),
    payable: t.expose('payable', { type: 'Money', description: 'Owed to the partner and free to be paid.' }),
    held: t.expose('held', { type: 'Money', description: 'Earned by the partner, but held back.' }),
    receivable: t.expose('receivable', {
      type: 'Money',
      description: 'Owed by the partner, carried forward against what it earns next.',
    }),
  }),
});

const IncentiveStatementLine = builder.objectRef<StatementLineRow>('IncentiveStatementLine').implement({
  description: 'One movement of what a partner is owed, with its reason.',
  authScopes: seesMoney,
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the movement.' }),
    date: t.field({
      type: 'Date',
      description: 'The day to which it belongs, in the time zone of the program.',
      resolve: ({ postedOn }) => toLocalDate(postedOn),
    }),
    description: t.string({
      description: 'What it is for, in words.',
      resolve: ({ entry }) => entry.description,
    }),
    amount: t.field({
      type: 'Money',
      description: 'What it adds to what the partner is owed; negative when it takes something back.',
      resolve: ({ amountMinor, currency }) => owedToPartner(money(amountMinor, currency)),
    }),
    explanation: t.field({
      type: [Explanation],
      description: 'How the amount came about, step by step; empty for a movement without an accrual.',
      resolve: async ({ entryId }, _args, context) => {
        const accrual = await accrualByEntry(context, entryId);
        return accrual ? readExplanation(accrual.explanation) : [];
      },
    }),
    accrual: t.field({
      type: Accrual,
      nullable: true,
      description: 'The accrual behind it; null for a movement without one.',
      resolve: ({ entryId }, _args, context) => accrualByEntry(context, entryId),
    }),
    journalEntry: t.field({
      type: JournalEntry,
      nullable: true,
      description: 'The entry of the ledger that it is part of.',
      resolve: ({ entry }) => entry,
    }),
  }),
});

const IncentiveStatementLineConnection = connectionOf(
  builder,
  IncentiveStatementLine,
  'IncentiveStatementLine',
);

const IncentiveStatement = builder.objectRef<StatementKey>('IncentiveStatement').implement({
  description:
    'A period of what a partner is owed in one currency: opening balance + lines = closing balance.',
  authScopes: seesMoney,
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'The first day of the period.' }),
    to: t.expose('to', { type: 'Date', description: 'The first day after the period.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of all its amounts.' }),
    opening: t.field({
      type: 'Money',
      description: 'What the partner was owed before the first day; negative when it owed the vendor.',
      resolve: async (statement, _args, context) => (await totals(context, statement)).opening,
    }),
    closing: t.field({
      type: 'Money',
      description: 'What the partner is owed at the end of the last day; negative when it owes the vendor.',
      resolve: async (statement, _args, context) => (await totals(context, statement)).closing,
    }),
    lines: t.field({
      type: IncentiveStatementLineConnection,
      description: 'The movements of the period, by day.',
      args: pageArgs(t),
      resolve: ({ partnerId, ...period }, args, context) =>
        statementLines(context, { parentId: partnerId, args: { ...period, ...args } }),
    }),
  }),
});

builder.objectField(Partner, 'incentiveBalance', (t) =>
  t.field({
    type: [IncentiveBalance],
    nullable: true,
    description:
      'Where the partner stands, one balance per currency. Null for partner users without the capability `ADMIN` or `FINANCE`; empty when nothing was booked that the viewer may see.',
    authScopes: seesMoney,
    ...hiddenWhenUnauthorized,
    resolve: async ({ id }, _args, context) => (await balancesByPartner(context, id)) ?? [],
  }),
);

builder.objectField(Partner, 'incentiveStatement', (t) =>
  t.field({
    type: IncentiveStatement,
    nullable: true,
    description:
      "The partner's account over a period. Null for partner users without the capability `ADMIN` or `FINANCE`, and for a partner that the viewer may not see.",
    authScopes: seesMoney,
    ...hiddenWhenUnauthorized,
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day of the period.' }),
      to: t.arg({ type: 'Date', required: true, description: 'The first day after the period.' }),
      currency: t.arg({ type: 'CurrencyCode', description: 'The currency. Default: that of the partner.' }),
    },
    resolve: async ({ id }, { from, to, currency }, context) => {
      if (from > to)
        throw new BadUserInputError('A statement ends after it starts: `from` is later than `to`.');
      const partner = await directoryPartnerById(context, id);
      return partner ? { partnerId: id, from, to, currency: currency ?? partner.currency } : null;
    },
  }),
);

async function totals(
  context: Context,
  statement: StatementKey,
): Promise<{ opening: Money; closing: Money }> {
  const sums = await periodSums(context, statement);
  return statementTotals(sums ?? { beforeMinor: 0n, insideMinor: 0n }, statement.currency);
}
