import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { FactStatus, Kpi, MetricUnit, Provenance } from '@channelgraph/core/kpi.ts';
import { apportion } from '@channelgraph/core/money.ts';
import { Decimal } from 'decimal.js';
import { explainLine } from './scorecard.reason.ts';
import type { TemplateBody, TemplateKpi } from './scorecard.template.ts';
import { sign } from './scorecard.template.ts';

/** The status of a line: that of its fact, or that no fact was reported. */
export type LineFactStatus = FactStatus | 'NOT_REPORTED';

/** Below the floor, between floor and target, or at the target and beyond. */
const ratings = ['RED', 'AMBER', 'GREEN'] as const;
export type Rating = (typeof ratings)[number];

/** A chosen fact, its plan already in place as denominator. */
export interface MeasuredFact {
  readonly kpi: Kpi;
  readonly asOf: LocalDate;
  readonly status: FactStatus;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly unit: MetricUnit;
  readonly currency: string | null;
  readonly sampleSize: number;
  readonly provenance: Provenance;
  readonly source: string;
  /** Why the fact is not OK, when the choice of facts knows more than the status says. */
  readonly note?: string;
}

/** One KPI of a scorecard; numbers are exact decimal texts. */
export interface ScoredLine {
  readonly kpi: Kpi;
  readonly rule: TemplateKpi;
  readonly fact: MeasuredFact | null;
  readonly factStatus: LineFactStatus;
  /** Six decimals, trailing zeros cut; null unless the fact has a figure. */
  readonly value: string | null;
  /** Points from 0 to 100 with two decimals; null unless the fact is OK. */
  readonly score: string | null;
  /** The line's share of the total with two decimals; null unless scored and the total exists. */
  readonly contribution: string | null;
  readonly status: Rating | null;
  readonly reason: string;
}

/** A scorecard as computed from a template and the facts. */
export interface ScoredCard {
  readonly total: string | null;
  readonly status: Rating | null;
  /** Four decimals. */
  readonly coverage: string;
  readonly leadingTotal: string | null;
  readonly laggingTotal: string | null;
  readonly lines: readonly ScoredLine[];
}

// A scale far below half a cent of a point, so that quotients such as 10/11 never decide a rounding.
const Exact = Decimal.clone({ precision: 50, rounding: Decimal.ROUND_HALF_EVEN });
const apportionScale = new Exact(10).pow(30);

interface Working {
  readonly rule: TemplateKpi;
  readonly fact: MeasuredFact | null;
  readonly factStatus: LineFactStatus;
  readonly value: Decimal | null;
  readonly score: Decimal | null;
}

/**
 * Scores a partner: points per KPI between floor and target, and their weighted mean.
 *
 * @remarks A missing or unusable figure leaves the mean; it never counts as 0 or as 100. When less than
 * the template's minimum coverage is scored there is no total, because it would speak for too little.
 */
export function scoreCard(template: TemplateBody, facts: ReadonlyMap<Kpi, MeasuredFact>): ScoredCard {
  const lines = template.kpis.map((rule) => work(rule, facts.get(rule.kpi) ?? null));
  const coverage = coverageOf(lines);
  const isCovered = coverage.greaterThan(0) && coverage.greaterThanOrEqualTo(template.minimumCoverage);
  const total = isCovered ? weightedMean(lines) : null;
  const contributions = contributionsOf(lines, total);
  const subtotal = (indicator: TemplateKpi['indicator']) =>
    isCovered ? weightedMean(lines.filter(({ rule }) => rule.indicator === indicator)) : null;
  return {
    total: total?.toFixed(2) ?? null,
    status: total && cardRating(template, total),
    coverage: coverage.toDecimalPlaces(4, Decimal.ROUND_HALF_EVEN).toFixed(4),
    leadingTotal: subtotal('LEADING')?.toFixed(2) ?? null,
    laggingTotal: subtotal('LAGGING')?.toFixed(2) ?? null,
    lines: lines.map((line, index) => present(line, contributions[index] ?? null)),
  };
}

