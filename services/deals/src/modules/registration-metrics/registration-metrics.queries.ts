import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import { askMetrics } from '../../metrics/metrics.field.ts';
import type { GroupKey } from '../../metrics/metrics.field.ts';
import { enumKey, partnerKeyFields, productLineKey } from '../../metrics/metrics.key.ts';
import { checkStaffDimensions } from '../../metrics/metrics.limits.ts';
import { addMetricsInputs, addMetricsTypes, metricsArguments } from '../../metrics/metrics.schema.ts';
import { whereSql } from '../../metrics/metrics.where.ts';
import { LossReason, RevenueModel } from '../../vocabulary.ts';
import {
  RegistrationKind,
  RegistrationRejection,
  RegistrationStatus,
} from '../deal-registration/deal-registration.enums.ts';
import { DealRegistrationFilter, registrationWhere } from '../deal-registration/deal-registration.filter.ts';
import {
  openRegistrationDimensions,
  registrationColumns,
  registrationDimensionWords,
  registrationMeasures,
  registrationMeasureWords,
  registrationMetricsDefinition,
  registrationTimeColumns,
  registrationTimeWords,
} from './registration-metrics.definition.ts';

const RegistrationDecisionKind = builder.enumType('RegistrationDecisionKind', {
  description: 'How a registration was decided.',
  values: described({ APPROVED: 'It was approved.', REJECTED: 'It was refused.' }),
});

const RegistrationMetricsKey = builder.objectRef<GroupKey>('RegistrationMetricsKey').implement({
  description: 'What the registrations of a group have in common.',
  fields: (t) => ({
    ...partnerKeyFields(t),
    productLine: productLineKey(t),
    kind: enumKey(t, RegistrationKind, { dimension: 'KIND', words: 'What they are about' }),
    status: enumKey(t, RegistrationStatus, { dimension: 'STATUS', words: 'The state at this moment' }),
    decision: enumKey(t, RegistrationDecisionKind, { dimension: 'DECISION', words: 'How they were decided' }),
    rejectionReason: enumKey(t, RegistrationRejection, {
      dimension: 'REJECTION_REASON',
      words: 'Why they were rejected',
    }),
    revenueModel: enumKey(t, RevenueModel, { dimension: 'REVENUE_MODEL', words: 'How the sale is paid' }),
    lossReason: enumKey(t, LossReason, { dimension: 'LOSS_REASON', words: 'Why the sale was lost' }),
    region: t.string({
      nullable: true,
      description: 'The region; null when not grouped by, and for rows without it.',
      resolve: ({ values }) => values.REGION ?? null,
    }),
  }),
});

const vocabulary = {
  name: 'Registration',
  rows: 'registrations',
  dimensions: registrationDimensionWords,
  timeFields: registrationTimeWords,
  measures: registrationMeasureWords,
} as const;
const inputs = addMetricsInputs(vocabulary, registrationMeasures);
const RegistrationMetrics = addMetricsTypes(vocabulary, registrationMeasures, RegistrationMetricsKey);

builder.queryField('registrationMetrics', (t) =>
  t.field({
    type: RegistrationMetrics,
    description:
      'Counts and adds up the deal registrations that the viewer may see as they stand at this moment, in groups. With the same filter it counts exactly what `dealRegistrations` lists.',
    args: {
      ...metricsArguments(t, inputs),
      filter: t.arg({ type: DealRegistrationFilter, description: 'Which registrations. Default: all.' }),
    },
    resolve: (_, { filter, ...args }, context, info) => {
      checkStaffDimensions(args.groupBy, context.viewer);
      const field = {
        definition: registrationMetricsDefinition(context),
        timeColumns: registrationTimeColumns,
        openDimensions: openRegistrationDimensions,
        defaultMeasure: 'registrationCount',
      } as const;
      const condition = whereSql(registrationWhere(context, filter), { columns: registrationColumns });
      return askMetrics(field, args, { context, info, condition });
    },
  }),
);
