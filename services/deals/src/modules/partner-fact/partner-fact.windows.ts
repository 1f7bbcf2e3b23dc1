import { addDays, addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';

/** The months of the trailing window of retention, growth and revenue. */
export const yearWindowMonths = 12;

/** The months of the trailing window of renewals, promises, net change and decisions. */
export const quarterWindowMonths = 3;

/** The days of the trailing window of answers. */
export const answerWindowDays = 90;

const quarterKpis: readonly Kpi[] = [
  'RENEWAL_RATE',
  'RENEWAL_RATE_VALUE',
  'ON_TIME_RENEWAL',
  'NET_MRR_CHANGE',
  'DEAL_REGISTRATION_APPROVAL_RATE',
  'DEAL_REGISTRATION_VOLUME',
];

/** Gives the window `[periodStart, periodEnd)` that an indicator measures on a day. */
export function windowOf(
  kpi: Kpi,
  asOf: LocalDate,
): { readonly periodStart: LocalDate; readonly periodEnd: LocalDate } {
  const periodEnd = addDays(asOf, 1);
  switch (kpi) {
    case 'SOURCED_PIPELINE_VS_PLAN':
    case 'ARPU':
    case 'TIME_TO_FIRST_REGISTRATION':
    case 'TIME_TO_FIRST_DEAL':
      return { periodStart: asOf, periodEnd };
    case 'CUSTOMER_SATISFACTION':
      return { periodStart: addDays(asOf, 1 - answerWindowDays), periodEnd };
    case 'SLA_COMPLIANCE':
      return {
        periodStart: addMonths(startOfMonth(asOf), -quarterWindowMonths),
        periodEnd: startOfMonth(asOf),
      };
    case 'REGISTRATION_TO_WIN':
      return { periodStart: addMonths(startOfMonth(asOf), 1 - yearWindowMonths), periodEnd };
    default: {
      const months = quarterKpis.includes(kpi) ? quarterWindowMonths : yearWindowMonths;
      return { periodStart: addDays(addMonths(asOf, -months), 1), periodEnd };
    }
  }
}
