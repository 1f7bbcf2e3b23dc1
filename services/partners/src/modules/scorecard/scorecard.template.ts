import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';
import { Decimal } from 'decimal.js';

/** Whether more of a figure is better (retention) or less (days to answer). */
export const directions = ['HIGHER_IS_BETTER', 'LOWER_IS_BETTER'] as const;
export type Direction = (typeof directions)[number];

/** Whether a KPI announces results (pipeline, certificates) or reports them (revenue, retention). */
export const indicators = ['LEADING', 'LAGGING'] as const;
export type Indicator = (typeof indicators)[number];

/** How one KPI counts in a scorecard; every number is an exact decimal text. */
export interface TemplateKpi {
  readonly kpi: Kpi;
  /** Share of 100. */
  readonly weight: string;
  /** The value that scores 0 points. */
  readonly floor: string;
  /** The value that scores 100 points. */
  readonly target: string;
  readonly direction: Direction;
  readonly indicator: Indicator;
  /** The smallest sample that is scored; null when any sample is. */
  readonly minimumSample: number | null;
  /** Whether a figure that rests on what only the partner reports is shown and not scored. Default: it is scored. */
  readonly requiresVerified?: boolean;
}

/** The rules of one scorecard: which KPIs count, how much, and from where to where. */
export interface TemplateBody {
  /** Share of the applicable weight that must be scored for a total to exist. */
  readonly minimumCoverage: string;
  /** The smallest total that is green. */
  readonly greenFrom: string;
  /** The smallest total that is amber; below it the card is red. */
  readonly amberFrom: string;
  readonly kpis: readonly TemplateKpi[];
}

const plainDecimal = /^-?\d{1,12}(\.\d{1,8})?$/;

/** Lists everything that is wrong with a template, and nothing when it may be published. */
export function templateIssues(body: TemplateBody): readonly ValidationIssue[] {
  const issues = createIssues();
  const texts = [body.minimumCoverage, body.greenFrom, body.amberFrom];
  if (texts.some((text) => !plainDecimal.test(text))) {
    issues.add(
      ['minimumCoverage'],
      'INVALID_DECIMAL',
      'Coverage and colour limits are plain decimals.',
      'Write them like 0.60, 70 and 40.',
    );
    return issues.issues;
  }
  const coverage = new Decimal(body.minimumCoverage);
  if (coverage.lessThan(0) || coverage.greaterThan(1)) {
    issues.add(
      ['minimumCoverage'],
      'OUT_OF_RANGE',
      'The minimum coverage is a share between 0 and 1.',
      'Use 0.60 for sixty per cent.',
    );
  }
  if (new Decimal(body.amberFrom).greaterThan(body.greenFrom)) {
    issues.add(
      ['amberFrom'],
      'OUT_OF_RANGE',
      'Amber cannot begin above green.',
      'Lower amberFrom or raise greenFrom.',
    );
  }
  body.kpis.forEach((kpi, index) => checkKpi(kpi, ['kpis', index], issues));
  checkSet(body, issues);
  return issues.issues;
}

type Issues = ReturnType<typeof createIssues>;

function checkKpi(kpi: TemplateKpi, path: readonly (string | number)[], issues: Issues): void {
  for (const field of ['weight', 'floor', 'target'] as const) {
    if (!plainDecimal.test(kpi[field])) {
      issues.add(
        [...path, field],
        'INVALID_DECIMAL',
        `The ${field} of ${kpi.kpi} is not a plain decimal.`,
        'Write it like 0.95.',
      );
      return;
    }
  }
  if (new Decimal(kpi.weight).lessThanOrEqualTo(0)) {
    issues.add(
      [...path, 'weight'],
      'OUT_OF_RANGE',
      `The weight of ${kpi.kpi} is not positive.`,
      'Leave out a KPI that does not count.',
    );
  }
  const reach = new Decimal(kpi.target).minus(kpi.floor).times(sign(kpi.direction));
  if (reach.lessThanOrEqualTo(0)) {
    issues.add(
      [...path, 'target'],
      'TARGET_NOT_BEYOND_FLOOR',
      `The target of ${kpi.kpi} is not better than its floor.`,
      'Set a target beyond the floor in the direction that is better.',
    );
  }
  if (kpi.minimumSample !== null && kpi.minimumSample < 1) {
    issues.add(
      [...path, 'minimumSample'],
      'OUT_OF_RANGE',
      'A minimum sample is at least 1.',
      'Leave it out when any sample is scored.',
    );
  }
}

function checkSet(body: TemplateBody, issues: Issues): void {
  const names = body.kpis.map(({ kpi }) => kpi);
  if (new Set(names).size !== names.length) {
    issues.add(['kpis'], 'DUPLICATE_KPI', 'A KPI appears more than once.', 'Name each KPI once.');
  }
  const numeric = body.kpis.filter(({ weight }) => plainDecimal.test(weight));
  const sum = numeric.reduce((total, { weight }) => total.plus(weight), new Decimal(0));
  if (!sum.equals(100)) {
    issues.add(
      ['kpis'],
      'WEIGHTS_NOT_100',
      `The weights sum to ${sum.toFixed()}, not to 100.`,
      'Change the weights so that they sum to exactly 100.',
    );
  }
}

/** Gives 1 where higher is better and −1 where lower is, so that one formula scores both. */
export function sign(direction: Direction): 1 | -1 {
  return direction === 'HIGHER_IS_BETTER' ? 1 : -1;
}
