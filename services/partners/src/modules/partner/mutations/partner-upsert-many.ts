import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { PartnerStatusEnum } from '../../../vocabulary.ts';
import type { PartnerItem } from '../partner.service.ts';
import { partnerBulk } from '../partner.service.ts';
import { partnerFields } from '../partner.inputs.ts';

const PartnerUpsertItem = builder.inputRef<PartnerItem>('PartnerUpsertItem').implement({
  description: 'A partner to create or to change. What is left out stays; null clears what may be empty.',
  fields: (t) => ({
    id: t.id({ description: 'The id of a known partner.' }),
    externalReference: t.field({ type: 'ExternalReferenceInput', description: 'The id in another system.' }),
    status: t.field({
      type: PartnerStatusEnum,
      description:
        'Where a new partner stands. Default `ACTIVE`. Ignored for a known one, whose status has mutations of its own.',
    }),
    ...partnerFields(t),
  }),
});

addBulkMutation(builder, {
  name: 'partnerUpsertMany',
  description: 'Creates or changes partners; external references tell them apart. Requires PROGRAM_ADMIN.',
  item: PartnerUpsertItem,
  definition: partnerBulk,
});
