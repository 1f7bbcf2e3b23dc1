import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { money } from '@channelgraph/core/money.ts';
import type {
  JournalEntry as JournalEntryRow,
  LedgerAccount as LedgerAccountRow,
  Posting as PostingRow,
} from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { seesMoney } from '../../policy.ts';
import { accountBalance, journalEntryById, ledgerAccountById, postingsByEntry } from './ledger.loaders.ts';

const LedgerAccountKind = builder.enumType('LedgerAccountKind', {
  description: 'What an account of the ledger stands for.',
  values: {
    VENDOR_EXPENSE: { description: 'What the vendor spends on the partner.' },
    PARTNER_PAYABLE: { description: 'What the vendor owes the partner and may pay.' },
    PARTNER_HELD: { description: 'What the partner earned and the vendor holds back.' },
    PARTNER_RECEIVABLE: { description: 'What the partner owes the vendor.' },
  } as const,
});

/** One account of one partner in one currency. */
export const LedgerAccount = builder.objectRef<LedgerAccountRow>('LedgerAccount');

/** One side of a journal entry. */
export const Posting = builder.objectRef<PostingRow>('Posting');

/** A balanced, immutable entry of the ledger. */
export const JournalEntry = builder.objectRef<JournalEntryRow>('JournalEntry');

builder.objectType(LedgerAccount, {
  description:
    'One account of one partner in one currency. Requires the capability `ADMIN` or `FINANCE` of partner users.',
  interfaces: ['Node'],
  authScopes: seesMoney,
  fields: (t) => ({
    kind: t.expose('kind', { type: LedgerAccountKind, description: 'What the account stands for.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner whose account it is.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: 'The only currency of its postings.',
    }),
    balance: t.field({
      type: 'Money',
      description:
        'The sum of all postings: debit positive, credit negative. What is owed to a partner is therefore negative here.',
      resolve: async ({ id, currency }, _args, context) =>
        (await accountBalance(context, id)) ?? money(0n, currency),
    }),
  }),
});

builder.objectType(Posting, {
  description: 'One side of a journal entry. Never changes.',
  authScopes: seesMoney,
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the posting.' }),
    account: t.field({
      type: LedgerAccount,
      nullable: true,
      description: 'The account that it changes.',
      resolve: ({ accountId }, _args, context) => ledgerAccountById(context, accountId),
    }),
    amount: t.field({
      type: 'Money',
      description: 'The signed amount: debit positive, credit negative.',
      resolve: ({ amountMinor, currency }) => money(amountMinor, currency),
    }),
  }),
});

builder.objectType(JournalEntry, {
  description:
    'A balanced entry of the ledger: its postings sum to zero in every currency. Never changes; a mistake is undone by a reversing entry. Requires the capability `ADMIN` or `FINANCE` of partner users.',
  interfaces: ['Node'],
  authScopes: seesMoney,
  fields: (t) => ({
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner whose accounts it changes.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    postedOn: t.field({
      type: 'Date',
      description: 'The day to which the entry belongs, in the time zone of the program.',
      resolve: ({ postedOn }) => toLocalDate(postedOn),
    }),
    recordedAt: t.expose('recordedAt', {
      type: 'DateTime',
      description: 'The instant at which it was written.',
    }),
    description: t.exposeString('description', { description: 'What the entry is for, in words.' }),
    source: t.exposeString('source', { description: 'The event, task or request that caused it.' }),
    reverses: t.field({
      type: JournalEntry,
      nullable: true,
      description: 'The entry that this one undoes; null for an ordinary one.',
      resolve: ({ reversesId }, _args, context) =>
        reversesId === null ? null : journalEntryById(context, reversesId),
    }),
    postings: t.field({
      type: [Posting],
      description: 'All its postings, two or more.',
      resolve: async ({ id }, _args, context) => (await postingsByEntry(context, id)) ?? [],
    }),
  }),
});

builder.asEntity(LedgerAccount, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => ledgerAccountById(context, id),
});
builder.asEntity(JournalEntry, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => journalEntryById(context, id),
});
