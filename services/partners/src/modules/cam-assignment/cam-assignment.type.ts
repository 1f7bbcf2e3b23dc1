import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { builder } from '../../builder.ts';
import { CamSpecialisationEnum } from '../../vocabulary.ts';
import { isInForce } from '../../validity.ts';
import { Partner, shown } from '../partner/partner.type.ts';
import type { CamAssignmentView } from './cam-assignment.loaders.ts';
import { camAssignmentsLoader } from './cam-assignment.loaders.ts';
import { StaffMember } from '../staff-member/staff-member.type.ts';

const CamAssignment = builder.objectRef<CamAssignmentView>('CamAssignment').implement({
  description: 'The channel account manager in charge of a partner for a span of days.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    channelAccountManager: t.field({
      type: StaffMember,
      description: 'The account manager.',
      resolve: ({ cam }) => cam,
    }),
    specialisation: t.expose('specialisation', {
      type: CamSpecialisationEnum,
      description: 'What they look after.',
    }),
    from: t.field({
      type: 'Date',
      description: 'The first day.',
      resolve: ({ validFrom }) => toLocalDate(validFrom),
    }),
    to: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day after it; null while it is open.',
      resolve: ({ validTo }) => validTo && toLocalDate(validTo),
    }),
  }),
});

builder.objectFields(Partner, (t) => ({
  channelAccountManager: t.field({
    type: StaffMember,
    nullable: true,
    description:
      'The account manager in charge today: the general one, or else the one in charge longest; null when nobody is.',
    resolve: async ({ id }, _, context) => {
      const present = ((await camAssignmentsLoader(context, id)) ?? []).filter((each) =>
        isInForce(each, context.today),
      );
      return (present.find(({ specialisation }) => specialisation === 'GENERAL') ?? present[0])?.cam ?? null;
    },
  }),
  camAssignments: t.field({
    type: [CamAssignment],
    description:
      'The account managers over time, oldest first. Empty for a channel account manager outside the portfolio.',
    resolve: async (partner, _, context) =>
      shown(partner, await camAssignmentsLoader(context, partner.id)) ?? [],
  }),
}));
