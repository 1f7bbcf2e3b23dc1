import type {
  Money,
  PartnerSummary,
  Pipeline,
  PipelineCell,
  Scorecard,
  ScorecardLine,
} from '../../src/index.ts';

const line = (
  kpi: string,
  name: string,
  numbers: readonly [
    value: string,
    floor: string,
    target: string,
    weight: string,
    score: string,
    contribution: string,
  ],
  status: string,
): ScorecardLine => {
  const [value, floor, target, weight, score, contribution] = numbers;
  return {
    kpi,
    name,
    factStatus: 'OK',
    value,
    numerator: '1320',
    denominator: '1200',
    unit: 'SEATS',
    currency: null,
    sampleSize: 1,
    floor,
    target,
    weight,
    indicator: 'LAGGING',
    score,
    contribution,
    status,
    provenance: 'SYSTEM',
    asOf: '2026-10-01',
    source: 'deals',
    reason: '10.00 % lies between the floor 0.00 % and the target 12.00 %: 83.33 of 100 points.',
    delta: null,
  };
};

/** A partner as lists show it. */
export const harbor: PartnerSummary = {
  id: 'prt_harbor',
  displayName: 'Harbor Managed Services',
  types: ['MSP'],
  segment: 'PURE_PLAY',
  status: 'ACTIVE',
  tier: { id: 'tir_2', rank: 2, label: 'Gold' },
  channelAccountManager: { id: 'stf_carla', displayName: 'Carla' },
};

/** A scorecard of two lines, one of them without a figure. */
export const harborScorecard: Scorecard = {
  partner: { id: harbor.id, displayName: harbor.displayName },
  asOf: '2026-10-15',
  knownAt: '2026-10-15T09:00:00.000Z',
  total: '83.33',
  status: 'AMBER',
  delta: '1.20',
  previousAsOf: '2026-07-15',
  coverage: '0.6',
  leadingTotal: null,
  laggingTotal: '83.33',
  template: { id: 'pol_1', version: 1, effectiveFrom: '2024-01-01', minimumCoverage: '0.6' },
  lines: [
    line('SEAT_GROWTH', 'Managed seat growth', ['0.1', '0', '0.12', '15', '83.33', '83.33'], 'AMBER'),
    {
      ...line('CUSTOMER_SATISFACTION', 'Customer satisfaction', ['0', '0.75', '0.92', '10', '0', '0'], 'RED'),
      factStatus: 'INSUFFICIENT_DATA',
      value: null,
      score: null,
      contribution: null,
      status: null,
    },
  ],
};

const usd = (amount: string): Money => ({ amount, currency: 'USD' });

const cell: PipelineCell = {
  motion: 'NEW',
  revenueModel: 'RECURRING',
  stage: 'TECHNICAL_VALIDATION',
  sourceRole: 'SOURCED',
  segment: null,
  closeWindow: null,
  productLine: null,
  currency: 'USD',
  count: 2,
  mixedCount: 0,
  sharedCount: 0,
  oneTime: usd('0.00'),
  mrr: usd('4500.00'),
  arr: usd('54000.00'),
  acv: usd('54000.00'),
  tcv: usd('162000.00'),
  weightedOneTime: usd('0.00'),
  weightedMrr: usd('2250.00'),
  weightedArr: usd('27000.00'),
  weightedAcv: usd('27000.00'),
  weightedTcv: usd('81000.00'),
};

/** A pipeline of one cell and two renewals. */
export const harborPipeline: Pipeline = {
  asOf: '2026-10-15',
  knownAt: null,
  opportunityCount: 2,
  cells: [cell],
  renewals: [
    { window: 'D61_90', currency: 'USD', contractCount: 1, mrr: usd('12500.00'), isDecisionWindow: true },
    {
      window: 'D181_PLUS',
      currency: 'USD',
      contractCount: 11,
      mrr: usd('48000.00'),
      isDecisionWindow: false,
    },
  ],
  renewalCells: [
    {
      stage: 'IN_WINDOW',
      health: 'RED',
      window: 'D61_90',
      currency: 'USD',
      contractCount: 1,
      mrr: usd('12500.00'),
      atRiskMrr: usd('5000.00'),
      weightedMrr: usd('7500.00'),
      defaultWeightedMrr: usd('7500.00'),
    },
  ],
};
