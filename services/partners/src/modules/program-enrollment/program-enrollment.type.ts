import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { builder } from '../../builder.ts';
import { EnrollmentStatusEnum } from '../../vocabulary.ts';
import { Partner } from '../partner/partner.type.ts';
import { Program } from '../program/program.type.ts';
import type { EnrollmentView } from './program-enrollment.loaders.ts';
import { partnerEnrollmentsLoader } from './program-enrollment.loaders.ts';

export const ProgramEnrollment = builder.objectRef<EnrollmentView>('ProgramEnrollment').implement({
  description: 'A partner’s membership in a program.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    program: t.field({ type: Program, description: 'The program.', resolve: ({ program }) => program }),
    status: t.expose('status', { type: EnrollmentStatusEnum, description: 'The state of the membership.' }),
    startsOn: t.field({
      type: 'Date',
      description: 'The first day.',
      resolve: ({ startsOn }) => toLocalDate(startsOn),
    }),
    endsOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day after it; null while it is open.',
      resolve: ({ endsOn }) => endsOn && toLocalDate(endsOn),
    }),
    cohort: t.exposeString('cohort', {
      nullable: true,
      description: 'The group with which the partner joined; null for none.',
    }),
    version: t.exposeInt('version', { description: 'Rises with each change.' }),
  }),
});

builder.objectField(Partner, 'enrollments', (t) =>
  t.field({
    type: [ProgramEnrollment],
    description:
      'The memberships in programs, oldest first. Empty for a channel account manager outside the portfolio.',
    resolve: async ({ id }, _, context) => (await partnerEnrollmentsLoader(context, id)) ?? [],
  }),
);
