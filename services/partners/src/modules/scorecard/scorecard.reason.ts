import type { Kpi } from '@channelgraph/core/kpi.ts';
import { Decimal } from 'decimal.js';
import { kpiDefinitions } from '../kpi-definition/kpi-definition.catalogue.ts';
import type { LineFactStatus, MeasuredFact, Rating } from './scorecard.scoring.ts';
import type { TemplateKpi } from './scorecard.template.ts';

/** What a line's explanation is made from. */
export interface LineOutcome {
  readonly rule: TemplateKpi;
  readonly fact: MeasuredFact | null;
  readonly factStatus: LineFactStatus;
  readonly value: string | null;
  readonly score: string | null;
  readonly status: Rating | null;
}

const unscored: Readonly<Record<Exclude<LineFactStatus, 'OK'>, string>> = {
  NOT_REPORTED: 'No figure was reported by this day.',
  NO_BASE: 'There was nothing to measure against.',
  INSUFFICIENT_DATA: 'The sample is too small to be scored.',
  PENDING: 'The period is still open.',
  NOT_APPLICABLE: 'This does not apply to the partner.',
  SELF_REPORTED: 'The figure is the partner’s own statement and is shown, not scored.',
};

/** Says in a sentence why a line has the points that it has, or none. */
export function explainLine({ rule, fact, factStatus, value, score, status }: LineOutcome): string {
  if (fact?.note && factStatus !== 'OK') return fact.note;
  if (factStatus === 'INSUFFICIENT_DATA' && fact && rule.minimumSample !== null) {
    return `The sample of ${fact.sampleSize} is below the minimum of ${rule.minimumSample}.`;
  }
  if (factStatus !== 'OK') return unscored[factStatus];
  const [found, floor, target] = [value ?? '0', rule.floor, rule.target].map((number) =>
    shown(rule.kpi, number),
  );
  const points = `${score} of 100 points`;
  if (status === 'GREEN') return `${found} reaches the target ${target}: ${points}.`;
  if (status === 'RED') return `${found} misses the floor ${floor}: ${points}.`;
  return `${found} lies between the floor ${floor} and the target ${target}: ${points}.`;
}

function shown(kpi: Kpi, number: string): string {
  const { isQuantity, unit } = kpiDefinitions[kpi];
  if (!isQuantity) return percent(number);
  const plain = new Decimal(number).toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
  return unit === 'DAYS' ? `${plain.toFixed()} days` : unit === 'MONEY' ? plain.toFixed(2) : plain.toFixed();
}

function percent(fraction: string): string {
  return `${new Decimal(fraction).times(100).toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN).toFixed(2)} %`;
}
