import { addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Provenance, SeatUnit } from '../../__generated__/prisma/enums.ts';
import { aggregateUsage } from './usage-record.aggregate.ts';
import type { UsageTerms } from './usage-record.aggregate.ts';
import { believedUsage, leastTrusted } from './usage-record.trust.ts';
import type { ToldUsage } from './usage-record.trust.ts';

/** What of a contract decides how its usage is billed. */
export interface MeteredContract extends UsageTerms {
  readonly unit: SeatUnit;
  readonly termStart: LocalDate;
  /** The first day on which it is no longer in force; null while no end is decided. */
  readonly endedOn: LocalDate | null;
}

/** What a contract used in a month, in one unit. */
export interface UsageMonth extends UsageTerms {
  readonly month: LocalDate;
  readonly unit: SeatUnit;
  readonly quantity: number | null;
  readonly billable: number;
  /** The days of the month that somebody told. */
  readonly daysTold: number;
  /** The least trusted source of what was told in the month; null when nothing was. */
  readonly provenance: Provenance | null;
  /** Whether the month, or the contract in it, is over. */
  readonly isOver: boolean;
}

/**
 * Lists the months of a window in which a contract was in force, with what they come to.
 *
 * @remarks The minimum is agreed in the contract's unit; usage told in another unit has none. Today is the
 * last day that counts.
 */
export function usageMonths(
  contract: MeteredContract,
  records: readonly ToldUsage[],
  window: { readonly from: LocalDate; readonly to: LocalDate; readonly tomorrow: LocalDate },
): readonly UsageMonth[] {
  const believed = Map.groupBy(believedUsage(records), ({ unit }) => unit);
  const units = [contract.unit, ...[...believed.keys()].filter((unit) => unit !== contract.unit).sort()];
  const months: UsageMonth[] = [];
  for (let month = startOfMonth(window.from); month < window.to; month = addMonths(month, 1)) {
    const end = earlier(addMonths(month, 1), contract.endedOn);
    const period = { month, from: later(month, contract.termStart), to: earlier(end, window.tomorrow) };
    if (period.from >= period.to) continue;
    for (const unit of units) {
      const told = believed.get(unit) ?? [];
      const inMonth = told.filter(({ date }) => date >= period.from && date < period.to);
      const isAgreed = unit === contract.unit;
      if (!isAgreed && !told.some(({ date }) => date < period.to)) continue;
      const terms = {
        aggregation: contract.aggregation,
        monthlyMinimum: isAgreed ? contract.monthlyMinimum : 0,
      };
      months.push({
        month,
        unit,
        ...terms,
        ...aggregateUsage(told, period, terms),
        daysTold: new Set(inMonth.map(({ date }) => date)).size,
        provenance: leastTrusted(inMonth.map(({ provenance }) => provenance)),
        isOver: end < window.tomorrow,
      });
    }
  }
  return months;
}

const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);
const earlier = (a: LocalDate, b: LocalDate | null): LocalDate => (b !== null && b < a ? b : a);
