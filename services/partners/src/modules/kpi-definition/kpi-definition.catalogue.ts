import type { Kpi, MetricUnit } from '@channelgraph/core/kpi.ts';
import type { Direction, Indicator } from '../scorecard/scorecard.template.ts';

/** What a KPI means, how it is computed and what it is worth when there is nothing to compute. */
export interface KpiDefinition {
  readonly kpi: Kpi;
  readonly name: string;
  readonly description: string;
  readonly formula: string;
  readonly unit: MetricUnit;
  readonly window: string;
  readonly indicator: Indicator;
  readonly nullPolicy: string;
  /** Default: more is better. */
  readonly direction?: Direction;
  /** Whether the value is an amount or a number of its own and not a share. Default: a share. */
  readonly isQuantity?: boolean;
}

const noContracts =
  'NOT_APPLICABLE for a partner who never held a managed contract; NO_BASE when none was active at the start of the window.';

const noEnrolment =
  'NOT_APPLICABLE before the enrolment; PENDING, with the days gone by, until there is one.';

/** The catalogue of KPIs; every value is a fraction, numerator divided by denominator. */
export const kpiDefinitions: Readonly<Record<Kpi, KpiDefinition>> = {
  SEAT_GROWTH: {
    kpi: 'SEAT_GROWTH',
    name: 'Managed seat growth',
    description: 'The growth of the seats that the partner manages for its customers.',
    formula: '(seats at the end − seats at the start) / seats at the start',
    unit: 'SEATS',
    window: 'Trailing 12 months',
    indicator: 'LAGGING',
    nullPolicy: noContracts,
  },
  GROSS_REVENUE_RETENTION: {
    kpi: 'GROSS_REVENUE_RETENTION',
    name: 'Gross revenue retention',
    description: 'The recurring revenue kept from the customers of a year ago, growth left out.',
    formula:
      'Σ min(MRR at the end, MRR at the start) / Σ MRR at the start, over the customers active at the start',
    unit: 'MONEY',
    window: 'Trailing 12 months',
    indicator: 'LAGGING',
    nullPolicy: noContracts,
  },
  NET_REVENUE_RETENTION: {
    kpi: 'NET_REVENUE_RETENTION',
    name: 'Net revenue retention',
    description: 'The recurring revenue that the customers of a year ago bring today, growth included.',
    formula: 'Σ MRR at the end / Σ MRR at the start, over the customers active at the start',
    unit: 'MONEY',
    window: 'Trailing 12 months',
    indicator: 'LAGGING',
    nullPolicy: noContracts,
  },
  LOGO_RETENTION: {
    kpi: 'LOGO_RETENTION',
    name: 'Customer retention',
    description: 'The share of the customers of a year ago who are still customers.',
    formula: 'customers active at the start and at the end / customers active at the start',
    unit: 'COUNT',
    window: 'Trailing 12 months',
    indicator: 'LAGGING',
    nullPolicy: noContracts,
  },
  RENEWAL_RATE: {
    kpi: 'RENEWAL_RATE',
    name: 'Renewal rate',
    description: 'The share of the contracts that came to their term end and were renewed.',
    formula: 'renewed / (renewed + lost + lapsed), over contracts whose original term end lies in the window',
    unit: 'COUNT',
    window: 'Trailing quarter',
    indicator: 'LAGGING',
    nullPolicy:
      'NOT_APPLICABLE for a partner who never held a managed contract; NO_BASE when no term ended; undecided contracts within 30 days are left out.',
  },
  SLA_COMPLIANCE: {
    kpi: 'SLA_COMPLIANCE',
    name: 'Service level compliance',
    description: 'The share of the promises to customers about response and repair that the partner kept.',
    formula:
      'clocks met / (clocks met + clocks breached), concluded in the window; a clock that is still open but too late is breached',
    unit: 'COUNT',
    window: 'The last three whole months',
    indicator: 'LEADING',
    nullPolicy:
      'NOT_APPLICABLE for a partner who never held a managed contract; NO_BASE when no clock was concluded.',
  },
  CUSTOMER_SATISFACTION: {
    kpi: 'CUSTOMER_SATISFACTION',
    name: 'Customer satisfaction',
    description: 'The share of the end customers’ answers that rate the service 4 or 5 of 5.',
    formula: 'answers of 4 or 5 / all answers',
    unit: 'COUNT',
    window: 'Trailing 90 days',
    indicator: 'LEADING',
    nullPolicy:
      'INSUFFICIENT_DATA below five answers or the template’s minimum sample; NO_BASE without an answer.',
  },
  CERTIFICATION_COVERAGE: {
    kpi: 'CERTIFICATION_COVERAGE',
    name: 'Certification coverage',
    description: 'How much of the certified people that the delivered scopes require the partner has.',
    formula:
      'Σ min(1, certified people / required people) over delivered scopes / number of delivered scopes',
    unit: 'RATIO',
    window: 'As of the day',
    indicator: 'LEADING',
    nullPolicy: 'NOT_APPLICABLE for a partner without delivered scopes.',
  },
  SOURCED_REVENUE_VS_PLAN: {
    kpi: 'SOURCED_REVENUE_VS_PLAN',
    name: 'Sourced revenue against plan',
    description: 'The value of won deals that the partner brought, against the agreed plan.',
    formula: '(one-time value + first-year recurring value of won sourced deals) / plan target',
    unit: 'MONEY',
    window: 'Trailing 12 months',
    indicator: 'LAGGING',
    nullPolicy: 'NO_BASE without a plan target in force, or with a plan in another currency.',
  },
  DEAL_REGISTRATION_COVERAGE: {
    kpi: 'DEAL_REGISTRATION_COVERAGE',
    name: 'Deal registration coverage',
    description: 'The share of the won deals that had an approved registration.',
    formula: 'won deals with an approved registration / won deals',
    unit: 'COUNT',
    window: 'Trailing 12 months',
    indicator: 'LEADING',
    nullPolicy: 'NO_BASE without a won deal, and until the partner’s first registration here.',
  },
  SOURCED_PIPELINE_VS_PLAN: {
    kpi: 'SOURCED_PIPELINE_VS_PLAN',
    name: 'Sourced pipeline against plan',
    description: 'The value of open deals that the partner brought, against the agreed plan.',
    formula: '(one-time value + first-year recurring value of open sourced deals) / plan target',
    unit: 'MONEY',
    window: 'As of the day',
    indicator: 'LEADING',
    nullPolicy: 'NO_BASE without a plan target in force, or with a plan in another currency.',
  },
  INFLUENCED_REVENUE_VS_PLAN: {
    kpi: 'INFLUENCED_REVENUE_VS_PLAN',
    name: 'Influenced revenue against plan',
    description: 'The credited share of won deals that the partner influenced, against the agreed plan.',
    formula: 'Σ value of won deals × credited share / plan target',
    unit: 'MONEY',
    window: 'Trailing 12 months',
    indicator: 'LAGGING',
    nullPolicy: 'NO_BASE without a plan target in force, or with a plan in another currency.',
  },
  REFERRAL_ACCEPTANCE: {
    kpi: 'REFERRAL_ACCEPTANCE',
    name: 'Referral acceptance',
    description: 'The share of the partner’s decided leads that the vendor accepted.',
    formula: 'accepted leads / decided leads',
    unit: 'COUNT',
    window: 'Calendar quarter',
    indicator: 'LEADING',
    nullPolicy: 'NO_BASE without a decided lead.',
  },
  REFERRAL_CONVERSION: {
    kpi: 'REFERRAL_CONVERSION',
    name: 'Referral conversion',
    description: 'The share of the accepted leads that became customers.',
    formula: 'won leads / (won leads + lost leads)',
    unit: 'COUNT',
    window: 'Trailing 12 months',
    indicator: 'LAGGING',
    nullPolicy: 'NO_BASE while no accepted lead is decided.',
  },
  INTEGRATION_ATTACH: {
    kpi: 'INTEGRATION_ATTACH',
    name: 'Integration attach',
    description: 'The share of the joint customers who use the integration.',
    formula: 'customers with the integration in use / joint customers',
    unit: 'COUNT',
    window: 'As of the day',
    indicator: 'LEADING',
    nullPolicy: 'NO_BASE without a joint customer.',
  },
  NET_MRR_CHANGE: {
    kpi: 'NET_MRR_CHANGE',
    name: 'Net change of recurring revenue',
    description:
      'What selling, growing, shrinking and losing customers did to the recurring revenue; price changes and transfers left out.',
    formula: '(new + reactivated + expanded − contracted − churned) / MRR at the start',
    unit: 'MONEY',
    window: 'Trailing quarter',
    indicator: 'LAGGING',
    nullPolicy: noContracts,
  },
  RENEWAL_RATE_VALUE: {
    kpi: 'RENEWAL_RATE_VALUE',
    name: 'Renewal rate by value',
    description: 'The share of the ending recurring revenue that was renewed; growth does not hide a loss.',
    formula:
      'Σ min(renewed MRR, ending MRR) / Σ ending MRR, over decided contracts whose original term end lies in the window',
    unit: 'MONEY',
    window: 'Trailing quarter',
    indicator: 'LAGGING',
    nullPolicy:
      'NOT_APPLICABLE for a partner who never held a managed contract; PENDING while only undecided ones ended; NO_BASE when none ended.',
  },
  ON_TIME_RENEWAL: {
    kpi: 'ON_TIME_RENEWAL',
    name: 'Renewals on time',
    description: 'The share of the renewals that were decided before the customer was without a contract.',
    formula: 'renewed and decided by the end of the term / renewed, by original term end',
    unit: 'COUNT',
    window: 'Trailing quarter',
    indicator: 'LEADING',
    nullPolicy:
      'NOT_APPLICABLE for a partner who never held a managed contract; NO_BASE when none was renewed.',
  },
  DEAL_REGISTRATION_APPROVAL_RATE: {
    kpi: 'DEAL_REGISTRATION_APPROVAL_RATE',
    name: 'Deal registration approval rate',
    description: 'The share of the decided registrations that were approved; withdrawn ones left out.',
    formula: 'approved registrations / (approved + rejected registrations), by the day of the decision',
    unit: 'COUNT',
    window: 'Trailing quarter',
    indicator: 'LEADING',
    nullPolicy: 'NO_BASE without a decided registration.',
  },
  DEAL_REGISTRATION_VOLUME: {
    kpi: 'DEAL_REGISTRATION_VOLUME',
    name: 'Deal registration volume',
    description: 'How many registrations the partner submitted.',
    formula: 'submitted registrations / 1',
    unit: 'COUNT',
    window: 'Trailing quarter',
    indicator: 'LEADING',
    nullPolicy: 'OK with 0 for a partner who submitted none.',
    isQuantity: true,
  },
  REGISTRATION_TO_WIN: {
    kpi: 'REGISTRATION_TO_WIN',
    name: 'Registrations won',
    description: 'The share of the approved registrations with an outcome that were won.',
    formula: 'won / (won + lost + expired), of the registrations approved in the months of the window',
    unit: 'COUNT',
    window: 'Trailing 12 months of approval, the present month included',
    indicator: 'LAGGING',
    nullPolicy: 'PENDING while all approved ones are open; NO_BASE without an approved one.',
  },
  TIME_TO_FIRST_REGISTRATION: {
    kpi: 'TIME_TO_FIRST_REGISTRATION',
    name: 'Time to the first registration',
    description: 'How long after its enrolment the partner submitted its first registration.',
    formula: 'days from the enrolment to the first submission / 1; 0 when it came before',
    unit: 'DAYS',
    window: 'Since the enrolment',
    indicator: 'LEADING',
    nullPolicy: noEnrolment,
    direction: 'LOWER_IS_BETTER',
    isQuantity: true,
  },
  TIME_TO_FIRST_DEAL: {
    kpi: 'TIME_TO_FIRST_DEAL',
    name: 'Time to the first deal',
    description: 'How long after its enrolment the partner won its first deal.',
    formula: 'days from the enrolment to the first won deal / 1; 0 when it came before',
    unit: 'DAYS',
    window: 'Since the enrolment',
    indicator: 'LEADING',
    nullPolicy: noEnrolment,
    direction: 'LOWER_IS_BETTER',
    isQuantity: true,
  },
  ARPU: {
    kpi: 'ARPU',
    name: 'Recurring revenue per seat',
    description:
      'What a managed seat earns in a month, over the seats of the unit that the partner has most of.',
    formula: 'MRR / billable seats, of the contracts with that unit in the partner’s currency',
    unit: 'MONEY',
    window: 'As of the day',
    indicator: 'LAGGING',
    nullPolicy:
      'NOT_APPLICABLE for a partner who never held a managed contract; NO_BASE without a billable seat.',
    isQuantity: true,
  },
};
