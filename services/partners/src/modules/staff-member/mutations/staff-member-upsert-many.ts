import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { StaffRoleEnum } from '../../../vocabulary.ts';
import type { StaffMemberItem } from '../staff-member.import.ts';
import { staffMemberBulk } from '../staff-member.import.ts';

const StaffMemberUpsertItem = builder.inputRef<StaffMemberItem>('StaffMemberUpsertItem').implement({
  description:
    'A staff member to create or to change. What is left out stays; null clears what may be empty.',
  fields: (t) => ({
    id: t.id({ description: 'The id of a known staff member.' }),
    externalReference: t.field({ type: 'ExternalReferenceInput', description: 'The id in another system.' }),
    subject: t.string({ description: 'The name of the person in the identity provider; unique.' }),
    email: t.string({ description: 'The e-mail address.' }),
    displayName: t.string({ description: 'The name to show. Required for a new one.' }),
    role: t.field({ type: StaffRoleEnum, description: 'What the person does. Required for a new one.' }),
    isActive: t.boolean({ description: 'Whether the person works for the vendor. Default `true`.' }),
  }),
});

addBulkMutation(builder, {
  name: 'staffMemberUpsertMany',
  description:
    'Creates or changes staff members; a subject tells them apart where no reference does. Requires PROGRAM_ADMIN.',
  item: StaffMemberUpsertItem,
  definition: staffMemberBulk,
});
