import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { FactDetail, FactStatus, Kpi, MetricUnit, Provenance } from '@channelgraph/core/kpi.ts';
import { money, moneyToDecimal } from '@channelgraph/core/money.ts';

/** A figure about a partner without the day it is told for. */
export interface FactValue {
  readonly kpi: Kpi;
  readonly status: FactStatus;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly unit: MetricUnit;
  readonly currency: string | null;
  /** How many customers, contracts or deals stand behind it. */
  readonly sampleSize: number;
  readonly provenance: Provenance;
  /** Further figures from the same records. */
  readonly details?: readonly FactDetail[];
  /** The first day measured, where it is not that of the indicator's window. */
  readonly since?: LocalDate;
}

/** A fact about managed contracts without its figures: it applies to those who ever held one. */
export function contractFact(kpi: Kpi, hasManaged: boolean, hasBase: boolean, unit: MetricUnit): FactValue {
  return {
    kpi,
    status: hasManaged ? (hasBase ? 'OK' : 'NO_BASE') : 'NOT_APPLICABLE',
    numerator: null,
    denominator: null,
    unit,
    currency: null,
    sampleSize: 0,
    provenance: 'SYSTEM',
  };
}

/** Writes minor units as the decimal text of a fact. */
export function decimal(amountMinor: bigint, currency: string): string {
  return moneyToDecimal(money(amountMinor, currency));
}
