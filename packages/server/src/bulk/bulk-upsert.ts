import { canonicalJson } from '@channelgraph/core/canonical-json.ts';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { IdPrefix } from '@channelgraph/core/ids.ts';
import { audit } from '../audit.ts';
import type { TransactionClient } from '../database/door.ts';
import { withProgramRights } from '../database/program-rights.ts';
import { mutate } from '../mutate.ts';
import { retryAfterRace } from '../races.ts';
import type { RequestContext } from '../request-context.ts';
import { checkName, checkSystem, withStoredName } from './own-names.ts';
import type {
  ExternalName,
  Reference,
  ReferenceBook,
  ReferenceTables,
  TypedReference,
} from './references.ts';
import { resolveReferences, storeNames } from './references.ts';

/** What happened, or in a dry run would happen, to one item. */
export type BulkAction = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REFUSED';

/** The answer to one item of a bulk mutation. */
export interface BulkRow {
  readonly index: number;
  readonly externalId: string | null;
  readonly id: string | null;
  readonly action: BulkAction;
  readonly issues: readonly ValidationIssue[];
}

/** The answer to a bulk mutation. */
export interface BulkResult {
  readonly rows: readonly BulkRow[];
  readonly createdCount: number;
  readonly updatedCount: number;
  readonly unchangedCount: number;
  readonly refusedCount: number;
  readonly isDryRun: boolean;
}

/** What every item of a bulk mutation may carry to name the object that it describes. */
export type BulkItem = Reference;

