import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import { RegistrationKind } from '../deal-registration/deal-registration.enums.ts';
import type { RuleVerdict } from '../deal-registration/deal-registration.rules.ts';
import { RegistrationRuleVerdict } from '../deal-registration/deal-registration.type.ts';
import { RegistrationLineInput } from '../deal-registration/mutations/deal-registration-content.ts';
import type { ProtectionWindow } from '../protection/protection.window.ts';
import { checkRegistration } from './registration-check.service.ts';
import type { CheckInput, RegistrationCheck } from './registration-check.service.ts';

const DealRegistrationCheckInput = builder.inputRef<CheckInput>('DealRegistrationCheckInput').implement({
  description: 'A registration as it would be submitted. What is missing is told, nothing is stored.',
  fields: (t) => ({
    partner: t.field({
      type: 'ReferenceInput',
      description: 'The partner that would register. Default: the company of the partner user.',
    }),
    kind: t.field({ type: RegistrationKind, required: true, description: 'What it would be about.' }),
    name: t.string({
      description: 'What people would call it, at most 300 characters. Default: a placeholder.',
    }),
    customerName: t.string({ description: 'The customer’s name, at most 300 characters.' }),
    customerCountry: t.string({ description: 'The customer’s country, an ISO 3166-1 code of two letters.' }),
    customerDomains: t.stringList({ description: 'The customer’s internet domains, at most 20.' }),
    customerDuns: t.string({ description: 'The customer’s D-U-N-S number, nine digits.' }),
    customerTaxId: t.string({ description: 'The customer’s tax id, at most 40 characters.' }),
    lines: t.field({ type: [RegistrationLineInput], description: 'The product lines, at most 50.' }),
    region: t.string({ description: 'A path of at most five regions. Default: everywhere.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency where no amount names it. Default: the partner’s.',
    }),
    expectedCloseDate: t.field({
      type: 'Date',
      description: 'The day on which the sale is expected to close.',
    }),
    contract: t.field({ type: 'ReferenceInput', description: 'The contract that it would be about.' }),
  }),
});

const CheckOutcome = builder.enumType('DealRegistrationCheckOutcome', {
  description: 'What would become of a registration.',
  values: described({
    WOULD_BE_ACCEPTED_FOR_REVIEW: 'It would be taken in, and nothing speaks against it.',
    NEEDS_REVIEW: 'It would be taken in, and people would have to decide.',
    WOULD_BE_REJECTED: 'It would not be taken in as it is.',
  }),
});

const CheckedProtection = builder.objectRef<ProtectionWindow>('DealRegistrationCheckProtection').implement({
  description: 'The days that a registration would protect if it were approved today.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'The first day.' }),
    to: t.expose('to', { type: 'Date', description: 'The first day after it.' }),
    basis: t.exposeString('basis', { description: 'The rule that gives it its length.' }),
  }),
});

const DealRegistrationCheck = builder.objectRef<RegistrationCheck>('DealRegistrationCheck').implement({
  description: 'What would become of a registration if it were submitted now.',
  fields: (t) => ({
    outcome: t.expose('outcome', { type: CheckOutcome, description: 'What would become of it.' }),
    blockingRule: t.field({
      type: RegistrationRuleVerdict,
      nullable: true,
      description: 'The first rule that speaks against it; null when none does.',
      resolve: ({ trace }) => blocking(trace),
    }),
    rules: t.field({
      type: [RegistrationRuleVerdict],
      description: 'Every rule with its verdict.',
      resolve: ({ trace }) => [...trace],
    }),
    missing: t.field({
      type: ['ValidationIssue'],
      description: 'What is missing or wrong, each with its path.',
      resolve: ({ missing }) => [...missing],
    }),
    protection: t.field({
      type: CheckedProtection,
      nullable: true,
      description:
        'The days that it would protect; null while something is missing, or when they would be over.',
      resolve: ({ protection }) => protection,
    }),
  }),
});

function blocking(trace: RegistrationCheck['trace']): RuleVerdict | null {
  return (
    trace.find(({ verdict }) => verdict === 'FAIL') ??
    trace.find(({ verdict }) => verdict === 'REVIEW') ??
    null
  );
}

builder.queryField('dealRegistrationCheck', (t) =>
  t.field({
    type: DealRegistrationCheck,
    description:
      'Says what would become of a registration, before anything is stored. Bounded in number per company and hour; beyond that the error has the code THROTTLED and says after how many seconds to ask again. Requires SALES or ADMIN of the partner, its CAM, or PROGRAM_ADMIN.',
    authScopes: {
      $all: { role: ['PARTNER_USER', 'CAM', 'PROGRAM_ADMIN', 'SERVICE'], capability: ['SALES', 'ADMIN'] },
    },
    args: {
      input: t.arg({ type: DealRegistrationCheckInput, required: true, description: 'The registration.' }),
    },
    resolve: (_, { input }, context) => checkRegistration(context, input),
  }),
);
