import { addPartnerVocabulary, described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from './builder.ts';

export const {
  partnerType: PartnerTypeEnum,
  mspSegment: MspSegmentEnum,
  certificationScope: CertificationScopeEnum,
} = addPartnerVocabulary(builder);

export const PartnerStatusEnum = builder.enumType('PartnerStatus', {
  description: 'Where a partner stands, from first contact to the end.',
  values: described({
    PROSPECT: 'Known, not yet applied.',
    APPLICANT: 'Applied, not yet decided.',
    ONBOARDING: 'Accepted and being set up.',
    ACTIVE: 'Working with the vendor.',
    INACTIVE: 'Without qualifying activity for some time.',
    SUSPENDED: 'Stopped for a violation or a lapsed agreement.',
    OFFBOARDING: 'Leaving; its business is being handed over.',
    TERMINATED: 'Gone. Final.',
    REJECTED: 'Refused. Final.',
  }),
});

export const PartnerTrackEnum = builder.enumType('PartnerTrack', {
  description: 'Whether a partner builds on the technology or sells solutions with it.',
  values: described({
    TECHNOLOGY: 'Integrates with the vendor’s technology.',
    SOLUTION: 'Sells, implements or serves solutions.',
  }),
});

export const LifecycleStageEnum = builder.enumType('LifecycleStage', {
  description: 'The stage of the relationship.',
  values: described({
    RECRUIT: 'Being won.',
    ONBOARD: 'Being set up.',
    ENABLE: 'Learning to sell and deliver.',
    MANAGE: 'Working.',
    RETAIN: 'Being kept or won back.',
  }),
});

export const CapabilityEnum = builder.enumType('Capability', {
  description: 'What a partner user does in their company, and so may do here.',
  values: described({
    ADMIN: 'Administers the company’s account.',
    SALES: 'Sells.',
    TECHNICAL: 'Delivers and supports.',
    MARKETING: 'Markets.',
    FINANCE: 'Handles money.',
  }),
});

export const PartnerUserStatusEnum = builder.enumType('PartnerUserStatus', {
  description: 'Whether a person works for the partner.',
  values: described({
    INVITED: 'Invited, not yet in; cannot sign in.',
    ACTIVE: 'Works for the partner.',
    DISABLED: 'Left or was shut out; cannot sign in.',
  }),
});

export const StaffRoleEnum = builder.enumType('StaffRole', {
  description: 'What a staff member does in the program.',
  values: described({
    CAM: 'Channel account manager: looks after a portfolio of partners.',
    PROGRAM_ADMIN: 'Runs the program.',
    ANALYST: 'Reads everything but personal data, changes nothing.',
  }),
});

export const EnrollmentStatusEnum = builder.enumType('EnrollmentStatus', {
  description: 'The state of a membership in a program.',
  values: described({
    PENDING: 'Not yet begun.',
    ACTIVE: 'In force.',
    SUSPENDED: 'Stopped for now.',
    ENDED: 'Over.',
  }),
});

export const TierCauseEnum = builder.enumType('TierCause', {
  description: 'Why a partner holds a tier.',
  values: described({
    INITIAL: 'The tier it joined with.',
    PROMOTION: 'Earned a higher tier.',
    DEMOTION: 'Fell below what its tier asks.',
    OVERRIDE: 'Decided by a program administrator against the rule, with a reason.',
    GRANDFATHERED: 'Kept from earlier rules.',
    APPEAL: 'Decided on appeal.',
    MIGRATION: 'Brought over from another system.',
  }),
});

export const CamSpecialisationEnum = builder.enumType('CamSpecialisation', {
  description: 'What a channel account manager looks after at a partner.',
  values: described({
    GENERAL: 'The whole relationship.',
    SECURITY: 'Security business.',
    CLOUD: 'Cloud business.',
    VERTICAL: 'One industry.',
  }),
});

export const KpiEnum = builder.enumType('Kpi', {
  description: 'A key performance indicator; `kpiDefinitions` tells how each is computed.',
  values: described({
    SEAT_GROWTH: 'Growth of the managed seats.',
    GROSS_REVENUE_RETENTION: 'Recurring revenue kept, growth left out.',
    NET_REVENUE_RETENTION: 'Recurring revenue kept, growth included.',
    LOGO_RETENTION: 'Customers kept.',
    RENEWAL_RATE: 'Ending contracts that were renewed.',
    SLA_COMPLIANCE: 'Promises to customers that were kept.',
    CUSTOMER_SATISFACTION: 'End customers who rate the service well.',
    CERTIFICATION_COVERAGE: 'Required certified people that the partner has.',
    SOURCED_REVENUE_VS_PLAN: 'Won revenue that the partner brought, against plan.',
    DEAL_REGISTRATION_COVERAGE: 'Won deals that had been registered.',
    SOURCED_PIPELINE_VS_PLAN: 'Open pipeline that the partner brought, against plan.',
    INFLUENCED_REVENUE_VS_PLAN: 'Won revenue that the partner influenced, against plan.',
    REFERRAL_ACCEPTANCE: 'Referred leads that the vendor accepted.',
    REFERRAL_CONVERSION: 'Accepted leads that became customers.',
    INTEGRATION_ATTACH: 'Joint customers who use the integration.',
    NET_MRR_CHANGE: 'Change of recurring revenue by what was sold and lost.',
    RENEWAL_RATE_VALUE: 'Ending recurring revenue that was renewed.',
    ON_TIME_RENEWAL: 'Renewals that were decided before the term was over.',
    DEAL_REGISTRATION_APPROVAL_RATE: 'Decided registrations that were approved.',
    DEAL_REGISTRATION_VOLUME: 'Registrations submitted.',
    REGISTRATION_TO_WIN: 'Approved registrations that were won.',
    TIME_TO_FIRST_REGISTRATION: 'Days from enrolment to the first registration; less is better.',
    TIME_TO_FIRST_DEAL: 'Days from enrolment to the first won deal; less is better.',
    ARPU: 'Recurring revenue per managed seat.',
  }),
});

export const MetricUnitEnum = builder.enumType('MetricUnit', {
  description: 'What the numerator and the denominator of a figure count.',
  values: described({
    COUNT: 'Things: contracts, deals, answers.',
    SEATS: 'Managed seats.',
    MONEY: 'An amount of one currency.',
    RATIO: 'A sum of ratios.',
    DAYS: 'Calendar days.',
  }),
});

export const ProvenanceEnum = builder.enumType('Provenance', {
  description: 'Where a figure comes from, and so how far it can be trusted.',
  values: described({
    SYSTEM: 'Computed here from records.',
    IMPORT: 'Brought in from another system.',
    PARTNER_REPORTED: 'Told by the partner.',
    VERIFIED: 'Told by the partner and checked by the vendor.',
  }),
});

const measured = {
  OK: 'There is a figure.',
  NO_BASE: 'There is nothing to measure against; not scored.',
  INSUFFICIENT_DATA: 'The sample is too small; not scored.',
  PENDING: 'The period is still open; not scored.',
  NOT_APPLICABLE: 'Does not apply to the partner; not scored and not missed.',
  SELF_REPORTED: 'The partner’s own statement; shown, not scored.',
} as const;

export const ReportedStatusEnum = builder.enumType('ReportedFactStatus', {
  description: 'Whether a stored fact has a figure that can be scored.',
  values: described(measured),
});

export const FactStatusEnum = builder.enumType('FactStatus', {
  description: 'Whether a line of a scorecard has a figure that can be scored. Only `OK` is scored.',
  values: described({ ...measured, NOT_REPORTED: 'No fact was reported by that day; not scored.' }),
});

export const ScoreStatusEnum = builder.enumType('ScoreStatus', {
  description: 'The colour of a score.',
  values: described({
    RED: 'A line below its floor; a card below its amber limit.',
    AMBER: 'In between.',
    GREEN: 'A line at its target or beyond; a card at its green limit or beyond.',
  }),
});

export const DirectionEnum = builder.enumType('KpiDirection', {
  description: 'Whether more of a figure is better, or less.',
  values: described({
    HIGHER_IS_BETTER: 'More is better.',
    LOWER_IS_BETTER: 'Less is better.',
  }),
});

export const IndicatorEnum = builder.enumType('KpiIndicator', {
  description: 'Whether a KPI announces results or reports them.',
  values: described({
    LEADING: 'Announces results to come.',
    LAGGING: 'Reports results that are in.',
  }),
});
