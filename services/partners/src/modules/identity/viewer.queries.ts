import type { Viewer as ViewerOfRequest } from '@channelgraph/core/viewer.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import { CapabilityEnum } from '../../vocabulary.ts';
import { partnerLoader } from '../partner/partner.loaders.ts';
import { Partner } from '../partner/partner.type.ts';

const RoleEnum = builder.enumType('Role', {
  description: 'Who may do what.',
  values: described({
    PARTNER_USER: 'Works for a partner and sees the own company; narrowed further by capabilities.',
    CAM: 'Channel account manager: sees the own portfolio whole and of other partners the basics.',
    PROGRAM_ADMIN: 'Runs the program.',
    ANALYST: 'Reads everything but personal data, changes nothing.',
    SERVICE: 'A part of the program itself.',
  }),
});

const Viewer = builder.objectRef<ViewerOfRequest>('Viewer').implement({
  description: 'The person or service on whose behalf the request runs.',
  fields: (t) => ({
    userId: t.exposeID('userId', {
      description: 'The id of the partner user or staff member, or `service:<name>`.',
    }),
    displayName: t.exposeString('displayName', { description: 'The name to show.' }),
    role: t.expose('role', { type: RoleEnum, description: 'The role.' }),
    capabilities: t.field({
      type: [CapabilityEnum],
      description: 'What a partner user does in their company; empty for others.',
      resolve: ({ capabilities }) => [...capabilities],
    }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The company of a partner user; null for others.',
      resolve: ({ partnerId }, _, context) => (partnerId === null ? null : partnerLoader(context, partnerId)),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who is asking.',
    resolve: (_, __, { viewer }) => viewer,
  }),
);
