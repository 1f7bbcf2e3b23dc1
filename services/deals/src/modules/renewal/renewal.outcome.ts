import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { addDays } from '@channelgraph/core/calendar.ts';
import { stateOn } from '../managed-contract/managed-contract.timeline.ts';
import type { ContractState } from '../managed-contract/managed-contract.timeline.ts';

/** The ways in which a renewal ends. */
export const renewalOutcomes = ['FLAT', 'EXPANDED', 'CONTRACTED', 'LOST', 'LAPSED'] as const;
export type RenewalOutcome = (typeof renewalOutcomes)[number];

/** Gives the recurring revenue agreed for the last day of a term. */
export function expiringMrr(states: readonly ContractState[], termEnd: LocalDate): bigint {
  return (stateOn(states, addDays(termEnd, -1)) ?? states[0])?.mrrMinor ?? 0n;
}

/**
 * Gives what a successor is compared with: the expiring revenue and the changes of price agreed from the
 * end of the term until the successor begins.
 *
 * @remarks A change of price within the term is part of what expires. So is one that takes effect with the
 * new term: the customer takes no more because it is dearer.
 */
export function comparedMrr(
  states: readonly ContractState[],
  { termEnd, successorStart }: { readonly termEnd: LocalDate; readonly successorStart: LocalDate },
): bigint {
  let compared = expiringMrr(states, termEnd);
  let previous = compared;
  for (const { from, mrrMinor, isPriceChange } of states) {
    if (from < termEnd || from > successorStart) continue;
    if (isPriceChange) compared += mrrMinor - previous;
    previous = mrrMinor;
  }
  return compared;
}

/** Tells whether the customer takes more, less or as much, in minor units of one currency; null: not comparable. */
export function renewedOutcome(compared: bigint, renewed: bigint | null): RenewalOutcome {
  if (renewed === null || renewed === compared) return 'FLAT';
  return renewed > compared ? 'EXPANDED' : 'CONTRACTED';
}
