import { isCurrencyCode, parseMoney } from '@channelgraph/core/money.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import type { ContractPolicy } from './contract.policy.ts';
import type { ContractChange } from './managed-contract.store.ts';
import { earnedMrr, stateOn } from './managed-contract.timeline.ts';

/** What an action on a contract brings. */
export interface ContractImpact {
  readonly currency: string;
  /** The largest change of what is earned in a month, on whichever day it is largest; negative for a loss. */
  readonly mrrChangeMinor: bigint;
  /** The length of the term that it begins; null when it begins none. */
  readonly newTermMonths: number | null;
}

/** Measures what an action changes, its successor and predecessor taken together. */
export function impactOf(changes: readonly ContractChange[]): ContractImpact {
  const days = new Set(
    changes.flatMap(({ before, values }) =>
      [...(before?.states ?? []), ...values.states].map(({ from }) => from),
    ),
  );
  let mrrChangeMinor = 0n;
  for (const day of days) {
    const change = changes.reduce(
      (sum, { before, values }) =>
        sum + earnedMrr(stateOn(values.states, day)) - earnedMrr(stateOn(before?.states ?? [], day)),
      0n,
    );
    if (magnitude(change) > magnitude(mrrChangeMinor)) mrrChangeMinor = change;
  }
  const created = changes.find(({ before }) => before === null);
  return {
    currency: changes[0]?.values.currency ?? '',
    mrrChangeMinor,
    newTermMonths: created?.values.termMonths ?? null,
  };
}

/** Says why an account manager may not do this alone; null when it is within the policy. */
export function beyondAlone(
  { currency, mrrChangeMinor, newTermMonths }: ContractImpact,
  policy: ContractPolicy,
  partnerCurrency: string,
): Reason | null {
  const { least, most } = policy.usualTermMonths;
  if (newTermMonths !== null && (newTermMonths < least || newTermMonths > most)) {
    const message = `Terms usually run for ${least} to ${most} months, not ${newTermMonths}.`;
    return { code: 'UNUSUAL_TERM', rule: 'contract.usualTermMonths', message };
  }
  if (mrrChangeMinor === 0n) return null;
  if (currency !== partnerCurrency) {
    const message = `The contract is in ${currency}, the partner is reckoned in ${partnerCurrency}.`;
    return { code: 'OTHER_CURRENCY', rule: 'contract.mrrChangeLimits.currency', message };
  }
  const limit = policy.mrrChangeLimits[currency];
  if (limit === undefined || !isCurrencyCode(currency)) {
    const message = `The policy names no limit in ${currency}.`;
    return { code: 'NO_LIMIT', rule: 'contract.mrrChangeLimits', message };
  }
  if (magnitude(mrrChangeMinor) <= parseMoney(limit, currency).amountMinor) return null;
  const message = `It changes recurring revenue by more than ${limit} ${currency} a month.`;
  return { code: 'ABOVE_LIMIT', rule: 'contract.mrrChangeLimits', message };
}

const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
