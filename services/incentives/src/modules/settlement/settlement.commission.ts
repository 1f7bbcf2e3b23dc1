import {
  money,
  moneyToDecimal,
  multiplyMoney,
  parseMoney,
  subtractMoney,
  type Money,
} from '@channelgraph/core/money.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';

/** The commission rate of one tier, as an exact fraction: `'0.125'` is 12.5 %. */
export interface TierRate {
  readonly tierRank: number;
  readonly rate: string;
}

/** The terms of the plan version that is in force for a month. */
export interface CommissionTerms {
  readonly planCode: string;
  readonly planVersionId: string;
  readonly version: number;
  readonly rates: readonly TierRate[];
  /** The number of billed months of a contract that earn; null for all. */
  readonly capMonths: number | null;
}

/** What decides the commission of one month of one contract. */
export interface CommissionFacts {
  readonly month: LocalDate;
  /** The net recurring revenue billed for the month; zero when the contract was not active. */
  readonly mrr: Money;
  /** The partner's tier at the end of the month; null without one. */
  readonly tierRank: number | null;
  /** The place of this month among the billed months of the contract, from 1. */
  readonly billedMonth: number;
  readonly partnerTypes: readonly string[];
  /** Whether the plan version names this partner, whatever its types. */
  readonly isIncluded: boolean;
}

/** Why a month earns or does not earn. */
export type CommissionOutcome = 'EARNS' | 'NOT_BILLED' | 'NO_TIER' | 'NO_RATE' | 'TYPE_EXCLUDED' | 'CAPPED';

/** The parts of an explanation. */
const explanationSteps = [
  'BASE',
  'TIER',
  'RATE',
  'RULE',
  'OUTCOME',
  'ROUNDING',
  'ALREADY_ACCRUED',
  'REVERSED',
  'AMOUNT',
] as const;
export type ExplanationStepName = (typeof explanationSteps)[number];

/** One step of how an amount came about. */
export interface ExplanationStep {
  readonly step: ExplanationStepName;
  readonly description: string;
  /** Exact, as a text: an amount with its currency, a rate, a rank or a name. */
  readonly value: string;
}

/** The commission of a month with its reasons. */
export interface Commission {
  readonly outcome: CommissionOutcome;
  readonly base: Money;
  readonly rate: string;
  readonly amount: Money;
  readonly steps: readonly ExplanationStep[];
}

const outcomeTexts: Readonly<Record<CommissionOutcome, string>> = {
  EARNS: 'The month earns commission.',
  NOT_BILLED: 'Nothing was billed for this month.',
  NO_TIER: 'The partner had no tier at the end of the month.',
  NO_RATE: 'The plan has no rate for this tier.',
  TYPE_EXCLUDED: 'A partner that is only a technology alliance earns no commission.',
  CAPPED: 'The plan pays for a limited number of billed months, and this month is beyond it.',
};

/** Computes the commission of a month: the tier's rate on the billed MRR, rounded once, half to even. */
export function computeCommission(terms: CommissionTerms, facts: CommissionFacts): Commission {
  const listed = terms.rates.find(({ tierRank }) => tierRank === facts.tierRank)?.rate ?? null;
  const outcome = outcomeOf(terms, facts, listed);
  const rate = outcome === 'EARNS' && listed !== null ? listed : '0';
  const amount = multiplyMoney(facts.mrr, rate);
  const steps: ExplanationStep[] = [
    { step: 'BASE', description: `Recurring revenue billed for ${facts.month.slice(0, 7)}.`, value: amountText(facts.mrr) },
    { step: 'TIER', description: 'Rank of the partner\'s tier at the end of the month.', value: facts.tierRank === null ? 'NONE' : String(facts.tierRank) },
    { step: 'RATE', description: 'Commission rate applied, as a fraction.', value: rate },
    { step: 'RULE', description: 'Plan and version whose terms apply.', value: `${terms.planCode} v${terms.version}` },
    { step: 'OUTCOME', description: outcomeTexts[outcome], value: outcome },
    { step: 'ROUNDING', description: 'Rounded once to the minor unit, half to even.', value: amountText(amount) },
  ]; // prettier-ignore
  return { outcome, base: facts.mrr, rate, amount, steps };
}

