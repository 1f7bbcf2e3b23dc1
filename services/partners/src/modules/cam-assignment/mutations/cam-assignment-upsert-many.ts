import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { CamSpecialisationEnum } from '../../../vocabulary.ts';
import type { CamAssignItem } from '../cam-assignment.service.ts';
import { camAssignmentBulk } from '../cam-assignment.service.ts';

const CamAssignmentUpsertItem = builder.inputRef<CamAssignItem>('CamAssignmentUpsertItem').implement({
  description: 'An account manager to put in charge of a partner.',
  fields: (t) => ({
    partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner.' }),
    cam: t.field({ type: 'ReferenceInput', required: true, description: 'The account manager.' }),
    specialisation: t.field({
      type: CamSpecialisationEnum,
      description: 'What they look after. Default `GENERAL`.',
    }),
    from: t.field({ type: 'Date', required: true, description: 'The first day, not in the future.' }),
  }),
});

addBulkMutation(builder, {
  name: 'camAssignmentUpsertMany',
  description:
    'Puts account managers in charge of partners; one who is in charge already is `UNCHANGED`, another one of the same specialisation ends. Requires PROGRAM_ADMIN.',
  item: CamAssignmentUpsertItem,
  definition: camAssignmentBulk,
});
