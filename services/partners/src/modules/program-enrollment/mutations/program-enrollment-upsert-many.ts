import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { EnrollmentStatusEnum } from '../../../vocabulary.ts';
import type { EnrollmentItem } from '../program-enrollment.import.ts';
import { enrollmentBulk } from '../program-enrollment.import.ts';

const ProgramEnrollmentUpsertItem = builder
  .inputRef<EnrollmentItem>('ProgramEnrollmentUpsertItem')
  .implement({
    description:
      'A membership to create or to change. What is left out stays; null clears what may be empty.',
    fields: (t) => ({
      id: t.id({ description: 'The id of a known membership.' }),
      externalReference: t.field({
        type: 'ExternalReferenceInput',
        description: 'The id in another system.',
      }),
      partner: t.field({
        type: 'ReferenceInput',
        description: 'The partner. Required for a new one, and never changes.',
      }),
      program: t.field({
        type: 'ReferenceInput',
        description: 'The program. Required for a new one, and never changes.',
      }),
      startsOn: t.field({ type: 'Date', description: 'The first day. Required for a new one.' }),
      endsOn: t.field({ type: 'Date', description: 'The first day after it.' }),
      status: t.field({
        type: EnrollmentStatusEnum,
        description: 'The state of the membership. Default `ACTIVE`.',
      }),
      cohort: t.string({ description: 'The group with which the partner joined.' }),
    }),
  });

addBulkMutation(builder, {
  name: 'programEnrollmentUpsertMany',
  description:
    'Creates or changes memberships; partner, program and first day tell them apart where no reference does. Requires PROGRAM_ADMIN.',
  item: ProgramEnrollmentUpsertItem,
  definition: enrollmentBulk,
});
