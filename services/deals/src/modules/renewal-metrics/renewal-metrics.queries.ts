import { partnersByToday } from '@channelgraph/graphql/partner-directory.ts';
import { builder } from '../../builder.ts';
import { askMetrics } from '../../metrics/metrics.field.ts';
import type { GroupKey } from '../../metrics/metrics.field.ts';
import { enumKey, partnerKeyFields, productLineKey } from '../../metrics/metrics.key.ts';
import { checkStaffDimensions } from '../../metrics/metrics.limits.ts';
import { addMetricsInputs, addMetricsTypes, metricsArguments } from '../../metrics/metrics.schema.ts';
import { whereSql } from '../../metrics/metrics.where.ts';
import { LossReason, RenewalHealth, RenewalStage, RenewalWindow } from '../../vocabulary.ts';
import { RenewalOutcome } from '../renewal/renewal.enums.ts';
import { asksForToday, RenewalFilter, renewalWhere } from '../renewal/renewal.filter.ts';
import {
  openRenewalDimensions,
  renewalColumns,
  renewalDimensionWords,
  renewalMeasures,
  renewalMeasureWords,
  renewalMetricsDefinition,
  renewalTimeColumns,
  renewalTimeWords,
} from './renewal-metrics.definition.ts';

const RenewalMetricsKey = builder.objectRef<GroupKey>('RenewalMetricsKey').implement({
  description: 'What the renewals of a group have in common.',
  fields: (t) => ({
    ...partnerKeyFields(t),
    productLine: productLineKey(t),
    stage: enumKey(t, RenewalStage, { dimension: 'STAGE', words: 'The stage today' }),
    outcome: enumKey(t, RenewalOutcome, { dimension: 'OUTCOME', words: 'How they ended' }),
    health: enumKey(t, RenewalHealth, { dimension: 'HEALTH', words: 'The health' }),
    window: enumKey(t, RenewalWindow, { dimension: 'WINDOW', words: 'How soon the term ends' }),
    lossReason: enumKey(t, LossReason, { dimension: 'LOSS_REASON', words: 'Why they were lost' }),
  }),
});

const vocabulary = {
  name: 'Renewal',
  rows: 'renewals',
  dimensions: renewalDimensionWords,
  timeFields: renewalTimeWords,
  measures: renewalMeasureWords,
} as const;
const inputs = addMetricsInputs(vocabulary, renewalMeasures);
const RenewalMetrics = addMetricsTypes(vocabulary, renewalMeasures, RenewalMetricsKey);

builder.queryField('renewalMetrics', (t) =>
  t.field({
    type: RenewalMetrics,
    description:
      'Counts and adds up the renewals that the viewer may see as they stand today, in groups. With the same filter it counts exactly what `renewals` lists.',
    args: {
      ...metricsArguments(t, inputs),
      filter: t.arg({ type: RenewalFilter, description: 'Which renewals. Default: all.' }),
    },
    resolve: async (_, { filter, ...args }, context, info) => {
      checkStaffDimensions(args.groupBy, context.viewer);
      const days = filter && asksForToday(filter) ? await partnersByToday(context) : [];
      const field = {
        definition: renewalMetricsDefinition(context),
        timeColumns: renewalTimeColumns,
        openDimensions: openRenewalDimensions,
        defaultMeasure: 'renewalCount',
      } as const;
      const condition = whereSql(renewalWhere(filter, days), { columns: renewalColumns });
      return askMetrics(field, args, { context, info, condition });
    },
  }),
);
