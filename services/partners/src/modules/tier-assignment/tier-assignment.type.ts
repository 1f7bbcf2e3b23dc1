import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { TierCauseEnum } from '../../vocabulary.ts';
import { isInForce } from '../../validity.ts';
import { partnerEnrollmentsLoader, partnerToday } from '../program-enrollment/program-enrollment.loaders.ts';
import { primaryEnrollment } from '../program-enrollment/program-enrollment.policy.ts';
import { Partner, shown } from '../partner/partner.type.ts';
import { Tier } from '../program/program.type.ts';
import type { TierAssignmentView } from './tier-assignment.loaders.ts';
import { tierAssignmentsLoader } from './tier-assignment.loaders.ts';

export const TierAssignment = builder.objectRef<TierAssignmentView>('TierAssignment').implement({
  description: 'The tier that a partner holds in a program for a span of days.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    tier: t.field({ type: Tier, description: 'The tier.', resolve: ({ tier }) => tier }),
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
    cause: t.expose('cause', { type: TierCauseEnum, description: 'Why the partner holds the tier.' }),
    reason: t.string({
      nullable: true,
      description: 'The reason given; null when none was. Masked for analysts.',
      resolve: ({ reason }, _, { viewer }) => (reason === null ? null : maskPersonalData(viewer, reason)),
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When this was recorded.' }),
  }),
});

builder.objectFields(Partner, (t) => ({
  tier: t.field({
    type: Tier,
    nullable: true,
    description: 'The tier held on a day; null when none is.',
    args: {
      asOf: t.arg({
        type: 'Date',
        description: 'The day. Default: today in the time zone of the partner’s leading program.',
      }),
      programId: t.arg.id({
        description: 'The program. Default: the leading one, which is the oldest active membership.',
      }),
    },
    resolve: async ({ id }, { asOf, programId }, context) => {
      const on = asOf ?? (await partnerToday(context, id));
      const held = ((await tierAssignmentsLoader(context, id)) ?? []).filter((each) => isInForce(each, on));
      const program = programId ?? (await leadingProgram(context, id, on));
      return (held.find((each) => each.programId === program) ?? (programId ? null : held[0]))?.tier ?? null;
    },
  }),
  tierHistory: t.field({
    type: [TierAssignment],
    description:
      'The tiers held over time, oldest first. Empty for a channel account manager outside the portfolio.',
    resolve: async (partner, _, context) =>
      shown(partner, await tierAssignmentsLoader(context, partner.id)) ?? [],
  }),
}));

async function leadingProgram(context: Context, partnerId: string, on: string): Promise<string | null> {
  const enrollments = (await partnerEnrollmentsLoader(context, partnerId)) ?? [];
  return primaryEnrollment(enrollments, on)?.programId ?? null;
}
