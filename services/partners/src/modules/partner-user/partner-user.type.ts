import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { PartnerUser as PartnerUserRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { CapabilityEnum, PartnerUserStatusEnum } from '../../vocabulary.ts';
import { partnerLoader } from '../partner/partner.loaders.ts';
import { Partner } from '../partner/partner.type.ts';
import { partnerUserLoader, usersLoader } from './partner-user.loaders.ts';

export const PartnerUser = builder.objectRef<PartnerUserRow>('PartnerUser').implement({
  description: 'A person who works for a partner.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    displayName: t.string({
      description: 'The name to show; masked for analysts.',
      resolve: ({ displayName }, _, { viewer }) => maskPersonalData(viewer, displayName),
    }),
    email: t.string({
      description: 'The e-mail address; masked for analysts.',
      resolve: ({ email }, _, { viewer }) => maskPersonalData(viewer, email),
    }),
    capabilities: t.field({
      type: [CapabilityEnum],
      description: 'What the person does in the company.',
      resolve: ({ capabilities }) => capabilities,
    }),
    status: t.expose('status', {
      type: PartnerUserStatusEnum,
      description: 'Whether the person works for the partner.',
    }),
    isTechnicalStaff: t.exposeBoolean('isTechnicalStaff', {
      description: 'Whether the person counts as technical staff.',
    }),
    version: t.exposeInt('version', { description: 'Rises with each change.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The company the person works for; null when the viewer may not see it.',
      resolve: ({ partnerId }, _, context) => partnerLoader(context, partnerId),
    }),
  }),
});

builder.asEntity(PartnerUser, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => partnerUserLoader(context, id),
});

const PartnerUserConnection = connectionOf(builder, PartnerUser, 'PartnerUser');

builder.objectField(Partner, 'users', (t) =>
  t.field({
    type: PartnerUserConnection,
    description:
      'The people who work for the partner, first recorded first. Empty for a channel account manager outside the portfolio.',
    args: pageArgs(t),
    resolve: ({ id }, args, context) => usersLoader(context, { parentId: id, args }),
  }),
);
