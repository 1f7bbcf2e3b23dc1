import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import { askMetrics } from '../../metrics/metrics.field.ts';
import type { GroupKey } from '../../metrics/metrics.field.ts';
import { enumKey, partnerKeyFields, productLineKey } from '../../metrics/metrics.key.ts';
import { checkStaffDimensions } from '../../metrics/metrics.limits.ts';
import { addMetricsInputs, addMetricsTypes, metricsArguments } from '../../metrics/metrics.schema.ts';
import { whereSql } from '../../metrics/metrics.where.ts';
import { LossReason, Motion, OpportunityStage, RevenueModel, SourceRole } from '../../vocabulary.ts';
import { OpportunityFilter, opportunityWhere } from '../opportunity/opportunity.filter.ts';
import {
  dealDimensionWords,
  dealMeasures,
  dealMeasureWords,
  dealMetricsDefinition,
  dealTimeColumns,
  dealTimeWords,
  openDealDimensions,
  opportunityColumns,
} from './deal-metrics.definition.ts';

const DealOutcome = builder.enumType('DealOutcome', {
  description: 'How a deal stands.',
  values: described({ OPEN: 'Neither won nor lost.', WON: 'Won or renewed.', LOST: 'Lost or lapsed.' }),
});

const DealMetricsKey = builder.objectRef<GroupKey>('DealMetricsKey').implement({
  description: 'What the deals of a group have in common.',
  fields: (t) => ({
    ...partnerKeyFields(t),
    productLine: productLineKey(t),
    stage: enumKey(t, OpportunityStage, { dimension: 'STAGE', words: 'The stage' }),
    outcome: enumKey(t, DealOutcome, { dimension: 'OUTCOME', words: 'Whether they are open, won or lost' }),
    motion: enumKey(t, Motion, { dimension: 'MOTION', words: 'The motion' }),
    revenueModel: enumKey(t, RevenueModel, { dimension: 'REVENUE_MODEL', words: 'The revenue model' }),
    sourceRole: enumKey(t, SourceRole, { dimension: 'SOURCE_ROLE', words: 'The part that the partner has' }),
    lossReason: enumKey(t, LossReason, { dimension: 'LOSS_REASON', words: 'Why they were lost' }),
    region: t.string({
      nullable: true,
      description: 'The sales region; null when not grouped by, and for rows without it.',
      resolve: ({ values }) => values.REGION ?? null,
    }),
  }),
});

const vocabulary = {
  name: 'Deal',
  rows: 'deals',
  dimensions: dealDimensionWords,
  timeFields: dealTimeWords,
  measures: dealMeasureWords,
} as const;
const inputs = addMetricsInputs(vocabulary, dealMeasures);
const DealMetrics = addMetricsTypes(vocabulary, dealMeasures, DealMetricsKey);

builder.queryField('dealMetrics', (t) =>
  t.field({
    type: DealMetrics,
    description:
      'Counts and adds up the opportunities that the viewer may see, in groups. With the same filter it counts exactly what `opportunities` lists.',
    args: {
      ...metricsArguments(t, inputs),
      filter: t.arg({ type: OpportunityFilter, description: 'Which opportunities. Default: all.' }),
    },
    resolve: (_, { filter, ...args }, context, info) => {
      checkStaffDimensions(args.groupBy, context.viewer);
      const condition = whereSql(opportunityWhere(filter), { columns: opportunityColumns });
      const field = {
        definition: dealMetricsDefinition(context),
        timeColumns: dealTimeColumns,
        openDimensions: openDealDimensions,
        defaultMeasure: 'dealCount',
      } as const;
      return askMetrics(field, args, { context, info, condition });
    },
  }),
);
