import { daysBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';
import type { Money } from '@channelgraph/core/money.ts';
import { moneyToDecimal } from '@channelgraph/core/money.ts';
import { Decimal } from 'decimal.js';
import { hasData, isService } from '../metric-fact/metric-fact.precedence.ts';
import type { MeasuredFact } from './scorecard.scoring.ts';

/** A stored fact with the instant and the order of its recording. */
export interface RecordedFact extends MeasuredFact {
  readonly recordedAt: Date;
  readonly sequence: bigint;
}

/** The day that is asked about and the instant whose knowledge answers. */
export interface Viewpoint {
  readonly asOf: LocalDate;
  readonly knownAt: Date;
}

/** An agreed amount for a span of days `[from, to)`. */
export interface AgreedTarget {
  readonly kpi: Kpi;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly amount: Money;
  readonly recordedAt: Date;
  readonly supersededAt: Date | null;
}

/** The KPIs whose denominator is the partner's plan when the fact brings none. */
export const planKpis: readonly Kpi[] = [
  'SOURCED_REVENUE_VS_PLAN',
  'SOURCED_PIPELINE_VS_PLAN',
  'INFLUENCED_REVENUE_VS_PLAN',
];

/**
 * Chooses one fact per KPI from those known at the instant and not later than the day.
 *
 * @remarks Within a kind of source the latest day counts, and of one day what was recorded last. A service
 * that has records behind its figure is believed before any import, from the day on which it has them.
 * While it has none, an import stands, unless the service has measured something since: a partner whose
 * answers are collected elsewhere is not blanked, and a figure of long ago does not come back.
 */
export function selectFacts<Fact extends RecordedFact>(
  facts: Iterable<Fact>,
  { asOf, knownAt }: Viewpoint,
): Map<Kpi, Fact> {
  const known = [...facts].filter((fact) => fact.asOf <= asOf && fact.recordedAt <= knownAt);
  const byKpi = Map.groupBy(known, ({ kpi }) => kpi);
  return new Map(
    [...byKpi].flatMap(([kpi, own]) => {
      const chosen = preferred(own);
      return chosen ? [[kpi, chosen] as const] : [];
    }),
  );
}

function preferred<Fact extends RecordedFact>(facts: readonly Fact[]): Fact | null {
  const born = latestOf(facts.filter(({ source }) => isService(source)));
  const imported = latestOf(facts.filter(({ source }) => !isService(source)));
  if (!born || !imported) return born ?? imported;
  if (hasData(born)) return born;
  const measured = latestOf(facts.filter((fact) => isService(fact.source) && hasData(fact)));
  return measured && measured.asOf >= imported.asOf ? born : imported;
}

function latestOf<Fact extends RecordedFact>(facts: readonly Fact[]): Fact | null {
  return facts.reduce<Fact | null>(
    (best, fact) => (best === null || isLater(fact, best) ? fact : best),
    null,
  );
}

function isLater(a: RecordedFact, b: RecordedFact): boolean {
  if (a.asOf !== b.asOf) return a.asOf > b.asOf;
  const difference = a.recordedAt.getTime() - b.recordedAt.getTime();
  return difference === 0 ? a.sequence > b.sequence : difference > 0;
}

/** Puts the plan in force on the day under each fact that is measured against a plan and brings no denominator. */
export function applyPlan<Fact extends MeasuredFact>(
  facts: ReadonlyMap<Kpi, Fact>,
  targets: readonly AgreedTarget[],
  viewpoint: Viewpoint,
): Map<Kpi, MeasuredFact> {
  return new Map(
    [...facts].map(([kpi, fact]) => [
      kpi,
      planKpis.includes(kpi) && fact.status === 'OK' && fact.denominator === null
        ? againstPlan(fact, targetInForce(targets, kpi, viewpoint))
        : fact,
    ]),
  );
}

function targetInForce(
  targets: readonly AgreedTarget[],
  kpi: Kpi,
  { asOf, knownAt }: Viewpoint,
): AgreedTarget | null {
  return (
    targets.find(
      (target) =>
        target.kpi === kpi &&
        target.from <= asOf &&
        asOf < target.to &&
        target.recordedAt <= knownAt &&
        (target.supersededAt === null || target.supersededAt > knownAt),
    ) ?? null
  );
}

function againstPlan(fact: MeasuredFact, target: AgreedTarget | null): MeasuredFact {
  if (!target) return { ...fact, status: 'NO_BASE', note: 'No plan target is in force on this day.' };
  if (fact.currency !== null && fact.currency !== target.amount.currency) {
    return {
      ...fact,
      status: 'NO_BASE',
      note: `The plan is in ${target.amount.currency}, the figure in ${fact.currency}.`,
    };
  }
  // Written like the figures of facts: exact, without trailing zeros.
  const denominator = new Decimal(moneyToDecimal(target.amount)).toFixed();
  return { ...fact, denominator, currency: target.amount.currency };
}

/** Counts the days of every span that is still running up to the day that is asked about. */
export function countRunningDays(
  facts: ReadonlyMap<Kpi, MeasuredFact & { readonly periodStart: LocalDate }>,
  { asOf }: Viewpoint,
): Map<Kpi, MeasuredFact> {
  return new Map(
    [...facts].map(([kpi, fact]) => [
      kpi,
      fact.unit === 'DAYS' && fact.status === 'PENDING'
        ? { ...fact, numerator: String(daysBetween(fact.periodStart, asOf)) }
        : fact,
    ]),
  );
}
