import { fromLocalDate, type LocalDate } from '@channelgraph/core/calendar.ts';
import { money } from '@channelgraph/core/money.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PostingDraft } from './journal.ts';

/** A journal entry about to be written. */
export interface EntryDraft {
  readonly partnerId: string;
  readonly postedOn: LocalDate;
  readonly description: string;
  readonly source: string;
  readonly postings: readonly PostingDraft[];
  /** The entry that this one undoes; null for an ordinary one. */
  readonly reversesId: string | null;
}

/** Writes a journal entry with its postings and opens the accounts that it needs; returns its id. */
export async function writeEntry(tx: Transaction, context: Context, draft: EntryDraft): Promise<string> {
  const accounts = await openAccounts(tx, context, draft);
  const id = context.ids.next('jrn');
  const postedOn = fromLocalDate(draft.postedOn);
  await tx.journalEntry.create({
    data: {
      id,
      partnerId: draft.partnerId,
      postedOn,
      description: draft.description,
      source: draft.source,
      postingCount: draft.postings.length,
      reversesId: draft.reversesId,
      recordedAt: context.clock.now(),
      createdBy: context.viewer.userId,
    },
  });
  await tx.posting.createMany({
    data: draft.postings.map(({ accountKind, amount }) => ({
      id: context.ids.next('pst'),
      entryId: id,
      accountId: requireAccount(accounts, accountKind, amount.currency),
      partnerId: draft.partnerId,
      amountMinor: amount.amountMinor,
      currency: amount.currency,
      postedOn,
    })),
  });
  return id;
}

/** Reads the postings of an entry in the form in which they can be reversed. */
export async function readPostings(tx: Transaction, entryId: string): Promise<PostingDraft[]> {
  const postings = await tx.posting.findMany({
    where: { entryId },
    include: { account: true },
    orderBy: { id: 'asc' },
  });
  return postings.map(({ account, amountMinor, currency }) => ({
    accountKind: account.kind,
    amount: money(amountMinor, currency),
  }));
}

type Accounts = ReadonlyMap<string, string>;

async function openAccounts(
  tx: Transaction,
  context: Context,
  { partnerId, postings }: EntryDraft,
): Promise<Accounts> {
  const wanted = new Map(
    postings.map(({ accountKind, amount }) => [
      accountName(accountKind, amount.currency),
      { kind: accountKind, currency: amount.currency },
    ]),
  );
  const read = async (): Promise<Accounts> => {
    const found = await tx.ledgerAccount.findMany({
      where: { partnerId, OR: [...wanted.values()] },
    });
    return new Map(found.map(({ id, kind, currency }) => [accountName(kind, currency), id]));
  };
  const present = await read();
  if (present.size === wanted.size) return present;
  await tx.ledgerAccount.createMany({
    data: [...wanted.values()].map(({ kind, currency }) => ({
      id: context.ids.next('lac'),
      kind,
      partnerId,
      currency,
      createdAt: context.clock.now(),
      createdBy: context.viewer.userId,
    })),
    // Another transaction may open the same account at the same moment.
    skipDuplicates: true,
  });
  return read();
}

function requireAccount(accounts: Accounts, kind: string, currency: string): string {
  const id = accounts.get(accountName(kind, currency));
  if (id === undefined) throw new Error('A ledger account vanished while it was being opened.');
  return id;
}

function accountName(kind: string, currency: string): string {
  return `${kind} ${currency}`;
}
