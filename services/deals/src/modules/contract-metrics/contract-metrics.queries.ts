import { partnersByToday } from '@channelgraph/graphql/partner-directory.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import { askMetrics } from '../../metrics/metrics.field.ts';
import type { GroupKey } from '../../metrics/metrics.field.ts';
import { enumKey, partnerKeyFields, productLineKey } from '../../metrics/metrics.key.ts';
import { checkStaffDimensions } from '../../metrics/metrics.limits.ts';
import { addMetricsInputs, addMetricsTypes, metricsArguments } from '../../metrics/metrics.schema.ts';
import { whereSql } from '../../metrics/metrics.where.ts';
import { BillingInterval, ContractStatus, SeatUnit } from '../../vocabulary.ts';
import {
  asksForStatus,
  contractWhere,
  ManagedContractFilter,
} from '../managed-contract/managed-contract.filter.ts';
import {
  contractTable,
  contractDimensionWords,
  contractMeasures,
  contractMeasureWords,
  contractMetricsDefinition,
  contractTimeColumns,
  contractTimeWords,
  openContractDimensions,
} from './contract-metrics.definition.ts';

const ContractTermBucket = builder.enumType('ContractTermBucket', {
  description: 'How long the term of a contract is.',
  values: described({
    UP_TO_12: 'At most 12 months.',
    FROM_13_TO_24: '13 to 24 months.',
    FROM_25_TO_36: '25 to 36 months.',
    OVER_36: 'More than 36 months.',
  }),
});

const ContractMetricsKey = builder.objectRef<GroupKey>('ContractMetricsKey').implement({
  description: 'What the contracts of a group have in common.',
  fields: (t) => ({
    ...partnerKeyFields(t),
    productLine: productLineKey(t),
    status: enumKey(t, ContractStatus, { dimension: 'STATUS', words: 'The state today' }),
    seatUnit: enumKey(t, SeatUnit, { dimension: 'SEAT_UNIT', words: 'What the seats count' }),
    billing: enumKey(t, BillingInterval, { dimension: 'BILLING', words: 'How often they are billed' }),
    termBucket: enumKey(t, ContractTermBucket, { dimension: 'TERM_BUCKET', words: 'The length of the term' }),
  }),
});

const vocabulary = {
  name: 'Contract',
  rows: 'contracts',
  dimensions: contractDimensionWords,
  timeFields: contractTimeWords,
  measures: contractMeasureWords,
} as const;
const inputs = addMetricsInputs(vocabulary, contractMeasures);
const ContractMetrics = addMetricsTypes(vocabulary, contractMeasures, ContractMetricsKey);

builder.queryField('contractMetrics', (t) =>
  t.field({
    type: ContractMetrics,
    description:
      'Counts and adds up the managed contracts that the viewer may see as they stand today, in groups. With the same filter it counts exactly what `managedContracts` lists.',
    args: {
      ...metricsArguments(t, inputs),
      filter: t.arg({ type: ManagedContractFilter, description: 'Which contracts. Default: all.' }),
    },
    resolve: async (_, { filter, ...args }, context, info) => {
      checkStaffDimensions(args.groupBy, context.viewer);
      const days = filter && asksForStatus(filter) ? await partnersByToday(context) : [];
      const field = {
        definition: contractMetricsDefinition(context),
        timeColumns: contractTimeColumns,
        openDimensions: openContractDimensions,
        defaultMeasure: 'contractCount',
      } as const;
      return askMetrics(field, args, {
        context,
        info,
        condition: whereSql(contractWhere(filter, days), contractTable),
      });
    },
  }),
);
