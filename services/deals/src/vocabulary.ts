import { addPartnerVocabulary, described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from './builder.ts';

/** The enums that describe a partner. */
export const { partnerType: PartnerType, mspSegment: MspSegment } = addPartnerVocabulary(builder);

/** The enum of the same name. */
export const Motion = builder.enumType('Motion', {
  description: 'What a deal means for the relationship with the customer.',
  values: described({
    NEW: 'A first sale to the customer.',
    EXPANSION: 'More of what the customer has, or beside it.',
    RENEWAL: 'A further term of what the customer has; has stages of its own.',
    WIN_BACK: 'A sale to a customer that had left.',
  }),
});

/** The enum of the same name. */
export const RevenueModel = builder.enumType('RevenueModel', {
  description: 'How a deal is paid.',
  values: described({
    TRANSACTIONAL: 'Once.',
    RECURRING: 'Month by month for a term.',
    MIXED: 'Both; a pipeline shows it as a transactional and a recurring line.',
  }),
});

/** The enum of the same name. */
export const OpportunityStage = builder.enumType('OpportunityStage', {
  description: 'How far a deal has come. Renewals have stages of their own.',
  values: described({
    PROSPECT: 'A sale: somebody may need it. Default likelihood 0.10.',
    QUALIFIED: 'A sale: need, budget and decision maker are known. Default likelihood 0.25.',
    TECHNICAL_VALIDATION: 'A sale: the solution is being tested. Default likelihood 0.50.',
    BUSINESS_VALIDATION: 'A sale: the terms are being negotiated. Default likelihood 0.65.',
    UPCOMING: 'A renewal: the decision window is not open yet. Default likelihood 0.80.',
    IN_WINDOW: 'A renewal: the term ends within 90 days. Default likelihood 0.80.',
    ENGAGED: 'A renewal: the customer is in talks. Default likelihood 0.80.',
    QUOTED: 'A renewal: the customer has an offer. Default likelihood 0.80.',
    COMMITTED: 'The customer has promised. Default likelihood 0.90, of a renewal 0.95.',
    WON: 'A sale that was made.',
    RENEWED: 'A renewal that was made.',
    LOST: 'A sale or a renewal that was not made.',
    LAPSED: 'A renewal that was not decided within 30 days after the term.',
  }),
});

/** The enum of the same name. */
export const OpportunityOutcome = builder.enumType('OpportunityOutcome', {
  description: 'Whether a deal is still open, and if not, how it ended.',
  values: described({
    OPEN: 'It is in a stage that may still be won or lost.',
    WON: 'It was made: its stage is `WON`, or `RENEWED` of a renewal.',
    LOST: 'It was not made: its stage is `LOST`, or `LAPSED` of a renewal.',
  }),
});

/** The enum of the same name. */
export const SourceRole = builder.enumType('SourceRole', {
  description: 'The part that the partner has in a deal.',
  values: described({
    SOURCED: 'The partner found the customer.',
    INFLUENCED: 'The partner helped a deal that somebody else found.',
    FULFILLED: 'The partner delivers what somebody else sold.',
    CO_SELL: 'Partner and vendor sell together.',
    REFERRED: 'The partner passed the customer on.',
  }),
});

/** The enum of the same name. */
export const CreditBasis = builder.enumType('CreditBasis', {
  description: 'What the credit of a partner in a deal rests on.',
  values: described({
    REGISTRATION: 'An approved registration of the deal.',
    DECISION: 'What staff found.',
    IMPORT: 'Data of another system.',
    OVERRIDE: 'A decision of an administrator, with a reason, where no registration proves it.',
  }),
});

/** The enum of the same name. */
export const LossReason = builder.enumType('LossReason', {
  description: 'Why a deal was lost.',
  values: described({
    PRICE: 'It was too dear.',
    COMPETITOR: 'A competitor won.',
    NO_BUDGET: 'There was no money.',
    NO_DECISION: 'The customer did not decide.',
    FEATURE_GAP: 'Something was missing in the product.',
    TIMING: 'It was the wrong time.',
    RELATIONSHIP: 'The relationship was not good enough.',
    DUPLICATE: 'The deal was recorded twice.',
    OTHER: 'Another reason.',
  }),
});

/** The enum of the same name. */
export const ContractStatus = builder.enumType('ContractStatus', {
  description: 'The state of a managed contract.',
  values: described({
    DRAFT: 'Agreed but not begun.',
    ACTIVE: 'In force; earns recurring revenue.',
    SUSPENDED: 'Interrupted; earns nothing until it is resumed.',
    ENDED_RENEWED: 'Ended and followed by a successor.',
    ENDED_CHURNED: 'Ended without a successor.',
    TERMINATED_EARLY: 'Ended before its term.',
    TRANSFERRED: 'Moved to another partner.',
  }),
});

/** The enum of the same name. */
export const BillingInterval = builder.enumType('BillingInterval', {
  description: 'How often a contract is billed.',
  values: described({ MONTHLY: 'Each month.', ANNUAL: 'Once a year in advance.' }),
});

/** The enum of the same name. */
export const SeatUnit = builder.enumType('SeatUnit', {
  description: 'What the seats of a contract count. Counts of different units are never added.',
  values: described({
    SEAT: 'Licensed seats.',
    USER: 'People.',
    DEVICE: 'Devices of any kind.',
    ENDPOINT: 'Managed end points.',
    TENANT: 'Tenants of a cloud service.',
    SITE: 'Locations.',
  }),
});

/** The enum of the same name. */
export const UsageAggregation = builder.enumType('UsageAggregation', {
  description:
    'How the usage of a month becomes the number that is billed. A day that nobody told is like the day before it; before the first day told there is none.',
  values: described({
    PEAK_IN_PERIOD: 'The most of any one day, all product lines together.',
    ANY_DAY:
      'Each product line’s most of any day, added: what was used on any day is billed for the whole month.',
    DAILY_PRORATED: 'The sum of all days, divided by the days of the calendar month.',
    FIRST_DAY_SNAPSHOT: 'The first day of the month that the contract covers.',
    LAST_DAY_SNAPSHOT: 'The last day of the month that the contract covers and that has passed.',
    AVERAGE: 'The average of the days from the first one told on.',
  }),
});

/** The enum of the same name. */
export const SeatProvenance = builder.enumType('SeatProvenance', {
  description: 'Where a count of seats comes from, and so how far it is believed.',
  values: described({
    SYSTEM: 'Measured by the product itself.',
    IMPORT: 'Taken over from another system.',
    PARTNER_REPORTED: 'Reported by the partner.',
    VERIFIED: 'Checked by the vendor.',
  }),
});

/** The enum of the same name. */
export const ServiceProvenance = builder.enumType('ServiceProvenance', {
  description: 'Where a record of the service to a customer comes from, and so how far it is believed.',
  values: described({
    SYSTEM: 'Measured by a system of the program.',
    IMPORT: 'Taken over from another system.',
    PARTNER_REPORTED: 'Reported by the partner.',
    VERIFIED: 'Checked by the vendor.',
  }),
});

/** The enum of the same name. */
export const MrrKind = builder.enumType('MrrKind', {
  description: 'Why recurring revenue changed.',
  values: described({
    NEW: 'A first contract of its chain began.',
    EXPANSION: 'The customer takes more.',
    CONTRACTION: 'The customer takes less.',
    CHURN: 'The contract ended or was suspended.',
    REACTIVATION: 'A contract that had stopped earning earns again.',
    PRICE_CHANGE: 'The price changed, the scope did not.',
    TRANSFER_IN: 'The contract came from another partner.',
    TRANSFER_OUT: 'The contract went to another partner.',
  }),
});

/** The enum of the same name. */
export const RenewalWindow = builder.enumType('RenewalWindow', {
  description: 'How soon the term of a contract ends.',
  values: described({
    OVERDUE: 'It ended within the last 30 days and the renewal is not decided.',
    D0_30: 'In 0 to 30 days.',
    D31_60: 'In 31 to 60 days.',
    D61_90: 'In 61 to 90 days.',
    D91_180: 'In 91 to 180 days.',
    D181_PLUS: 'In more than 180 days.',
  }),
});

/** The enum of the same name. */
export const PipelineNormalization = builder.enumType('PipelineNormalization', {
  description: 'The measure by which unlike deals are added up.',
  values: described({
    ACV: 'The first year: at most 12 months of recurring revenue, plus one-time.',
    TCV: 'The whole term of recurring revenue, plus one-time.',
    MRR: 'Monthly recurring revenue alone.',
  }),
});

/** The enum of the same name. */
export const PipelineDimension = builder.enumType('PipelineDimension', {
  description: 'What the lines of a pipeline are told apart by. The currency always is.',
  values: described({
    MOTION: 'What the deals mean for the relationship.',
    REVENUE_MODEL: 'How they are paid; a mixed deal is in two lines.',
    STAGE: 'How far they have come.',
    SOURCE_ROLE: 'The part that the partner has in them.',
    PRODUCT_LINE: 'What they are about; a deal about several is in several lines.',
    SEGMENT: 'The segment of the partner.',
    CLOSE_WINDOW: 'How soon they are expected to close.',
  }),
});

/** The enum of the same name. */
export const CloseWindow = builder.enumType('CloseWindow', {
  description: 'How soon an open deal is expected to close.',
  values: described({
    OVERDUE: 'Its day has passed.',
    D0_30: 'In 0 to 30 days.',
    D31_60: 'In 31 to 60 days.',
    D61_90: 'In 61 to 90 days.',
    D91_180: 'In 91 to 180 days.',
    D181_PLUS: 'In more than 180 days.',
    NO_DATE: 'No day is recorded.',
  }),
});

/** The enum of the same name. */
export const RenewalStage = builder.enumType('RenewalStage', {
  description: 'How far the decision whether a contract goes on has come.',
  values: described({
    UPCOMING: 'The decision window is not open yet.',
    IN_WINDOW: 'The term ends within 90 days.',
    ENGAGED: 'The customer is in talks.',
    QUOTED: 'The customer has an offer.',
    COMMITTED: 'The customer has promised.',
    RENEWED: 'A further contract was agreed.',
    LOST: 'The customer does not go on.',
    LAPSED: 'It was not decided within 30 days after the term.',
  }),
});

/** The enum of the same name. */
export const RenewalHealth = builder.enumType('RenewalHealth', {
  description: 'How likely it is that a contract goes on, by rules that are told with it.',
  values: described({
    GREEN: 'Nothing speaks against it.',
    AMBER: 'Something needs care.',
    RED: 'It is at risk.',
  }),
});

/** The enum of the same name. */
export const PipelineWaterfallStepKind = builder.enumType('PipelineWaterfallStepKind', {
  description: 'Why a pipeline changed.',
  values: described({
    CREATED: 'A deal appeared.',
    REOPENED: 'A deal that was won or lost is open again.',
    PULLED_IN: 'An open deal is now expected to close within the window.',
    MOVED_IN: 'An open deal changed its currency or motion and so came in.',
    UPSIZED: 'An open deal became larger.',
    WON: 'A deal was won; the step takes away what it was worth in the pipeline.',
    LOST: 'A deal was lost or lapsed.',
    PUSHED: 'An open deal is no longer expected to close within the window.',
    MOVED_OUT: 'An open deal changed its currency or motion and so left.',
    DOWNSIZED: 'An open deal became smaller.',
    REMOVED: 'A correction says that the deal was not there any more.',
  }),
});

/** The enum of the same name. */
export const PipelineSnapshotScope = builder.enumType('PipelineSnapshotScope', {
  description: 'Whose pipeline a snapshot keeps.',
  values: described({
    PARTNER: 'That of one partner.',
    PORTFOLIO: 'That of the partners of one account manager.',
    PROGRAM: 'That of all partners.',
  }),
});
