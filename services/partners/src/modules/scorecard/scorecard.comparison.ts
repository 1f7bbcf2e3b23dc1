import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { addMonths } from '@channelgraph/core/calendar.ts';
import { Decimal } from 'decimal.js';
import type { ScoredCard } from './scorecard.scoring.ts';

/** Gives the day of the card that a card is compared with: three calendar months earlier. */
export function previousDay(asOf: LocalDate): LocalDate {
  return addMonths(asOf, -3);
}

/** Gives the change of a score in points; null unless both were scored. */
export function changeOf(now: string | null, before: string | null): string | null {
  if (now === null || before === null) return null;
  return new Decimal(now).minus(before).toFixed(2);
}

/** Gives the change in points per KPI since an earlier card. */
export function deltasOf(now: ScoredCard, before: ScoredCard | null): Map<string, string | null> {
  const earlier = new Map(before?.lines.map(({ kpi, score }) => [kpi, score]));
  return new Map(now.lines.map(({ kpi, score }) => [kpi, changeOf(score, earlier.get(kpi) ?? null)]));
}
