import { toLocalDate } from '@channelgraph/core/calendar.ts';
import type { FactDetail, Kpi } from '@channelgraph/core/kpi.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { joinSql, nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { MetricFact as MetricFactRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { KpiEnum, MetricUnitEnum, ProvenanceEnum, ReportedStatusEnum } from '../../vocabulary.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { Partner } from '../partner/partner.type.ts';
import { detailsOf } from './metric-fact.service.ts';

const MetricFactDetail = builder.objectRef<FactDetail>('MetricFactDetail').implement({
  description: 'A figure beside the two that make a fact, such as the mean of the answers.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is.' }),
    value: t.exposeString('value', {
      description: 'A plain text: a decimal, a date, `true` or `false`.',
    }),
  }),
});

const MetricFact = builder.objectRef<MetricFactRow>('MetricFact').implement({
  description:
    'One measurement of one KPI of one partner. Facts are only ever added: a restatement is a later one for the same day.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    kpi: t.field({ type: KpiEnum, description: 'The KPI.', resolve: ({ kpi }) => kpi as Kpi }),
    asOf: t.field({
      type: 'Date',
      description: 'The day that the figure describes.',
      resolve: ({ asOf }) => toLocalDate(asOf),
    }),
    periodStart: t.field({
      type: 'Date',
      description: 'The first day measured.',
      resolve: ({ periodStart }) => toLocalDate(periodStart),
    }),
    periodEnd: t.field({
      type: 'Date',
      description: 'The first day after the time measured.',
      resolve: ({ periodEnd }) => toLocalDate(periodEnd),
    }),
    status: t.expose('status', {
      type: ReportedStatusEnum,
      description: 'Whether there is a figure that can be scored.',
    }),
    numerator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The numerator; null when there is no figure.',
      resolve: ({ numerator }) => numerator?.toFixed() ?? null,
    }),
    denominator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The denominator; null when there is no figure, or when the plan is the denominator.',
      resolve: ({ denominator }) => denominator?.toFixed() ?? null,
    }),
    unit: t.expose('unit', { type: MetricUnitEnum, description: 'What numerator and denominator count.' }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      nullable: true,
      description: 'The currency of amounts; null for other units.',
    }),
    sampleSize: t.exposeInt('sampleSize', { description: 'The number of records behind the figure.' }),
    provenance: t.expose('provenance', { type: ProvenanceEnum, description: 'Where the figure comes from.' }),
    source: t.exposeString('source', { description: 'The service or the other system that measured.' }),
    sourceVersion: t.exposeString('sourceVersion', {
      description: 'The version of the formula that made the figure.',
    }),
    evidenceQuery: t.exposeString('evidenceQuery', {
      nullable: true,
      description: 'A query that shows the records behind the figure; null when there is none.',
    }),
    details: t.field({
      type: [MetricFactDetail],
      description: 'Further figures from the same records; empty when there are none.',
      resolve: (fact) => [...detailsOf(fact)],
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
  }),
});

const MetricFactConnection = connectionOf(builder, MetricFact, 'MetricFact');

interface FactArgs extends PageArgs {
  readonly kpis?: readonly Kpi[] | null | undefined;
}

const factsLoader = nestedLoader<Context, FactArgs, Page<MetricFactRow>>(
  (context, parentIds, { kpis, ...args }) =>
    nestedKeysetPages<MetricFactRow, 'AS_OF'>({
      client: context.db.read,
      table: 'metric_fact',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order: { field: 'AS_OF', direction: 'DESC' },
      columns: { AS_OF: { column: 'as_of', type: 'date', property: 'asOf' } },
      ...(kpis && kpis.length > 0 ? { where: sql`AND t.kpi IN (${joinSql([...kpis])})` } : {}),
      load: (ids) => context.db.read.metricFact.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'metricFacts', (t) =>
  t.field({
    type: MetricFactConnection,
    description:
      'The facts about the partner, latest day first. Empty for a channel account manager outside the portfolio.',
    args: {
      kpis: t.arg({ type: [KpiEnum], description: 'Only facts of these KPIs. Default: of all.' }),
      ...pageArgs(t),
    },
    resolve: ({ id }, args, context) => factsLoader(context, { parentId: id, args }),
  }),
);
