import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { KpiEnum, MetricUnitEnum, ReportedStatusEnum } from '../../../vocabulary.ts';
import type { MetricFactItem } from '../metric-fact.service.ts';
import { metricFactBulk } from '../metric-fact.service.ts';

const MetricFactRecordItem = builder.inputRef<MetricFactItem>('MetricFactRecordItem').implement({
  description: 'A figure that another system measured. Its provenance is `IMPORT`.',
  fields: (t) => ({
    partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner.' }),
    kpi: t.field({ type: KpiEnum, required: true, description: 'The KPI.' }),
    asOf: t.field({ type: 'Date', required: true, description: 'The day that the figure describes.' }),
    periodStart: t.field({ type: 'Date', description: 'The first day measured. Default: the day itself.' }),
    periodEnd: t.field({
      type: 'Date',
      description: 'The first day after the time measured. Default: the day itself.',
    }),
    status: t.field({ type: ReportedStatusEnum, description: 'Whether there is a figure. Default `OK`.' }),
    numerator: t.field({ type: 'Decimal', description: 'The numerator. Required with `OK`.' }),
    denominator: t.field({
      type: 'Decimal',
      description:
        'The denominator. Required with `OK`, but for KPIs against plan, where the plan is the default.',
    }),
    unit: t.field({
      type: MetricUnitEnum,
      description: 'What numerator and denominator count. Default `COUNT`.',
    }),
    currency: t.field({ type: 'CurrencyCode', description: 'The currency of amounts.' }),
    sampleSize: t.int({ description: 'The number of records behind the figure. Default 0.' }),
    source: t.string({ description: 'The system that measured. Default `import`.' }),
    sourceVersion: t.string({ description: 'The version of the formula. Default `1`.' }),
    evidenceQuery: t.string({ description: 'A query that shows the records behind the figure.' }),
  }),
});

addBulkMutation(builder, {
  name: 'metricFactRecordMany',
  description:
    'Records figures that another system measured. One that says what is stored already is `UNCHANGED`; another for the same day restates it. Requires PROGRAM_ADMIN.',
  item: MetricFactRecordItem,
  definition: metricFactBulk,
});
