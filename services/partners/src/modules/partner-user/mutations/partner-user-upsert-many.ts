import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { CapabilityEnum, PartnerUserStatusEnum } from '../../../vocabulary.ts';
import type { PartnerUserItem } from '../partner-user.import.ts';
import { partnerUserBulk } from '../partner-user.import.ts';

const PartnerUserUpsertItem = builder.inputRef<PartnerUserItem>('PartnerUserUpsertItem').implement({
  description:
    'A partner user to create or to change. What is left out stays; null clears what may be empty.',
  fields: (t) => ({
    id: t.id({ description: 'The id of a known user.' }),
    externalReference: t.field({ type: 'ExternalReferenceInput', description: 'The id in another system.' }),
    partner: t.field({
      type: 'ReferenceInput',
      description: 'The company. Required for a new one, and never changes.',
    }),
    subject: t.string({ description: 'The name of the person in the identity provider; unique.' }),
    email: t.string({ description: 'The e-mail address; unique in the company. Required for a new one.' }),
    displayName: t.string({ description: 'The name to show. Required for a new one.' }),
    capabilities: t.field({
      type: [CapabilityEnum],
      description: 'What the person does in the company. Default: nothing.',
    }),
    status: t.field({
      type: PartnerUserStatusEnum,
      description: 'Whether the person works for the partner. Default `ACTIVE`.',
    }),
    isTechnicalStaff: t.boolean({
      description: 'Whether the person counts as technical staff. Default `false`.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'partnerUserUpsertMany',
  description:
    'Creates or changes partner users; company and e-mail address tell them apart where no reference does. Requires PROGRAM_ADMIN.',
  item: PartnerUserUpsertItem,
  definition: partnerUserBulk,
});
