import { fromLocalDate, type LocalDate } from '@channelgraph/core/calendar.ts';
import { money } from '@channelgraph/core/money.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PostingDraft } from './ledger.journal.ts';

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
  const [id] = await writeEntries(tx, context, [draft]);
  if (id === undefined) throw new Error('A journal entry was written without an id.');
  return id;
}

/**
 * Writes journal entries with their postings and opens the accounts that they need; returns their ids
 * in the order of the drafts.
 *
 * @remarks However many entries there are, the number of statements is the same.
 */
export async function writeEntries(
  tx: Transaction,
  context: Context,
  drafts: readonly EntryDraft[],
): Promise<string[]> {
  if (drafts.length === 0) return [];
  const accounts = await openAccounts(tx, context, drafts);
  const entries = drafts.map((draft) => ({ ...draft, id: context.ids.next('jrn') }));
  await tx.journalEntry.createMany({
    data: entries.map(({ id, partnerId, postedOn, description, source, postings, reversesId }) => ({
      id,
      partnerId,
      postedOn: fromLocalDate(postedOn),
      description,
      source,
      postingCount: postings.length,
      reversesId,
      recordedAt: context.clock.now(),
      createdBy: context.viewer.userId,
    })),
  });
  await tx.posting.createMany({
    data: entries.flatMap(({ id, partnerId, postedOn, postings }) =>
      postings.map(({ accountKind, amount }) => ({
        id: context.ids.next('pst'),
        entryId: id,
        accountId: requireAccount(accounts, accountName(partnerId, accountKind, amount.currency)),
        partnerId,
        amountMinor: amount.amountMinor,
        currency: amount.currency,
        postedOn: fromLocalDate(postedOn),
      })),
    ),
  });
  return entries.map(({ id }) => id);
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
  drafts: readonly EntryDraft[],
): Promise<Accounts> {
  const wanted = new Map(
    drafts.flatMap(({ partnerId, postings }) =>
      postings.map(({ accountKind: kind, amount: { currency } }) => [
        accountName(partnerId, kind, currency),
        { partnerId, kind, currency },
      ]),
    ),
  );
  const read = async (): Promise<Accounts> => {
    const found = await tx.ledgerAccount.findMany({ where: { OR: [...wanted.values()] } });
    return new Map(
      found.map(({ id, partnerId, kind, currency }) => [accountName(partnerId, kind, currency), id]),
    );
  };
  const present = await read();
  if (present.size === wanted.size) return present;
  await tx.ledgerAccount.createMany({
    data: [...wanted.values()].map((account) => ({
      ...account,
      id: context.ids.next('lac'),
      createdAt: context.clock.now(),
      createdBy: context.viewer.userId,
    })),
    // Another transaction may open the same account at the same moment.
    skipDuplicates: true,
  });
  return read();
}

function requireAccount(accounts: Accounts, name: string): string {
  const id = accounts.get(name);
  if (id === undefined) throw new Error('A ledger account vanished while it was being opened.');
  return id;
}

function accountName(partnerId: string, kind: string, currency: string): string {
  return `${partnerId} ${kind} ${currency}`;
}
