import type { Kpi } from '@channelgraph/core/kpi.ts';
import { kpiDefinitions } from '../kpi-definition/kpi-definition.catalogue.ts';
import type { TemplateBody } from './scorecard.template.ts';

/** The families of partners that the default scorecards distinguish. */
export const templateFamilies = ['MSP', 'VAR_TO_MSP', 'MSSP', 'RESELLER', 'REFERRAL', 'ALLIANCE'] as const;
export type TemplateFamily = (typeof templateFamilies)[number];

// Floor and target of each KPI, and the least sample where a handful of answers would decide.
const ranges: Readonly<Record<Kpi, readonly [floor: string, target: string, minimumSample?: number]>> = {
  SEAT_GROWTH: ['0', '0.12'],
  GROSS_REVENUE_RETENTION: ['0.80', '0.95'],
  NET_REVENUE_RETENTION: ['0.95', '1.10'],
  LOGO_RETENTION: ['0.80', '0.95'],
  RENEWAL_RATE: ['0.75', '0.92'],
  SLA_COMPLIANCE: ['0.90', '0.98'],
  CUSTOMER_SATISFACTION: ['0.75', '0.92', 5],
  CERTIFICATION_COVERAGE: ['0.60', '1.00'],
  SOURCED_REVENUE_VS_PLAN: ['0.50', '1.00'],
  DEAL_REGISTRATION_COVERAGE: ['0.40', '0.80'],
  SOURCED_PIPELINE_VS_PLAN: ['0.50', '1.00'],
  INFLUENCED_REVENUE_VS_PLAN: ['0.50', '1.00'],
  REFERRAL_ACCEPTANCE: ['0.40', '0.75'],
  REFERRAL_CONVERSION: ['0.10', '0.30'],
  INTEGRATION_ATTACH: ['0.05', '0.25'],
  NET_MRR_CHANGE: ['0', '0.03'],
  RENEWAL_RATE_VALUE: ['0.75', '0.92'],
  ON_TIME_RENEWAL: ['0.70', '0.95'],
  DEAL_REGISTRATION_APPROVAL_RATE: ['0.50', '0.85'],
  DEAL_REGISTRATION_VOLUME: ['1', '6'],
  REGISTRATION_TO_WIN: ['0.15', '0.35'],
  TIME_TO_FIRST_REGISTRATION: ['90', '30'],
  TIME_TO_FIRST_DEAL: ['270', '120'],
  ARPU: ['10', '40'],
};

const weights: Readonly<Record<TemplateFamily, Readonly<Partial<Record<Kpi, string>>>>> = {
  MSP: {
    SEAT_GROWTH: '15',
    GROSS_REVENUE_RETENTION: '15',
    NET_REVENUE_RETENTION: '10',
    RENEWAL_RATE: '15',
    SLA_COMPLIANCE: '10',
    CUSTOMER_SATISFACTION: '10',
    CERTIFICATION_COVERAGE: '10',
    SOURCED_REVENUE_VS_PLAN: '10',
    DEAL_REGISTRATION_COVERAGE: '5',
  },
  VAR_TO_MSP: {
    SEAT_GROWTH: '15',
    GROSS_REVENUE_RETENTION: '10',
    NET_REVENUE_RETENTION: '5',
    RENEWAL_RATE: '10',
    SLA_COMPLIANCE: '5',
    CUSTOMER_SATISFACTION: '10',
    CERTIFICATION_COVERAGE: '15',
    SOURCED_REVENUE_VS_PLAN: '15',
    DEAL_REGISTRATION_COVERAGE: '10',
    SOURCED_PIPELINE_VS_PLAN: '5',
  },
  MSSP: {
    SEAT_GROWTH: '10',
    GROSS_REVENUE_RETENTION: '15',
    NET_REVENUE_RETENTION: '10',
    RENEWAL_RATE: '10',
    SLA_COMPLIANCE: '15',
    CUSTOMER_SATISFACTION: '10',
    CERTIFICATION_COVERAGE: '20',
    SOURCED_REVENUE_VS_PLAN: '5',
    DEAL_REGISTRATION_COVERAGE: '5',
  },
  RESELLER: {
    RENEWAL_RATE: '10',
    CUSTOMER_SATISFACTION: '10',
    CERTIFICATION_COVERAGE: '15',
    SOURCED_REVENUE_VS_PLAN: '35',
    DEAL_REGISTRATION_COVERAGE: '15',
    SOURCED_PIPELINE_VS_PLAN: '15',
  },
  REFERRAL: {
    SOURCED_REVENUE_VS_PLAN: '30',
    SOURCED_PIPELINE_VS_PLAN: '20',
    REFERRAL_ACCEPTANCE: '25',
    REFERRAL_CONVERSION: '25',
  },
  ALLIANCE: {
    CUSTOMER_SATISFACTION: '10',
    CERTIFICATION_COVERAGE: '20',
    SOURCED_PIPELINE_VS_PLAN: '20',
    INTEGRATION_ATTACH: '20',
    INFLUENCED_REVENUE_VS_PLAN: '30',
  },
};

/** Gives the default scorecard of a family, which a program replaces by publishing its own. */
export function defaultTemplate(family: TemplateFamily): TemplateBody {
  const entries = Object.entries(weights[family]) as [Kpi, string][];
  return {
    minimumCoverage: '0.60',
    greenFrom: '70',
    amberFrom: '40',
    kpis: entries.map(([kpi, weight]) => {
      const [floor, target, minimumSample] = ranges[kpi];
      return {
        kpi,
        weight,
        floor,
        target,
        direction: kpiDefinitions[kpi].direction ?? 'HIGHER_IS_BETTER',
        indicator: kpiDefinitions[kpi].indicator,
        minimumSample: minimumSample ?? null,
      };
    }),
  };
}
