import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { SourceRole } from '../pipeline/pipeline.shape.ts';
import type { DealTerms, RevenueModel } from './opportunity.amounts.ts';
import { outcomeOf } from './opportunity.stages.ts';
import type { Motion, OpportunityStage } from './opportunity.stages.ts';

/** Everything about a deal that a pipeline of an earlier day must still be able to answer. */
export interface DealContent extends DealTerms {
  readonly customerId: string | null;
  readonly motion: Motion;
  readonly revenueModel: RevenueModel;
  readonly stage: OpportunityStage;
  readonly sourceRole: SourceRole | null;
  readonly productLineIds: readonly string[];
  readonly region: string | null;
  readonly currency: string;
  /** A decimal fraction with four places. */
  readonly probability: string;
  readonly closeDate: LocalDate | null;
}

/** What was true of a deal from a day until another; `to` is null while it still is. */
export interface HistoryEntry {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  readonly content: DealContent;
}

/** A deal as it should be known from now on. */
export interface HistoryTarget {
  /** What is true from `from` on. */
  readonly content: DealContent;
  /** The day of the last change: the closing day of a closed deal. */
  readonly from: LocalDate;
  /** The first day of the deal; null leaves the recorded start, or starts on `from`. */
  readonly openedOn: LocalDate | null;
  /** What was true between `openedOn` and `from`, used only where no history tells. */
  readonly opening: DealContent;
}

/**
 * Gives the history of a deal after a change or a correction.
 *
 * @remarks The days before `from` keep what was recorded for them. A closing replaces the closing that
 * was recorded last; the days in between then belong to the open deal.
 */
export function reviseHistory(
  recorded: readonly HistoryEntry[],
  target: HistoryTarget,
): readonly HistoryEntry[] {
  const isClosing = outcomeOf(target.content.stage) !== 'OPEN';
  const last = recorded.at(-1);
  if (last && !isClosing && sameContent(last.content, target.content)) {
    return startingOn(target.openedOn, recorded);
  }
  const kept =
    isClosing && last && outcomeOf(last.content.stage) !== 'OPEN' ? recorded.slice(0, -1) : recorded;
  const before = kept.filter((entry) => entry.from < target.from);
  const earlier = before.length > 0 ? before : openingEntry(target, kept[0]);
  const closed = earlier.map((entry, index) =>
    index === earlier.length - 1 ? { ...entry, to: target.from } : entry,
  );
  const next: HistoryEntry = { from: target.from, to: null, content: target.content };
  return startingOn(target.openedOn, merged([...closed, next]));
}

/** Leaves out whatever is no part of a history entry. */
export function contentOf(deal: DealContent): DealContent {
  return {
    customerId: deal.customerId,
    motion: deal.motion,
    revenueModel: deal.revenueModel,
    stage: deal.stage,
    sourceRole: deal.sourceRole,
    productLineIds: deal.productLineIds,
    region: deal.region,
    currency: deal.currency,
    oneTimeMinor: deal.oneTimeMinor,
    mrrMinor: deal.mrrMinor,
    termMonths: deal.termMonths,
    probability: deal.probability,
    closeDate: deal.closeDate,
  };
}

/** Finds what was true on a day; null before the deal began. */
export function contentOn(history: readonly HistoryEntry[], day: LocalDate): DealContent | null {
  return history.find(({ from, to }) => from <= day && (to === null || day < to))?.content ?? null;
}

/** Tells which stored rows a new history makes obsolete, and which entries have no row yet. */
export function diffHistory<Row extends HistoryEntry>(
  stored: readonly Row[],
  wanted: readonly HistoryEntry[],
): { readonly obsolete: readonly Row[]; readonly missing: readonly HistoryEntry[] } {
  const wantedKeys = new Set(wanted.map(keyOf));
  const storedKeys = new Set(stored.map(keyOf));
  return {
    obsolete: stored.filter((row) => !wantedKeys.has(keyOf(row))),
    missing: wanted.filter((entry) => !storedKeys.has(keyOf(entry))),
  };
}

function openingEntry(target: HistoryTarget, first: HistoryEntry | undefined): HistoryEntry[] {
  if (target.openedOn === null || target.openedOn >= target.from) return [];
  const known = first && outcomeOf(first.content.stage) === 'OPEN' ? first.content : target.opening;
  return [{ from: target.openedOn, to: target.from, content: known }];
}

function startingOn(openedOn: LocalDate | null, history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  if (openedOn === null) return history;
  const rest = history.filter(({ to }) => to === null || to > openedOn);
  return rest.map((entry, index) =>
    index === 0 && (entry.from < openedOn || outcomeOf(entry.content.stage) === 'OPEN')
      ? { ...entry, from: openedOn }
      : entry,
  );
}

function merged(history: readonly HistoryEntry[]): HistoryEntry[] {
  const result: HistoryEntry[] = [];
  for (const entry of history) {
    const last = result.at(-1);
    if (last && sameContent(last.content, entry.content))
      result[result.length - 1] = { ...last, to: entry.to };
    else result.push(entry);
  }
  return result;
}

const sameContent = (a: DealContent, b: DealContent): boolean => contentKey(a) === contentKey(b);
const keyOf = ({ from, to, content }: HistoryEntry): string => `${from}|${to ?? ''}|${contentKey(content)}`;

function contentKey(content: DealContent): string {
  return [
    content.customerId,
    content.motion,
    content.revenueModel,
    content.stage,
    content.sourceRole,
    [...content.productLineIds].sort().join(','),
    content.region,
    content.currency,
    content.oneTimeMinor,
    content.mrrMinor,
    content.termMonths,
    content.probability,
    content.closeDate,
  ].join('|');
}
