import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { ServiceProvenance } from '../../../vocabulary.ts';
import { surveyImport } from '../customer-survey.import.ts';
import type { SurveyItem } from '../customer-survey.import.ts';

const CustomerSurveyUpsertItem = builder.inputRef<SurveyItem>('CustomerSurveyUpsertItem').implement({
  description: 'One question to a customer how content it is. A field left out stays as it is.',
  fields: (t) => ({
    id: t.id({
      description: 'The id of a stored survey. Default: found by `externalReference`, or created.',
    }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'Its name in the system that the row comes from.',
    }),
    contract: t.field({
      type: 'ReferenceInput',
      description: 'The contract that it was about. Required for a new survey.',
    }),
    sentOn: t.field({
      type: 'Date',
      description: 'The day on which the customer was asked, in the term. Required for a new survey.',
    }),
    respondedOn: t.field({
      type: 'Date',
      description: 'The day of the answer, not before `sentOn`; null while nobody answered.',
    }),
    score: t.int({ description: '1 (bad) to 5 (good); null while nobody answered.' }),
    comment: t.string({
      description: 'What the customer wrote, up to 2000 characters. Personal data: analysts do not see it.',
    }),
    provenance: t.field({
      type: ServiceProvenance,
      description:
        'Where the survey comes from. Default `IMPORT`; of a partner user always `PARTNER_REPORTED`.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'customerSurveyUpsertMany',
  description:
    'Creates or changes surveys of customers. Partner users with TECHNICAL, SALES or ADMIN report those of their own contracts, marked as reported by the partner; otherwise requires PROGRAM_ADMIN.',
  item: CustomerSurveyUpsertItem,
  authScopes: {
    role: ['PARTNER_USER', 'PROGRAM_ADMIN', 'SERVICE'],
    capability: ['TECHNICAL', 'SALES', 'ADMIN'],
  },
  definition: async (context) => (await surveyImport(context)) as never,
});
