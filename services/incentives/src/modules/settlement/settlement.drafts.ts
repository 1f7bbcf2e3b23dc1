import { endOfMonth, type LocalDate } from '@channelgraph/core/calendar.ts';
import { money, type Money } from '@channelgraph/core/money.ts';
import { policyInForce, type PolicyVersion } from '@channelgraph/core/policy-version.ts';
import {
  amountText,
  computeCommission,
  settle,
  type Commission,
  type CommissionOutcome,
  type CommissionTerms,
  type ExplanationStep,
} from './settlement.commission.ts';
import {
  accruedSoFar,
  isSameKey,
  type AccrualKey,
  type AccruedSoFar,
  type ExistingAccrual,
} from './settlement.restatement.ts';

/** One month of a contract as deals last stated it, with the partner's standing in it. */
export interface StatedMonth {
  readonly month: LocalDate;
  readonly partnerId: string;
  readonly mrr: Money;
  readonly partnerTypes: readonly string[];
  /** The partner's tier on the last day of the month; null without one. */
  readonly tierRank: number | null;
}

/** The terms of a plan version, with the partners that it names in spite of their types. */
export interface PlanTerms extends CommissionTerms {
  readonly includedPartnerIds: readonly string[];
}

/** Why a contract month stands as it does. */
export type MonthOutcome = CommissionOutcome | 'NO_PLAN' | 'CLOSED_BY_REVERSAL';

/** An accrual that has to be written to make a month right. */
export interface AccrualDraft {
  readonly month: LocalDate;
  readonly partnerId: string;
  readonly planVersionId: string;
  readonly sourceKey: string;
  readonly status: 'ACCRUED' | 'DECLINED';
  readonly base: Money;
  readonly tierRank: number | null;
  readonly rate: string;
  readonly alreadyAccrued: Money;
  readonly amount: Money;
  readonly explanation: readonly ExplanationStep[];
  /** Whether the month accrued for this partner before. */
  readonly isRestatement: boolean;
}

/** What settling one month found and what it needs. */
export interface SettledMonth {
  readonly month: LocalDate;
  readonly tierRank: number | null;
  readonly outcome: MonthOutcome;
  readonly drafts: readonly AccrualDraft[];
}

/** Everything that decides what a contract has earned. */
export interface ContractFacts {
  readonly contractId: string;
  readonly months: readonly StatedMonth[];
  readonly accruals: readonly (ExistingAccrual & { readonly month: LocalDate })[];
  readonly versions: readonly PolicyVersion<PlanTerms>[];
}

/**
 * Compares what every month of a contract should have earned with what it accrued, and drafts the
 * difference.
 *
 * @remarks The result depends on the facts alone, not on the order in which they arrived: settling
 * again, with the drafts written, drafts nothing.
 */
export function settleMonths(facts: ContractFacts): SettledMonth[] {
  const months = facts.months.toSorted((a, b) => (a.month < b.month ? -1 : 1));
  let billedMonth = 0;
  return months.map((stated) => {
    if (stated.mrr.amountMinor > 0n) billedMonth += 1;
    return settleMonth(facts, stated, billedMonth);
  });
}

function settleMonth(facts: ContractFacts, stated: StatedMonth, billedMonth: number): SettledMonth {
  const { month, partnerId, mrr, tierRank } = stated;
  const version = policyInForce(facts.versions, endOfMonth(month));
  const commission = version
    ? computeCommission(version.body, {
        month,
        mrr,
        tierRank,
        billedMonth,
        partnerTypes: stated.partnerTypes,
        isIncluded: version.body.includedPartnerIds.includes(partnerId),
      })
    : null;
  const wanted = version ? { planVersionId: version.id, partnerId, currency: mrr.currency } : null;
  const groups = accruedSoFar(
    facts.accruals.filter((accrual) => accrual.month === month),
    wanted,
  );
  const isClosed = groups.some((group) => isSameKey(group, wanted) && group.isClosedByReversal);
  const drafts = groups.flatMap((group) =>
    draftFor(facts, stated, group, isSameKey(group, wanted) ? commission : null),
  );
  const outcome = isClosed ? 'CLOSED_BY_REVERSAL' : (commission?.outcome ?? 'NO_PLAN');
  return { month, tierRank, outcome, drafts };
}

function draftFor(
  facts: ContractFacts,
  stated: StatedMonth,
  group: AccruedSoFar,
  wanted: Commission | null,
): AccrualDraft[] {
  const commission = wanted ?? withdrawn(facts.versions, group, stated.month);
  const common = {
    month: stated.month,
    partnerId: group.partnerId,
    planVersionId: group.planVersionId,
    sourceKey: sourceKey(facts.contractId, stated.month, group),
    base: commission.base,
    tierRank: wanted ? stated.tierRank : null,
    isRestatement: group.count > 0,
  };
  if (group.isClosedByReversal) return wanted ? declined(common, group, commission) : [];
  const { amount, steps } = settle(commission, group.accrued);
  if (amount.amountMinor === 0n) return [];
  return [
    {
      ...common,
      status: 'ACCRUED',
      rate: commission.rate,
      alreadyAccrued: group.accrued,
      amount,
      explanation: steps,
    },
  ];
}

// A decision by hand is not undone by an event: a new figure for the month is noted, and pays nothing.
function declined(
  common: Omit<AccrualDraft, 'status' | 'rate' | 'alreadyAccrued' | 'amount' | 'explanation'>,
  group: AccruedSoFar,
  commission: Commission,
): AccrualDraft[] {
  const nothing = money(0n, group.currency);
  if (group.lastBase?.amountMinor === commission.base.amountMinor) return [];
  const explanation = commission.steps.map((step): ExplanationStep => {
    if (step.step === 'RATE') return { ...step, value: '0' };
    if (step.step === 'ROUNDING') return { ...step, value: amountText(nothing) };
    if (step.step !== 'OUTCOME') return step;
    return {
      ...step,
      description: 'An accrual of this month was reversed: the month is settled by hand.',
      value: 'CLOSED_BY_REVERSAL',
    };
  });
  return [
    {
      ...common,
      status: 'DECLINED',
      rate: '0',
      alreadyAccrued: nothing,
      amount: nothing,
      explanation: [
        ...explanation,
        { step: 'AMOUNT', description: 'Amount of this accrual.', value: amountText(nothing) },
      ],
    },
  ];
}

// The month went to another partner or currency: under this key nothing is billed any more.
function withdrawn(
  versions: readonly PolicyVersion<PlanTerms>[],
  { planVersionId, currency }: AccrualKey,
  month: LocalDate,
): Commission {
  const version = versions.find(({ id }) => id === planVersionId);
  if (!version) throw new Error('An accrual refers to plan terms that are not stored.');
  return computeCommission(version.body, {
    month,
    mrr: money(0n, currency),
    tierRank: null,
    billedMonth: 0,
    partnerTypes: [],
    isIncluded: false,
  });
}

/** Names an accrual by what it is for: unique for ever, whatever brought it about. */
function sourceKey(contractId: string, month: LocalDate, group: AccruedSoFar): string {
  return `${contractId}:${month.slice(0, 7)}:${group.currency}#${group.count + 1}`;
}
