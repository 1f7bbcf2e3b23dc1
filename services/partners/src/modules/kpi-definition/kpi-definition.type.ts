import { kpis } from '@channelgraph/core/kpi.ts';
import { builder } from '../../builder.ts';
import { DirectionEnum, IndicatorEnum, KpiEnum, MetricUnitEnum } from '../../vocabulary.ts';
import type { KpiDefinition as Definition } from './kpi-definition.catalogue.ts';
import { kpiDefinitions } from './kpi-definition.catalogue.ts';

const KpiDefinition = builder.objectRef<Definition>('KpiDefinition').implement({
  description:
    'What a KPI means and how it is computed. Its value is a fraction: numerator divided by denominator.',
  fields: (t) => ({
    kpi: t.expose('kpi', { type: KpiEnum, description: 'The KPI.' }),
    name: t.exposeString('name', { description: 'The name to show.' }),
    description: t.exposeString('description', { description: 'What it tells.' }),
    formula: t.exposeString('formula', { description: 'How it is computed.' }),
    unit: t.expose('unit', { type: MetricUnitEnum, description: 'What numerator and denominator count.' }),
    window: t.exposeString('window', { description: 'The time that is measured.' }),
    indicator: t.expose('indicator', {
      type: IndicatorEnum,
      description: 'Whether it announces results or reports them.',
    }),
    direction: t.field({
      type: DirectionEnum,
      description: 'Whether more or less is better, unless a scorecard says otherwise.',
      resolve: ({ direction }) => direction ?? 'HIGHER_IS_BETTER',
    }),
    isQuantity: t.boolean({
      description:
        'Whether the value is a number of its own, such as days or an amount per seat, and not a share.',
      resolve: ({ isQuantity }) => isQuantity ?? false,
    }),
    nullPolicy: t.exposeString('nullPolicy', {
      description: 'When there is no figure, and which status says so.',
    }),
  }),
});

builder.queryField('kpiDefinitions', (t) =>
  t.field({
    type: [KpiDefinition],
    description: 'The KPIs that a scorecard may weigh.',
    resolve: () => kpis.map((kpi) => kpiDefinitions[kpi]),
  }),
);