/** The input of a bulk mutation. */
export interface BulkInput<Item> {
  readonly items: readonly Item[];
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** The most items that one call takes. */
export const maximumItems = 250;

/** An accepted item: what is stored now, and what shall be. */
export interface Change<Values> {
  readonly index: number;
  readonly id: string;
  readonly before: Values | null;
  readonly values: Values;
  /** Whether a known object gets a name of another system that it did not have. */
  readonly isNewlyNamed?: boolean;
}

/** What the checks of one item may use. */
export interface ItemCheck<Values> {
  readonly references: ReferenceBook;
  readonly stored: Values | null;
  readonly issues: IssueCollector;
}

/** How one kind of object is imported; `Values` is its comparable state, plain JSON but for bigints. */
export interface BulkDefinition<Client, Item extends BulkItem, Values extends object> {
  readonly mutation: string;
  /** The kind of object, by its GraphQL type. */
  readonly type: string;
  /** Where the objects that items may name are stored. */
  readonly tables: ReferenceTables;
  readonly prefix: IdPrefix;
  /** The references an item makes to other objects. */
  related(item: Item): readonly TypedReference[];
  /** Finds the ids of objects that items describe by what they are rather than by a name. */
  findByNature?(
    tx: TransactionClient<Client>,
    items: readonly Item[],
    references: ReferenceBook,
  ): Promise<(string | null)[]>;
  /** Reads the present state of objects. */
  load(tx: TransactionClient<Client>, ids: readonly string[]): Promise<Map<string, Values>>;
  /** Checks an item and gives the state it asks for; null when an issue was added. */
  check(item: Item, context: ItemCheck<Values>): Values | null;
  /** Finds what speaks against accepted items in the store or between them, by index. */
  conflicts?(
    tx: TransactionClient<Client>,
    changes: readonly Change<Values>[],
    context: RequestContext<Client>,
  ): Promise<Map<number, ValidationIssue>>;
  /** Writes the changes and returns the ids under which they are now stored, where those differ. */
  write(
    tx: TransactionClient<Client>,
    context: RequestContext<Client>,
    changes: readonly Change<Values>[],
  ): Promise<void>;
  partnerOf(change: Change<Values>): string | null;
  /** Announces the changes to others, in the same transaction. */
  announce?(
    tx: TransactionClient<Client>,
    context: RequestContext<Client>,
    changes: readonly Change<Values>[],
  ): Promise<void>;
}

/**
 * Creates or changes many objects of one kind.
 *
 * @remarks Every item is checked by itself and a refused one never stops the others. The number of
 * reading statements does not depend on the number of items. A dry run answers the same and writes
 * nothing.
 * @throws ValidationError when there are no items or more than {@link maximumItems}.
 */
export async function bulkUpsert<Client, Item extends BulkItem, Values extends object>(
  context: RequestContext<Client>,
  definition: BulkDefinition<Client, Item, Values>,
  input: BulkInput<Item>,
): Promise<BulkResult> {
  const { idempotencyKey, ...rest } = input;
  requireItemCount(input.items.length);
  return retryAfterRace(() =>
    mutate(context, { mutation: definition.mutation, idempotencyKey, input: rest }, (tx) =>
      upsertInTransaction(tx, context, definition, input),
    ),
  );
}

/** Refuses a bulk call without items or with too many. */
export function requireItemCount(count: number): void {
  if (count >= 1 && count <= maximumItems) return;
  const issues = createIssues();
  issues.add(
    ['items'],
    'ITEM_COUNT',
    `A call takes 1 to ${maximumItems} items, not ${count}.`,
    count < 1 ? 'Send at least one item.' : 'Split the items over several calls.',
  );
  issues.throwIfAny();
}

async function upsertInTransaction<Client, Item extends BulkItem, Values extends object>(
  tx: TransactionClient<Client>,
  context: RequestContext<Client>,
  definition: BulkDefinition<Client, Item, Values>,
  { items: asked, dryRun }: BulkInput<Item>,
): Promise<BulkResult> {
  const items = asked.map((item) => withStoredName(context.viewer, item));
  const drafts = await draftRows(tx, context, definition, items);
  const conflicts = await definition.conflicts?.(
    tx,
    drafts.flatMap(({ change }) => change ?? []),
    context,
  );
  for (const [index, issue] of conflicts ?? []) refuse(drafts, index, issue);
  const changes = drafts.flatMap(({ change }) => (change && !isUnchanged(change) ? [change] : []));
  if (!dryRun) {
    await definition.write(
      tx,
      context,
      changes.filter((change) => !isSame(change)),
    );
    await withProgramRights(tx, context.viewer, () => storeNewNames(tx, definition, drafts, items));
    await audit(
      tx,
      context,
      changes.map((change) => auditEntry(definition, change)),
    );
    await definition.announce?.(tx, context, changes);
  }
  return summarise(
    drafts.map((draft, index) => toRow(draft, items[index], dryRun === true)),
    dryRun === true,
  );
}

interface Draft<Values> {
  readonly index: number;
  change: Change<Values> | null;
  issues: readonly ValidationIssue[];
}

async function draftRows<Client, Item extends BulkItem, Values extends object>(
  tx: TransactionClient<Client>,
  context: RequestContext<Client>,
  definition: BulkDefinition<Client, Item, Values>,
  items: readonly Item[],
): Promise<Draft<Values>[]> {
  const own = items.map((item): TypedReference => ({ type: definition.type, reference: { id: item.id } }));
  const names = items.map((item): TypedReference => ({
    type: definition.type,
    reference: { externalReference: item.externalReference },
  }));
  const references = await resolveReferences(tx, definition.tables, [
    ...own,
    ...names,
    ...items.flatMap((item) => definition.related(item)),
  ]);
  const natural = await definition.findByNature?.(tx, items, references);
  const targets = items.map((item, index) =>
    item.id
      ? references.idOf(definition.type, { id: item.id })
      : (references.idOf(definition.type, { externalReference: item.externalReference }) ??
        natural?.[index] ??
        null),
  );
  const stored = await definition.load(
    tx,
    targets.filter((id) => id !== null),
  );
  const seen = new Set<string>();
  return items.map((item, index) => {
    const issues = createIssues(['items', index]);
    if (context.viewer.role !== 'PARTNER_USER') checkSystem(item.externalReference, issues);
    checkIdentity(item, { definition, references, target: targets[index] ?? null, seen, issues });
    const before = stored.get(targets[index] ?? '') ?? null;
    const values = definition.check(item, { references, stored: before, issues });
    const id = targets[index] ?? context.ids.next(definition.prefix);
    const isAccepted = values !== null && issues.issues.length === 0;
    const isNewlyNamed = before !== null && isUnknownName(references, definition.type, item);
    return {
      index,
      change: isAccepted ? { index, id, before, values, isNewlyNamed } : null,
      issues: issues.issues,
    };
  });
}

interface Identity<Client, Item extends BulkItem, Values extends object> {
  readonly definition: BulkDefinition<Client, Item, Values>;
  readonly references: ReferenceBook;
  readonly target: string | null;
  readonly seen: Set<string>;
  readonly issues: IssueCollector;
}

function checkIdentity<Client, Item extends BulkItem, Values extends object>(
  item: Item,
  { definition, references, target, seen, issues }: Identity<Client, Item, Values>,
): void {
  const { id, externalReference: name } = item;
  if (id && target === null) {
    issues.add(
      ['id'],
      'NOT_FOUND',
      `No ${definition.type} has the id ${id}.`,
      'Leave the id out to create one.',
    );
  }
  checkName(name, issues);
  const holder = name ? references.idOf(definition.type, { externalReference: name }) : null;
  if (holder !== null && holder !== target) {
    issues.add(
      ['externalReference'],
      'REFERENCE_TAKEN',
      'Another object has this external reference.',
      'Name the object by its reference or by its id, not by both.',
    );
  }
  const keys = [target, name ? JSON.stringify([name.system, name.externalId]) : null].filter(
    (key) => key !== null,
  );
  if (keys.some((key) => seen.has(key))) {
    issues.add(
      [],
      'DUPLICATE_ITEM',
      'An earlier item of this call describes the same object.',
      'Send one item per object.',
    );
  }
  keys.forEach((key) => seen.add(key));
}

function refuse<Values>(drafts: Draft<Values>[], index: number, issue: ValidationIssue): void {
  const draft = drafts[index];
  if (!draft) return;
  draft.change = null;
  draft.issues = [...draft.issues, { ...issue, path: ['items', String(index), ...issue.path] }];
}

function isUnknownName(references: ReferenceBook, type: string, { externalReference }: BulkItem): boolean {
  return Boolean(externalReference) && references.idOf(type, { externalReference }) === null;
}

/** Tells whether the stored state is the one asked for, whatever its names. */
function isSame<Values>({ before, values }: Change<Values>): boolean {
  return before !== null && canonicalJson(before) === canonicalJson(values);
}

function isUnchanged<Values>(change: Change<Values>): boolean {
  return isSame(change) && change.isNewlyNamed !== true;
}

async function storeNewNames<Client, Item extends BulkItem, Values extends object>(
  tx: TransactionClient<Client>,
  definition: BulkDefinition<Client, Item, Values>,
  drafts: readonly Draft<Values>[],
  items: readonly Item[],
): Promise<void> {
  const names = drafts.flatMap(({ index, change }) => {
    const name: ExternalName | null | undefined = items[index]?.externalReference;
    return change && name ? [{ name, id: change.id, partnerId: definition.partnerOf(change) }] : [];
  });
  await storeNames(tx, definition.type, names);
}

function auditEntry<Client, Item extends BulkItem, Values extends object>(
  definition: BulkDefinition<Client, Item, Values>,
  change: Change<Values>,
) {
  const entity = `${definition.type.slice(0, 1).toLowerCase()}${definition.type.slice(1)}`;
  return {
    action: `${entity}.${change.before ? 'updated' : 'created'}`,
    entityType: definition.type,
    entityId: change.id,
    partnerId: definition.partnerOf(change),
    before: change.before,
    after: change.values,
  };
}

function toRow<Item extends BulkItem, Values>(
  draft: Draft<Values>,
  item: Item | undefined,
  isDryRun: boolean,
): BulkRow {
  const { index, change, issues } = draft;
  const externalId = item?.externalReference?.externalId ?? null;
  if (!change) return { index, externalId, id: null, action: 'REFUSED', issues };
  const action = change.before === null ? 'CREATED' : isUnchanged(change) ? 'UNCHANGED' : 'UPDATED';
  return { index, externalId, id: isDryRun && action === 'CREATED' ? null : change.id, action, issues: [] };
}

/** Counts the rows of a bulk answer. */
export function summarise(rows: readonly BulkRow[], isDryRun: boolean): BulkResult {
  const count = (action: BulkAction) => rows.filter((row) => row.action === action).length;
  return {
    rows,
    createdCount: count('CREATED'),
    updatedCount: count('UPDATED'),
    unchangedCount: count('UNCHANGED'),
    refusedCount: count('REFUSED'),
    isDryRun,
  };
}
