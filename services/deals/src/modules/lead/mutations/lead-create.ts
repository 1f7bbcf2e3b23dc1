import { NotFoundError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { leadImport } from '../lead.import.ts';
import { leadById } from '../lead.loaders.ts';
import type { LeadItem } from '../lead.reading.ts';
import { createLead } from '../lead.service.ts';
import type { LeadCreateInput } from '../lead.service.ts';
import { Lead, LeadDirection } from '../lead.type.ts';

const LeadUpsertItem = builder.inputRef<LeadItem>('LeadUpsertItem').implement({
  description: 'One lead. A field left out keeps its stored value; null clears it.',
  fields: (t) => ({
    id: t.id({ description: 'The id of a stored lead. Default: found by `externalReference`, or created.' }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'Its name in the system that the row comes from.',
    }),
    direction: t.field({
      type: LeadDirection,
      description: 'Who passes it to whom. Default `VENDOR_TO_PARTNER`.',
    }),
    partner: t.field({
      type: 'ReferenceInput',
      description: 'The partner that referred it; only for a referral.',
    }),
    companyName: t.string({ description: 'The company, at most 300 characters. Required for a new one.' }),
    companyDomain: t.string({ description: 'Its internet domain. Default: none.' }),
    companyCountry: t.field({ type: 'CountryCode', description: 'Its country. Default: none.' }),
    contactName: t.string({ description: 'Whom to talk to, at most 300 characters. Default: nobody.' }),
    contactEmail: t.string({ description: 'The person’s e-mail address. Default: none.' }),
    contactPhone: t.string({
      description: 'The person’s telephone number, at most 50 characters. Default: none.',
    }),
    hasConsent: t.boolean({
      description: 'Whether the person agreed that the details are passed on. Default `false`.',
    }),
    need: t.string({ description: 'What they need, at most 2000 characters. Required for a new one.' }),
    productLines: t.field({ type: ['ReferenceInput'], description: 'What it is about. Default: none.' }),
    region: t.string({ description: 'The sales region as a path such as `EMEA/DE`. Default: none.' }),
    score: t.int({ description: 'How promising it is, 0 to 100. Default: not scored.' }),
  }),
});

addBulkMutation(builder, {
  name: 'leadUpsertMany',
  description: 'Records many leads, or changes what is told of them. Requires PROGRAM_ADMIN.',
  item: LeadUpsertItem,
  definition: leadImport as never,
});

const LeadCreateInputType = builder.inputRef<LeadCreateInput>('LeadCreateInput').implement({
  description: 'What `leadCreate` takes.',
  fields: (t) => ({
    direction: t.field({
      type: LeadDirection,
      description: 'Who passes it to whom. Default: from whom the viewer is to the other.',
    }),
    partner: t.field({
      type: 'ReferenceInput',
      description:
        'The partner that referred it, or that gets it at once. Default: the viewer’s own company, or nobody yet. Required for account managers.',
    }),
    companyName: t.string({ required: true, description: 'The company, at most 300 characters.' }),
    companyDomain: t.string({ description: 'Its internet domain. Default: none.' }),
    companyCountry: t.field({ type: 'CountryCode', description: 'Its country. Default: none.' }),
    contactName: t.string({ description: 'Whom to talk to, at most 300 characters. Default: nobody.' }),
    contactEmail: t.string({ description: 'The person’s e-mail address. Default: none.' }),
    contactPhone: t.string({
      description: 'The person’s telephone number, at most 50 characters. Default: none.',
    }),
    hasConsent: t.boolean({
      description:
        'Whether the person agreed that the details are passed on. Required to be true for a referral with a person. Default `false`.',
    }),
    need: t.string({ required: true, description: 'What they need, at most 2000 characters.' }),
    productLines: t.field({ type: ['ReferenceInput'], description: 'What it is about. Default: none.' }),
    region: t.string({ description: 'The sales region as a path such as `EMEA/DE`. Default: none.' }),
    score: t.int({ description: 'How promising it is, 0 to 100. Staff only. Default: not scored.' }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('leadCreate', (t) =>
  t.field({
    type: Lead,
    description:
      'Records a lead. Partner users with SALES or ADMIN refer it to the vendor; account managers give it to a partner of theirs; PROGRAM_ADMIN records any.',
    args: { input: t.arg({ type: LeadCreateInputType, required: true, description: 'The lead.' }) },
    errors: resultOf({
      mutation: 'LeadCreate',
      field: 'lead',
      fieldDescription: 'The new lead.',
      errors: [NotFoundError, PolicyViolationError],
    }),
    resolve: async (_, { input }, context) => {
      const lead = await leadById(context, await createLead(context, input));
      if (!lead) throw new NotFoundError('Lead');
      return lead;
    },
  }),
);