/** Adds to an explanation what the month has accrued before, and the difference that is left. */
export function settle(
  commission: Commission,
  alreadyAccrued: Money,
): { readonly amount: Money; readonly steps: readonly ExplanationStep[] } {
  const amount = subtractMoney(commission.amount, alreadyAccrued);
  const steps: ExplanationStep[] = [...commission.steps];
  if (alreadyAccrued.amountMinor !== 0n) {
    steps.push({
      step: 'ALREADY_ACCRUED',
      description: 'Accrued for this month before, taken off.',
      value: amountText(alreadyAccrued),
    });
  }
  steps.push({ step: 'AMOUNT', description: 'Amount of this accrual.', value: amountText(amount) });
  return { amount, steps };
}

/** Explains an accrual that takes another one back. */
export function reversalSteps(reversedId: string, reversed: Money): readonly ExplanationStep[] {
  const amount = money(-reversed.amountMinor, reversed.currency);
  return [
    { step: 'REVERSED', description: `Takes back accrual ${reversedId}.`, value: amountText(reversed) },
    { step: 'AMOUNT', description: 'Amount of this accrual.', value: amountText(amount) },
  ];
}

/**
 * Recomputes an accrual's amount from its explanation alone.
 *
 * @throws RangeError when the explanation lacks the steps that decide the amount.
 */
export function recomputeAmount(steps: readonly ExplanationStep[]): Money {
  const value = (name: ExplanationStepName): string | undefined =>
    steps.find(({ step }) => step === name)?.value;
  const reversed = value('REVERSED');
  if (reversed !== undefined) {
    const taken = readAmount(reversed);
    return money(-taken.amountMinor, taken.currency);
  }
  const base = value('BASE');
  const rate = value('RATE');
  if (base === undefined || rate === undefined) {
    throw new RangeError('The explanation names no base and rate.');
  }
  const commission = multiplyMoney(readAmount(base), rate);
  const before = value('ALREADY_ACCRUED');
  return before === undefined ? commission : subtractMoney(commission, readAmount(before));
}

/** Reads an explanation as stored with an accrual. */
export function readExplanation(stored: unknown): ExplanationStep[] {
  if (!Array.isArray(stored)) throw new TypeError('The stored explanation is no list.');
  return stored.map((entry: unknown) => {
    const { step, description, value } = entry as Partial<Record<keyof ExplanationStep, unknown>>;
    const name = explanationSteps.find((each) => each === step);
    if (name === undefined || typeof description !== 'string' || typeof value !== 'string') {
      throw new TypeError('A stored explanation has a step that is not known.');
    }
    return { step: name, description, value };
  });
}

function outcomeOf(terms: CommissionTerms, facts: CommissionFacts, listed: string | null): CommissionOutcome {
  if (facts.mrr.amountMinor <= 0n) return 'NOT_BILLED';
  if (isAllianceOnly(facts.partnerTypes) && !facts.isIncluded) return 'TYPE_EXCLUDED';
  if (facts.tierRank === null) return 'NO_TIER';
  if (listed === null) return 'NO_RATE';
  if (terms.capMonths !== null && facts.billedMonth > terms.capMonths) return 'CAPPED';
  return 'EARNS';
}

function isAllianceOnly(types: readonly string[]): boolean {
  return types.length > 0 && types.every((type) => type === 'TECHNOLOGY_ALLIANCE');
}

/** Writes an amount as an explanation shows it, e.g. `98.76 USD`. */
export function amountText(amount: Money): string {
  return `${moneyToDecimal(amount)} ${amount.currency}`;
}

function readAmount(text: string): Money {
  const [decimal = '', currency = ''] = text.split(' ');
  return parseMoney(decimal, currency);
}
