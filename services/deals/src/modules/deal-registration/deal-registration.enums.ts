import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';

/** The enum of the same name. */
export const RegistrationKind = builder.enumType('RegistrationKind', {
  description: 'What a registration is about; it decides how long it protects.',
  values: described({
    OPPORTUNITY: 'A sale to a customer. Default protection 90 days, more by tier.',
    CUSTOMER_ENGAGEMENT:
      'A relationship with a customer that the partner manages. Default protection 120 days, and once there is a contract its term and 30 days.',
    RENEWAL:
      'A further term of a contract that the partner holds. Default protection from 90 days before its end to 30 days after.',
    EXPANSION: 'More for a customer under a contract that the partner holds. Default protection 60 days.',
    RENEGOTIATION: 'Other terms of a contract that the partner holds. Default protection 60 days.',
  }),
});

/** The enum of the same name. */
export const RegistrationStatus = builder.enumType('RegistrationStatus', {
  description: 'How far a registration has come.',
  values: described({
    DRAFT: 'The partner prepares it.',
    SUBMITTED: 'It waits for a review.',
    UNDER_REVIEW: 'Somebody reviews it.',
    INFO_REQUESTED: 'It waits for information from the partner; the decision clock stands.',
    CONFLICTED: 'A conflict case decides about it.',
    APPROVED: 'It is approved; its scope is protected.',
    REJECTED: 'It was refused.',
    WON: 'The sale was made.',
    LOST: 'The sale was not made.',
    EXPIRED: 'Its protection ran out.',
    REVOKED: 'Its protection was taken back.',
    TRANSFERRED: 'It went to another partner.',
    WITHDRAWN: 'The partner gave it up.',
  }),
});

/** The enum of the same name. */
export const RegistrationRejection = builder.enumType('RegistrationRejection', {
  description: 'What speaks against a registration.',
  values: described({
    DUPLICATE_ACTIVE: 'The scope is protected already.',
    DIRECT_ACTIVE: 'The vendor sells to the customer itself.',
    NAMED_ACCOUNT: 'The customer is reserved for the vendor.',
    OUT_OF_TERRITORY: 'The region belongs to another partner.',
    BELOW_MINIMUM: 'It is worth too little.',
    INCOMPLETE: 'Something is missing or wrong.',
    NOT_CERTIFIED: 'The partner lacks a certification.',
    AGREEMENT_INACTIVE: 'The partner is not active in a program.',
    CAPACITY_EXCEEDED: 'The partner has too many open registrations.',
    STALE_EVIDENCE: 'The evidence is too old.',
    OTHER: 'Another reason.',
  }),
});

/** The enum of the same name. */
export const EvidenceKind = builder.enumType('EvidenceKind', {
  description: 'What a piece of evidence shows.',
  values: described({
    MEETING: 'A meeting with the customer.',
    EMAIL: 'An exchange of messages.',
    PROPOSAL: 'An offer.',
    PURCHASE_INTENT: 'That the customer means to buy.',
    CUSTOMER_LETTER: 'The customer’s own statement.',
    SITE_VISIT: 'A visit to the customer.',
    OTHER: 'Something else.',
  }),
});

/** The enum of the same name. */
export const ExtensionStatus = builder.enumType('ExtensionStatus', {
  description: 'What became of a request for a longer protection.',
  values: described({
    REQUESTED: 'It waits for an answer.',
    GRANTED: 'The protection became longer.',
    DENIED: 'The protection stayed as it was.',
  }),
});

/** The enum of the same name. */
export const RegistrationField = builder.enumType('RegistrationField', {
  description: 'A field of a registration that a request for information can open.',
  values: {
    KIND: { value: 'kind', description: 'What it is about.' },
    NAME: { value: 'name', description: 'What people call it.' },
    CUSTOMER_NAME: { value: 'customerName', description: 'The customer’s name.' },
    CUSTOMER_COUNTRY: { value: 'customerCountry', description: 'The customer’s country.' },
    CUSTOMER_DOMAINS: { value: 'customerDomains', description: 'The customer’s internet domains.' },
    CUSTOMER_DUNS: { value: 'customerDuns', description: 'The customer’s D-U-N-S number.' },
    CUSTOMER_TAX_ID: { value: 'customerTaxId', description: 'The customer’s tax id.' },
    LINES: { value: 'lines', description: 'The product lines and what they are worth.' },
    REGION: { value: 'region', description: 'The region.' },
    CURRENCY: { value: 'currency', description: 'The currency.' },
    EXPECTED_CLOSE_DATE: {
      value: 'expectedCloseDate',
      description: 'The day on which it is expected to close.',
    },
    STAGE_AT_SUBMISSION: { value: 'stageAtSubmission', description: 'How far the sale had come.' },
    INCUMBENT_VENDOR: { value: 'incumbentVendor', description: 'Who serves the customer now.' },
    CUSTOMER_NEED: { value: 'customerNeed', description: 'What the customer needs.' },
    CONTRACT: { value: 'contract', description: 'The contract that it is about.' },
  } as const,
});

/** The enum of the same name. */
export const RegistrationOutcome = builder.enumType('RegistrationOutcome', {
  description: 'How a registered sale ended.',
  values: {
    WON: { description: 'It was made.' },
    LOST: { description: 'It was not made.' },
  } as const,
});
