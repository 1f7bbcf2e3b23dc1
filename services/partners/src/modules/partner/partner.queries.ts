import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import { builder } from '../../builder.ts';
import { PartnerFilter, partnerWhere } from './partner.filter.ts';
import type { PartnerView } from './partner.loaders.ts';
import { partnerLoader, viewPartners } from './partner.loaders.ts';
import { portfolioOf } from './partner.service.ts';
import { Partner, PartnerConnection } from './partner.type.ts';

const PartnerOrder = orderInput(builder, 'Partner', {
  DISPLAY_NAME: 'By the name that is shown.',
  CREATED_AT: 'By when it was first recorded.',
  UPDATED_AT: 'By when it last changed.',
});

builder.queryFields((t) => ({
  partner: t.field({
    type: Partner,
    nullable: true,
    description: 'A partner by id; null when it is absent or not the viewer’s to see.',
    args: { id: t.arg.id({ required: true, description: 'The id.' }) },
    resolve: (_, { id }, context) => partnerLoader(context, id),
  }),
  partnerByExternalReference: t.field({
    type: Partner,
    nullable: true,
    description: 'A partner by its id in another system; null when it is absent or not the viewer’s to see.',
    args: {
      system: t.arg.string({ required: true, description: 'The other system.' }),
      externalId: t.arg.string({ required: true, description: 'The id there.' }),
    },
    resolve: async (_, { system, externalId }, context) => {
      const reference = await context.db.read.externalReference.findUnique({
        where: { entityType_system_externalId: { entityType: 'Partner', system, externalId } },
      });
      return reference ? partnerLoader(context, reference.entityId) : null;
    },
  }),
  partners: t.field({
    type: PartnerConnection,
    description: 'The partners that the viewer may see: a partner user the own company, others all.',
    args: {
      filter: t.arg({ type: PartnerFilter, description: 'Which ones. Default: all.' }),
      search: t.arg.string({ description: 'A part of the name, or a whole internet domain.' }),
      orderBy: t.arg({ type: PartnerOrder, description: 'The order. Default: by name, from A.' }),
      ...pageArgs(t),
    },
    resolve: async (_, { filter, search, orderBy, ...args }, context) => {
      const { db, viewer } = context;
      const portfolio = viewer.role === 'CAM' ? await portfolioOf(db.read, context) : null;
      // An order by what is hidden would tell it, by the place in the list and by the cursor.
      const isByHidden = portfolio !== null && orderBy != null && orderBy.field !== 'DISPLAY_NAME';
      const chosen = partnerWhere(context, { filter, search, portfolio });
      const own = isByHidden ? { AND: [chosen, { id: { in: [...portfolio] } }] } : chosen;
      return keysetPage<PartnerView, 'DISPLAY_NAME' | 'CREATED_AT' | 'UPDATED_AT'>({
        args,
        order: orderBy ?? { field: 'DISPLAY_NAME', direction: 'ASC' },
        columns: { DISPLAY_NAME: 'displayName', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
        find: async ({ where, orderBy: order, take }) =>
          viewPartners(
            context,
            await db.read.partner.findMany({ where: { AND: [own, where] }, orderBy: order, take }),
          ),
        count: () => db.read.partner.count({ where: own }),
      });
    },
  }),
}));
