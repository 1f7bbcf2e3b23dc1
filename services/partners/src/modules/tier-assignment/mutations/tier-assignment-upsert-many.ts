import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { TierCauseEnum } from '../../../vocabulary.ts';
import type { TierAssignItem } from '../tier-assignment.service.ts';
import { tierAssignmentBulk } from '../tier-assignment.service.ts';

const TierAssignmentUpsertItem = builder.inputRef<TierAssignItem>('TierAssignmentUpsertItem').implement({
  description: 'A tier that a partner holds from a day on, until the next one that is recorded.',
  fields: (t) => ({
    partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner.' }),
    tier: t.field({ type: 'ReferenceInput', required: true, description: 'The tier.' }),
    from: t.field({ type: 'Date', required: true, description: 'The first day.' }),
    cause: t.field({ type: TierCauseEnum, description: 'Why. Default `INITIAL`.' }),
    reason: t.string({ description: 'The reason in words. Required for `OVERRIDE`.' }),
  }),
});

addBulkMutation(builder, {
  name: 'tierAssignmentUpsertMany',
  description:
    'Records the tiers that partners hold over time; a tier that is held on the day already is `UNCHANGED`. Requires PROGRAM_ADMIN.',
  item: TierAssignmentUpsertItem,
  definition: tierAssignmentBulk,
});
