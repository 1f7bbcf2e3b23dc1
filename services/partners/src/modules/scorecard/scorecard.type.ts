import { builder } from '../../builder.ts';
import {
  DirectionEnum,
  FactStatusEnum,
  IndicatorEnum,
  KpiEnum,
  MetricUnitEnum,
  ProvenanceEnum,
  ScoreStatusEnum,
} from '../../vocabulary.ts';
import { requestTime } from '../../request-time.ts';
import { partnerToday } from '../program-enrollment/program-enrollment.loaders.ts';
import { kpiDefinitions } from '../kpi-definition/kpi-definition.catalogue.ts';
import { Partner } from '../partner/partner.type.ts';
import { changeOf, deltasOf } from './scorecard.comparison.ts';
import type { ScorecardView, TemplateVersion } from './scorecard.loaders.ts';
import { scorecardLoader } from './scorecard.loaders.ts';
import type { ScoredLine } from './scorecard.scoring.ts';
import type { TemplateKpi as Rule } from './scorecard.template.ts';

const TemplateKpi = builder.objectRef<Rule>('ScorecardTemplateKpi').implement({
  description: 'How one KPI counts in a scorecard.',
  fields: (t) => ({
    kpi: t.expose('kpi', { type: KpiEnum, description: 'The KPI.' }),
    weight: t.expose('weight', { type: 'Decimal', description: 'Its share of 100.' }),
    floor: t.expose('floor', { type: 'Decimal', description: 'The value that scores 0 points.' }),
    target: t.expose('target', { type: 'Decimal', description: 'The value that scores 100 points.' }),
    direction: t.expose('direction', { type: DirectionEnum, description: 'Whether more or less is better.' }),
    indicator: t.expose('indicator', {
      type: IndicatorEnum,
      description: 'Whether it announces results or reports them.',
    }),
    minimumSample: t.exposeInt('minimumSample', {
      nullable: true,
      description: 'The smallest sample that is scored; null when any is.',
    }),
    isVerificationRequired: t.boolean({
      description: 'Whether a figure that rests on what only the partner reports is shown and not scored.',
      resolve: ({ requiresVerified }) => requiresVerified ?? false,
    }),
  }),
});

export const ScorecardTemplate = builder.objectRef<TemplateVersion>('ScorecardTemplate').implement({
  description: 'One published version of the rules of a scorecard. Versions never change.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the version.' }),
    version: t.exposeInt('version', { description: 'The number of the version, from 1.' }),
    effectiveFrom: t.expose('effectiveFrom', { type: 'Date', description: 'The first day in force.' }),
    effectiveTo: t.expose('effectiveTo', {
      type: 'Date',
      nullable: true,
      description: 'The first day no longer in force; null while no later version is published.',
    }),
    minimumCoverage: t.field({
      type: 'Decimal',
      description: 'The share of the applicable weight that must be scored for a total to exist.',
      resolve: ({ body }) => body.minimumCoverage,
    }),
    greenFrom: t.field({
      type: 'Decimal',
      description: 'The smallest total that is green.',
      resolve: ({ body }) => body.greenFrom,
    }),
    amberFrom: t.field({
      type: 'Decimal',
      description: 'The smallest total that is amber; below it the card is red.',
      resolve: ({ body }) => body.amberFrom,
    }),
    kpis: t.field({
      type: [TemplateKpi],
      description: 'The KPIs that count; their weights sum to 100.',
      resolve: ({ body }) => [...body.kpis],
    }),
  }),
});

interface LineView extends ScoredLine {
  readonly delta: string | null;
}

