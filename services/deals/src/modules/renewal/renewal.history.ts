import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { RenewalHealth, RenewalStage } from './renewal.stages.ts';

/** What a pipeline of an earlier day must still know of a renewal. */
export interface RenewalContent {
  readonly stage: RenewalStage;
  readonly health: RenewalHealth;
  readonly competitiveEvaluation: boolean;
  /** A decimal fraction with four places. */
  readonly probability: string;
}

/** What was true of a renewal from a day until another; `to` is null while it still is. */
export interface RenewalEntry {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  readonly content: RenewalContent;
}

/** Records what is true from a day on; what was recorded for that day or later is replaced. */
export function changedFrom(
  history: readonly RenewalEntry[],
  on: LocalDate,
  content: RenewalContent,
): readonly RenewalEntry[] {
  const kept = cutAt(history, on);
  const last = kept.at(-1);
  if (last && keyOfContent(last.content) === keyOfContent(content)) {
    return [...kept.slice(0, -1), { ...last, to: null }];
  }
  return [...kept, { from: on, to: null, content }];
}

/** Ends a history: from the day on nothing is true any more. */
export function cutAt(history: readonly RenewalEntry[], on: LocalDate): readonly RenewalEntry[] {
  return history
    .filter(({ from }) => from < on)
    .map((entry) => (entry.to === null || entry.to > on ? { ...entry, to: on } : entry));
}

/** Tells which stored entries a new history makes obsolete, and which it adds. */
export function diffEntries(
  stored: readonly RenewalEntry[],
  wanted: readonly RenewalEntry[],
): { readonly obsolete: readonly RenewalEntry[]; readonly missing: readonly RenewalEntry[] } {
  const storedKeys = new Set(stored.map(keyOf));
  const wantedKeys = new Set(wanted.map(keyOf));
  return {
    obsolete: stored.filter((entry) => !wantedKeys.has(keyOf(entry))),
    missing: wanted.filter((entry) => !storedKeys.has(keyOf(entry))),
  };
}

const keyOf = ({ from, to, content }: RenewalEntry): string => `${from}|${to ?? ''}|${keyOfContent(content)}`;
const keyOfContent = ({ stage, health, competitiveEvaluation, probability }: RenewalContent): string =>
  [stage, health, competitiveEvaluation, probability].join('|');
