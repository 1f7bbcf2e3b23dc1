import { addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { Decimal } from 'decimal.js';
import { stateOn } from '../managed-contract/managed-contract.timeline.ts';
import type { ContractState } from '../managed-contract/managed-contract.timeline.ts';

/**
 * Gives the share that is left of the recurring revenue that a contract had a year ago, or when it began;
 * changes of price count neither way, and growth counts at most up to the revenue then. Null for nothing then.
 */
export function grossRetention(states: readonly ContractState[], today: LocalDate): string | null {
  const since = addMonths(today, -12);
  const base = stateOn(states, since) ?? states[0];
  if (!base || base.mrrMinor <= 0n || base.from > today) return null;
  let kept = base.mrrMinor;
  let previous = base.mrrMinor;
  for (const { from, mrrMinor, isPriceChange } of states) {
    if (from <= base.from || from <= since || from > today) continue;
    if (!isPriceChange) kept += mrrMinor - previous;
    previous = mrrMinor;
  }
  const least = kept < base.mrrMinor ? kept : base.mrrMinor;
  return new Decimal(least.toString()).div(base.mrrMinor.toString()).toDecimalPlaces(4).toFixed(4);
}