const ScorecardLine = builder.objectRef<LineView>('ScorecardLine').implement({
  description: 'One KPI of a scorecard: what was measured, how it is scored, and why.',
  fields: (t) => ({
    kpi: t.expose('kpi', { type: KpiEnum, description: 'The KPI.' }),
    name: t.string({ description: 'The name of the KPI.', resolve: ({ kpi }) => kpiDefinitions[kpi].name }),
    factStatus: t.expose('factStatus', {
      type: FactStatusEnum,
      description: 'Whether there is a figure. Only `OK` is scored.',
    }),
    value: t.expose('value', {
      type: 'Decimal',
      nullable: true,
      description: 'Numerator divided by denominator, up to six decimals; null without a figure.',
    }),
    numerator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The numerator; null without a figure.',
      resolve: ({ fact }) => fact?.numerator ?? null,
    }),
    denominator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The denominator, which is the plan target for KPIs against plan; null without one.',
      resolve: ({ fact }) => fact?.denominator ?? null,
    }),
    unit: t.field({
      type: MetricUnitEnum,
      description: 'What numerator and denominator count.',
      resolve: ({ kpi, fact }) => fact?.unit ?? kpiDefinitions[kpi].unit,
    }),
    currency: t.field({
      type: 'CurrencyCode',
      nullable: true,
      description: 'The currency of amounts; null for other units.',
      resolve: ({ fact }) => fact?.currency ?? null,
    }),
    sampleSize: t.int({
      nullable: true,
      description: 'The number of records behind the figure; null without a fact.',
      resolve: ({ fact }) => fact?.sampleSize ?? null,
    }),
    floor: t.field({
      type: 'Decimal',
      description: 'The value that scores 0 points.',
      resolve: ({ rule }) => rule.floor,
    }),
    target: t.field({
      type: 'Decimal',
      description: 'The value that scores 100 points.',
      resolve: ({ rule }) => rule.target,
    }),
    weight: t.field({
      type: 'Decimal',
      description: 'The share of 100.',
      resolve: ({ rule }) => rule.weight,
    }),
    indicator: t.field({
      type: IndicatorEnum,
      description: 'Whether the KPI announces results or reports them.',
      resolve: ({ rule }) => rule.indicator,
    }),
    score: t.expose('score', {
      type: 'Decimal',
      nullable: true,
      description: 'The points from 0 to 100, two decimals; null unless scored.',
    }),
    contribution: t.expose('contribution', {
      type: 'Decimal',
      nullable: true,
      description:
        'The part of the total, two decimals; the parts sum exactly to it. Null unless scored and the total exists.',
    }),
    status: t.expose('status', {
      type: ScoreStatusEnum,
      nullable: true,
      description: 'The colour of the value; null unless scored.',
    }),
    provenance: t.field({
      type: ProvenanceEnum,
      nullable: true,
      description: 'Where the figure comes from; null without a fact.',
      resolve: ({ fact }) => fact?.provenance ?? null,
    }),
    asOf: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day that the figure describes; null without a fact.',
      resolve: ({ fact }) => fact?.asOf ?? null,
    }),
    source: t.string({
      nullable: true,
      description: 'The service or system that measured; null without a fact.',
      resolve: ({ fact }) => fact?.source ?? null,
    }),
    reason: t.exposeString('reason', { description: 'In words, why the line has its points, or none.' }),
    delta: t.expose('delta', {
      type: 'Decimal',
      nullable: true,
      description: 'The change in points since `previousAsOf` of the card; null unless scored on both days.',
    }),
  }),
});

const Scorecard = builder.objectRef<ScorecardView>('Scorecard').implement({
  description: 'How a partner does on a day: one line per KPI of its template, and their weighted mean.',
  fields: (t) => ({
    partner: t.field({ type: Partner, description: 'The partner.', resolve: ({ partner }) => partner }),
    asOf: t.expose('asOf', { type: 'Date', description: 'The day that the card describes.' }),
    knownAt: t.expose('knownAt', { type: 'DateTime', description: 'The instant whose knowledge answers.' }),
    template: t.field({
      type: ScorecardTemplate,
      description: 'The rules that were in force.',
      resolve: ({ template }) => template,
    }),
    total: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The weighted mean of the points, two decimals; null when less than the minimum coverage is scored.',
      resolve: ({ card }) => card.total,
    }),
    status: t.field({
      type: ScoreStatusEnum,
      nullable: true,
      description: 'The colour of the total; null without a total.',
      resolve: ({ card }) => card.status,
    }),
    coverage: t.field({
      type: 'Decimal',
      description: 'The scored share of the weight that applies to the partner, four decimals.',
      resolve: ({ card }) => card.coverage,
    }),
    leadingTotal: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The weighted mean of the leading KPIs; null without a total or a scored one.',
      resolve: ({ card }) => card.leadingTotal,
    }),
    laggingTotal: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The weighted mean of the lagging KPIs; null without a total or a scored one.',
      resolve: ({ card }) => card.laggingTotal,
    }),
    previousAsOf: t.expose('previousAsOf', {
      type: 'Date',
      description: 'The day that changes are counted from: three months earlier.',
    }),
    delta: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The change of the total since `previousAsOf`; null without a total on both days.',
      resolve: ({ card, previous }) => changeOf(card.total, previous?.total ?? null),
    }),
    lines: t.field({
      type: [ScorecardLine],
      description: 'One line per KPI of the template.',
      resolve: ({ card, previous }) => {
        const deltas = deltasOf(card, previous);
        return card.lines.map((line) => ({ ...line, delta: deltas.get(line.kpi) ?? null }));
      },
    }),
  }),
});

builder.objectField(Partner, 'scorecard', (t) =>
  t.field({
    type: Scorecard,
    nullable: true,
    description:
      'How the partner does on a day; null when no template is in force, and for a channel account manager outside the portfolio.',
    args: {
      asOf: t.arg({
        type: 'Date',
        description: 'The day. Default: today in the time zone of the partner’s leading program.',
      }),
      knownAt: t.arg({ type: 'DateTime', description: 'The instant whose knowledge answers. Default: now.' }),
    },
    resolve: async (partner, { asOf, knownAt }, context) => {
      if (!partner.isFullyVisible) return null;
      const day = asOf ?? (await partnerToday(context, partner.id));
      return scorecardLoader(context, { partner, asOf: day, knownAt: knownAt ?? requestTime(context) });
    },
  }),
);
