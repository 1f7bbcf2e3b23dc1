import {
  NotFoundError,
  PolicyViolationError,
  InvalidTransitionError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { OpportunityStage } from '../../../vocabulary.ts';
import type { LineInput } from '../deal-registration.draft.ts';
import { RegistrationKind } from '../deal-registration.enums.ts';
import { requireRegistration } from '../deal-registration.loaders.ts';
import { createRegistration, updateRegistration } from '../deal-registration.service.ts';
import type { CreateInput, UpdateInput } from '../deal-registration.service.ts';
import { DealRegistration } from '../deal-registration.type.ts';

/** A product line as a caller sends it. */
export const RegistrationLineInput = builder.inputRef<LineInput>('RegistrationLineInput').implement({
  description: 'A product line of a registration with what it is worth.',
  fields: (t) => ({
    productLine: t.field({ type: 'ReferenceInput', required: true, description: 'The product line.' }),
    quantity: t.int({ description: 'How many units, such as seats, from 1 on. Default 1.' }),
    termMonths: t.int({ description: 'The length of the recurring part in months, 0 to 120. Default 0.' }),
    oneTime: t.field({ type: 'MoneyInput', description: 'What is paid once for the line. Default 0.' }),
    mrr: t.field({ type: 'MoneyInput', description: 'Monthly recurring revenue of the line. Default 0.' }),
  }),
});

/** What the fields say that a registration is described by. */
export const contentDescriptions = {
  kind: 'What it is about.',
  name: 'What people call it, at most 300 characters.',
  customerName: 'The customer’s name, at most 300 characters.',
  customerCountry: 'The customer’s country, an ISO 3166-1 code of two letters.',
  customerDomains: 'The customer’s internet domains, at most 20.',
  customerDuns: 'The customer’s D-U-N-S number, nine digits.',
  customerTaxId: 'The customer’s tax id, at most 40 characters.',
  lines: 'The product lines and what they are worth, at most 50; all amounts in one currency.',
  region: 'A path of at most five regions, the widest first, such as `EMEA/DE`. Null: everywhere.',
  currency: 'The currency where no amount names it.',
  expectedCloseDate: 'The day on which the sale is expected to close.',
  stageAtSubmission: 'How far the sale has come.',
  incumbentVendor: 'Who serves the customer now, at most 300 characters.',
  customerNeed: 'What the customer needs, at most 2000 characters.',
  contract: 'The contract that it is about; required to submit all but an opportunity and an engagement.',
} as const;

const DealRegistrationCreateInput = builder.inputRef<CreateInput>('DealRegistrationCreateInput').implement({
  description: 'What `dealRegistrationCreate` takes. What is missing is asked for when it is submitted.',
  fields: (t) => ({
    partner: t.field({
      type: 'ReferenceInput',
      description: 'The partner that registers. Default: the company of the partner user.',
    }),
    kind: t.field({ type: RegistrationKind, required: true, description: contentDescriptions.kind }),
    name: t.string({ required: true, description: contentDescriptions.name }),
    customerName: t.string({ description: contentDescriptions.customerName }),
    customerCountry: t.string({ description: contentDescriptions.customerCountry }),
    customerDomains: t.stringList({ description: contentDescriptions.customerDomains }),
    customerDuns: t.string({ description: contentDescriptions.customerDuns }),
    customerTaxId: t.string({ description: contentDescriptions.customerTaxId }),
    lines: t.field({ type: [RegistrationLineInput], description: contentDescriptions.lines }),
    region: t.string({ description: contentDescriptions.region }),
    currency: t.field({
      type: 'CurrencyCode',
      description: `${contentDescriptions.currency} Default: the partner’s.`,
    }),
    expectedCloseDate: t.field({ type: 'Date', description: contentDescriptions.expectedCloseDate }),
    stageAtSubmission: t.field({
      type: OpportunityStage,
      description: contentDescriptions.stageAtSubmission,
    }),
    incumbentVendor: t.string({ description: contentDescriptions.incumbentVendor }),
    customerNeed: t.string({ description: contentDescriptions.customerNeed }),
    contract: t.field({ type: 'ReferenceInput', description: contentDescriptions.contract }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const DealRegistrationUpdateInput = builder.inputRef<UpdateInput>('DealRegistrationUpdateInput').implement({
  description: 'What `dealRegistrationUpdate` takes. A field left out stays as it was; null clears it.',
  fields: (t) => ({
    kind: t.field({ type: RegistrationKind, description: contentDescriptions.kind }),
    name: t.string({ description: contentDescriptions.name }),
    customerName: t.string({ description: contentDescriptions.customerName }),
    customerCountry: t.string({ description: contentDescriptions.customerCountry }),
    customerDomains: t.stringList({ description: contentDescriptions.customerDomains }),
    customerDuns: t.string({ description: contentDescriptions.customerDuns }),
    customerTaxId: t.string({ description: contentDescriptions.customerTaxId }),
    lines: t.field({ type: [RegistrationLineInput], description: contentDescriptions.lines }),
    region: t.string({ description: contentDescriptions.region }),
    currency: t.field({ type: 'CurrencyCode', description: contentDescriptions.currency }),
    expectedCloseDate: t.field({ type: 'Date', description: contentDescriptions.expectedCloseDate }),
    stageAtSubmission: t.field({
      type: OpportunityStage,
      description: contentDescriptions.stageAtSubmission,
    }),
    incumbentVendor: t.string({ description: contentDescriptions.incumbentVendor }),
    customerNeed: t.string({ description: contentDescriptions.customerNeed }),
    contract: t.field({ type: 'ReferenceInput', description: contentDescriptions.contract }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationFields((t) => ({
  dealRegistrationCreate: t.field({
    type: DealRegistration,
    description:
      'Begins a draft of a registration. Partner users with SALES or ADMIN for their company; account managers and PROGRAM_ADMIN on behalf of a partner.',
    args: {
      input: t.arg({ type: DealRegistrationCreateInput, required: true, description: 'What it is about.' }),
    },
    errors: resultOf({
      mutation: 'DealRegistrationCreate',
      field: 'dealRegistration',
      fieldDescription: 'The new draft.',
      errors: [NotFoundError, PolicyViolationError],
    }),
    resolve: async (_, { input }, context) =>
      requireRegistration(context, await createRegistration(context, input)),
  }),
  dealRegistrationUpdate: t.field({
    type: DealRegistration,
    description:
      'Changes a draft, or the fields that a request for information opened. Another customer, product line, region or kind costs the place in line. Partner users with SALES or ADMIN, and staff on behalf.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the registration.' }),
      input: t.arg({ type: DealRegistrationUpdateInput, required: true, description: 'What to change.' }),
    },
    errors: resultOf({
      mutation: 'DealRegistrationUpdate',
      field: 'dealRegistration',
      fieldDescription: 'The registration afterwards.',
      errors: [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError],
    }),
    resolve: async (_, { id, input }, context) =>
      requireRegistration(context, await updateRegistration(context, id, input)),
  }),
}));