function work(rule: TemplateKpi, fact: MeasuredFact | null): Working {
  const value = fact && valueOf(fact);
  const factStatus = statusOf(rule, fact, value);
  const score = factStatus === 'OK' && value ? scoreOf(rule, value) : null;
  return { rule, fact, factStatus, value, score };
}

function valueOf({ numerator, denominator }: MeasuredFact): Decimal | null {
  if (numerator === null || denominator === null || new Exact(denominator).isZero()) return null;
  return new Exact(numerator).dividedBy(denominator);
}

function statusOf(rule: TemplateKpi, fact: MeasuredFact | null, value: Decimal | null): LineFactStatus {
  if (!fact) return 'NOT_REPORTED';
  if (fact.status !== 'OK') return fact.status;
  if (rule.requiresVerified && fact.provenance === 'PARTNER_REPORTED') return 'SELF_REPORTED';
  if (rule.minimumSample !== null && fact.sampleSize < rule.minimumSample) return 'INSUFFICIENT_DATA';
  return value ? 'OK' : 'NO_BASE';
}

function scoreOf({ floor, target, direction }: TemplateKpi, value: Decimal): Decimal {
  const way = sign(direction);
  const reached = value.minus(floor).times(way);
  const reach = new Exact(target).minus(floor).times(way);
  return Exact.max(0, Exact.min(1, reached.dividedBy(reach))).times(100);
}

function lineRating({ rule, score, value }: Working): Rating | null {
  if (!score || !value) return null;
  const way = sign(rule.direction);
  if (value.times(way).lessThan(new Exact(rule.floor).times(way))) return 'RED';
  return value.times(way).lessThan(new Exact(rule.target).times(way)) ? 'AMBER' : 'GREEN';
}

function cardRating({ greenFrom, amberFrom }: TemplateBody, total: Decimal): Rating {
  if (total.greaterThanOrEqualTo(greenFrom)) return 'GREEN';
  return total.greaterThanOrEqualTo(amberFrom) ? 'AMBER' : 'RED';
}

function weightOf(lines: readonly Working[]): Decimal {
  return lines.reduce((sum, { rule }) => sum.plus(rule.weight), new Exact(0));
}

function coverageOf(lines: readonly Working[]): Decimal {
  const applicable = weightOf(lines.filter(({ factStatus }) => factStatus !== 'NOT_APPLICABLE'));
  if (applicable.isZero()) return applicable;
  return weightOf(lines.filter(({ score }) => score !== null)).dividedBy(applicable);
}

function points(lines: readonly Working[]): Decimal {
  return lines.reduce((sum, { rule, score }) => sum.plus(score?.times(rule.weight) ?? 0), new Exact(0));
}

function weightedMean(lines: readonly Working[]): Decimal | null {
  const scored = lines.filter(({ score }) => score !== null);
  if (scored.length === 0) return null;
  return points(scored).dividedBy(weightOf(scored)).toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
}

/** Apportions the rounded total by largest remainder, so that the printed parts sum to the printed total. */
function contributionsOf(lines: readonly Working[], total: Decimal | null): (string | null)[] {
  if (total === null) return lines.map(() => null);
  const shares = lines.map(({ rule, score }) =>
    BigInt((score?.times(rule.weight) ?? new Exact(0)).times(apportionScale).toFixed(0)),
  );
  const hundredths = shares.some((share) => share > 0n)
    ? apportion(BigInt(total.times(100).toFixed(0)), shares)
    : shares;
  return lines.map(({ score }, index) =>
    score ? new Exact((hundredths[index] ?? 0n).toString()).dividedBy(100).toFixed(2) : null,
  );
}

function present(line: Working, contribution: string | null): ScoredLine {
  const { rule, fact, factStatus } = line;
  const value = line.value?.toDecimalPlaces(6, Decimal.ROUND_HALF_EVEN).toFixed() ?? null;
  const score = line.score?.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN).toFixed(2) ?? null;
  const status = lineRating(line);
  const reason = explainLine({ rule, fact, factStatus, value, score, status });
  return { kpi: rule.kpi, rule, fact, factStatus, value, score, contribution, status, reason };
}
