import { hiddenWhenUnauthorized } from '@channelgraph/graphql/builder.ts';
import { directoryPartnerById, todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { SeatUnit } from '../../vocabulary.ts';
import { managedBaseOf } from './managed-base.loaders.ts';
import type { ManagedBase as BaseValue, SeatCount as SeatValue } from './managed-base.loaders.ts';

/** A number of seats of one unit. */
export const SeatCount = builder.objectRef<SeatValue>('SeatCount').implement({
  description: 'A number of seats of one unit.',
  fields: (t) => ({
    unit: t.expose('unit', { type: SeatUnit, description: 'What is counted.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});

const ManagedBase = builder.objectRef<BaseValue>('ManagedBase').implement({
  description: 'What a partner manages on a day: its active contracts.',
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'Date', description: 'The day that it describes.' }),
    seats: t.field({
      type: [SeatCount],
      description:
        'Billable seats by unit: the last count of each contract until that day, or the contracted seats where there is none.',
      resolve: ({ seats }) => [...seats],
    }),
    mrr: t.field({
      type: ['Money'],
      description: 'Monthly recurring revenue, one amount per currency.',
      resolve: ({ mrr }) => [...mrr],
    }),
    customers: t.exposeInt('customers', { description: 'The number of customers, each counted once.' }),
    contracts: t.exposeInt('contracts', { description: 'The number of active contracts.' }),
  }),
});

builder.objectField(Partner, 'managedBase', (t) =>
  t.field({
    type: ManagedBase,
    nullable: true,
    description: 'What the partner manages on a day; null for a viewer who may not see it.',
    authScopes: ({ id }) => ({ partner: id }),
    ...hiddenWhenUnauthorized,
    args: {
      asOf: t.arg({
        type: 'Date',
        description: 'The day to describe. Default: today in the time zone of the partner’s program.',
      }),
    },
    resolve: async ({ id }, { asOf }, context) => {
      if (!(await directoryPartnerById(context, id))) return null;
      const day = asOf ?? (await todayOfPartner(context, id));
      return managedBaseOf(context, { parentId: id, args: { asOf: day } });
    },
  }),
);
