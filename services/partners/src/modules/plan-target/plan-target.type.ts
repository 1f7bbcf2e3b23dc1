import { toLocalDate } from '@channelgraph/core/calendar.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';
import { money } from '@channelgraph/core/money.ts';
import type { PlanTarget as PlanTargetRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { KpiEnum } from '../../vocabulary.ts';
import { Partner } from '../partner/partner.type.ts';
import { planTargetsLoader } from './plan-target.loaders.ts';

const PlanTarget = builder.objectRef<PlanTargetRow>('PlanTarget').implement({
  description: 'An amount that a partner agreed to reach in a span of days.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    kpi: t.field({
      type: KpiEnum,
      description: 'The KPI that is measured against it.',
      resolve: ({ kpi }) => kpi as Kpi,
    }),
    from: t.field({
      type: 'Date',
      description: 'The first day.',
      resolve: ({ validFrom }) => toLocalDate(validFrom),
    }),
    to: t.field({
      type: 'Date',
      description: 'The first day after it.',
      resolve: ({ validTo }) => toLocalDate(validTo),
    }),
    amount: t.field({
      type: 'Money',
      description: 'The amount.',
      resolve: ({ amountMinor, currency }) => money(amountMinor, currency),
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When this was recorded.' }),
  }),
});

builder.objectField(Partner, 'planTargets', (t) =>
  t.field({
    type: [PlanTarget],
    description:
      'The plan targets as they are known now, oldest first. Empty for a channel account manager outside the portfolio.',
    resolve: async ({ id }, _, context) =>
      ((await planTargetsLoader(context, id)) ?? []).filter(({ supersededAt }) => supersededAt === null),
  }),
);
