import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { KpiEnum } from '../../../vocabulary.ts';
import type { PlanTargetItem } from '../plan-target.import.ts';
import { planTargetBulk } from '../plan-target.import.ts';

const PlanTargetUpsertItem = builder.inputRef<PlanTargetItem>('PlanTargetUpsertItem').implement({
  description:
    'A plan target to create or to correct. What is left out stays. What it said before stays readable by `knownAt`.',
  fields: (t) => ({
    id: t.id({ description: 'The id of a known target.' }),
    externalReference: t.field({ type: 'ExternalReferenceInput', description: 'The id in another system.' }),
    partner: t.field({ type: 'ReferenceInput', description: 'The partner. Required for a new one.' }),
    kpi: t.field({
      type: KpiEnum,
      description: 'A KPI that is measured against plan. Required for a new one.',
    }),
    from: t.field({ type: 'Date', description: 'The first day. Required for a new one.' }),
    to: t.field({ type: 'Date', description: 'The first day after it. Required for a new one.' }),
    amount: t.field({
      type: 'MoneyInput',
      description: 'The amount, more than zero. Required for a new one.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'planTargetUpsertMany',
  description:
    'Creates or corrects plan targets; partner, KPI and first day tell them apart where no reference does. Requires PROGRAM_ADMIN.',
  item: PlanTargetUpsertItem,
  definition: planTargetBulk,
});
