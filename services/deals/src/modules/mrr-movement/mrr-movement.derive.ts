import { startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { earnedMrr, stateOn } from '../managed-contract/managed-contract.timeline.ts';
import type { ContractState } from '../managed-contract/managed-contract.timeline.ts';

/** Why recurring revenue changed. */
export const mrrKinds = [
  'NEW',
  'EXPANSION',
  'CONTRACTION',
  'CHURN',
  'REACTIVATION',
  'PRICE_CHANGE',
  'TRANSFER_IN',
  'TRANSFER_OUT',
] as const;
export type MrrKind = (typeof mrrKinds)[number];

/** A contract with its states, as far as revenue is concerned. */
export interface RevenueContract {
  readonly contractId: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly currency: string;
  /** The contract with another partner that it continues; null for none. */
  readonly transferredFromId: string | null;
  readonly states: readonly ContractState[];
}

/** A change of recurring revenue on a day; positive amounts add. */
export interface Movement {
  readonly contractId: string;
  readonly effectiveOn: LocalDate;
  /** The first day of the month of `effectiveOn`. */
  readonly month: LocalDate;
  readonly kind: MrrKind;
  readonly amountMinor: bigint;
}

/**
 * Derives the movements of a chain of contracts in which each renews the one before.
 *
 * @remarks A renewal is no churn followed by a new contract: the chain of one partner, customer and currency
 * is one stream of revenue, and a movement belongs to the contract that earns after it. What a chain earned
 * on a day is therefore exactly the sum of its movements until that day, and so is what a customer brought
 * and what a partner earned. A contract that came from another partner begins a chain of its own.
 */
export function deriveMovements(chain: readonly RevenueContract[]): readonly Movement[] {
  const streams = new Map<string, RevenueContract[]>();
  for (const contract of chain) {
    const key = `${contract.partnerId} ${contract.customerId} ${contract.currency}`;
    streams.set(key, [...(streams.get(key) ?? []), contract]);
  }
  const movements = [...streams.values()].flatMap(streamMovements);
  return movements.sort((a, b) =>
    a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0,
  );
}

/** Gives the rows to append so that the stored movements add up to the derived ones. */
export function restatement(stored: readonly Movement[], derived: readonly Movement[]): readonly Movement[] {
  const sums = new Map<string, Movement>();
  const add = (movement: Movement, sign: 1n | -1n): void => {
    const key = `${movement.contractId} ${movement.effectiveOn} ${movement.kind}`;
    const amountMinor = (sums.get(key)?.amountMinor ?? 0n) + sign * movement.amountMinor;
    sums.set(key, { ...movement, amountMinor });
  };
  for (const movement of derived) add(movement, 1n);
  for (const movement of stored) add(movement, -1n);
  return [...sums.values()].filter(({ amountMinor }) => amountMinor !== 0n);
}

function streamMovements(stream: readonly RevenueContract[]): Movement[] {
  const days = [...new Set(stream.flatMap(({ states }) => states.map(({ from }) => from)))].sort();
  const movements: Movement[] = [];
  let before = 0n;
  let everEarned = false;
  for (const day of days) {
    const after = stream.reduce((sum, { states }) => sum + earnedMrr(stateOn(states, day)), 0n);
    if (after !== before) {
      const contract = carrier(stream, day);
      movements.push({
        contractId: contract.contractId,
        effectiveOn: day,
        month: startOfMonth(day),
        kind: kindOf({ before, after, everEarned, day, contract, stream }),
        amountMinor: after - before,
      });
    }
    everEarned ||= after > 0n;
    before = after;
  }
  return movements;
}

interface Change {
  readonly before: bigint;
  readonly after: bigint;
  readonly everEarned: boolean;
  readonly day: LocalDate;
  readonly contract: RevenueContract;
  readonly stream: readonly RevenueContract[];
}

function kindOf({ before, after, everEarned, day, contract, stream }: Change): MrrKind {
  const changed = stream.flatMap(({ states }) => states.filter(({ from }) => from === day));
  if (after === 0n) return changed.some(({ status }) => status === 'TRANSFERRED') ? 'TRANSFER_OUT' : 'CHURN';
  if (before === 0n) {
    const isTransferred = contract.transferredFromId !== null;
    if (isTransferred && contract.states[0]?.from === day) return 'TRANSFER_IN';
    return everEarned || isTransferred ? 'REACTIVATION' : 'NEW';
  }
  if (changed.some(({ isPriceChange }) => isPriceChange)) return 'PRICE_CHANGE';
  return after > before ? 'EXPANSION' : 'CONTRACTION';
}

/** The contract that a movement belongs to: one that changed that day, rather one that earns afterwards. */
function carrier(stream: readonly RevenueContract[], day: LocalDate): RevenueContract {
  const changed = stream.filter(({ states }) => states.some(({ from }) => from === day));
  const earning = changed.find(({ states }) => earnedMrr(stateOn(states, day)) > 0n);
  const found = earning ?? changed[0];
  if (!found) throw new RangeError(`No contract changed on ${day}.`);
  return found;
}
