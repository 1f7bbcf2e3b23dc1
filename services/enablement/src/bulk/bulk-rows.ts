import { type IssueCollector, type ValidationIssue, createIssues } from '@channelgraph/core/domain-errors.ts';
import type { BulkRow, ExternalReference } from '@channelgraph/graphql/shared-types.ts';

/** The answer to a bulk mutation. */
export interface BulkResult {
  readonly rows: readonly BulkRow[];
  readonly createdCount: number;
  readonly updatedCount: number;
  readonly unchangedCount: number;
  readonly refusedCount: number;
  readonly isDryRun: boolean;
}

/** The input of a bulk mutation. */
export interface BulkInput<Item> {
  readonly items: readonly Item[];
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What would happen to one item: a refusal with its reasons, or an action on the entity with this id. */
export interface PlannedRow {
  readonly index: number;
  readonly externalReference: ExternalReference | null;
  readonly id: string;
  readonly action: 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REFUSED';
  readonly issues: readonly ValidationIssue[];
}

/** The most items that one call takes. */
export const maximumItems = 250;

/** Refuses a bulk call without items or with too many. */
export function requireItemCount(count: number): void {
  if (count >= 1 && count <= maximumItems) return;
  const issues = createIssues();
  issues.add(
    ['items'],
    'ITEM_COUNT',
    `A call takes 1 to ${maximumItems} items, not ${count}.`,
    'Split the items over several calls.',
  );
  issues.throwIfAny();
}

/** Turns the plan of a bulk call into its answer. */
export function bulkResult(plans: readonly PlannedRow[], isDryRun: boolean): BulkResult {
  const count = (action: PlannedRow['action']) => plans.filter((plan) => plan.action === action).length;
  return {
    rows: plans.map(({ index, externalReference, id, action, issues }) => ({
      index,
      externalId: externalReference?.externalId ?? null,
      id: action === 'REFUSED' || (isDryRun && action === 'CREATED') ? null : id,
      action,
      issues,
    })),
    createdCount: count('CREATED'),
    updatedCount: count('UPDATED'),
    unchangedCount: count('UNCHANGED'),
    refusedCount: count('REFUSED'),
    isDryRun,
  };
}

/**
 * Refuses the second of two items of one call that describe the same entity.
 *
 * @param keys - Everything by which an item may name its entity; null for what it does not name.
 */
export function refuseDuplicates(seen: Set<string>, keys: readonly (string | null)[], issues: IssueCollector): void {
  const named = keys.filter((key) => key !== null);
  if (named.some((key) => seen.has(key))) {
    issues.add([], 'DUPLICATE_ITEM', 'An earlier item of this call describes the same object.', 'Send one item per object.');
  }
  for (const key of named) seen.add(key);
}

/** Gives a text without outer spaces; adds an issue when it is missing, empty or too long. */
export function requireText(text: string | null | undefined, field: string, issues: IssueCollector): string {
  const value = text?.trim() ?? '';
  if (value === '') issues.add([field], 'REQUIRED', `${field} is required.`, `Fill in ${field}.`);
  if (value.length > 300) issues.add([field], 'TOO_LONG', `${field} has more than 300 characters.`, 'Shorten it.');
  return value;
}
