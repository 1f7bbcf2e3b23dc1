import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';

/** How a deal is paid: once, month by month, or both. */
const revenueModels = ['TRANSACTIONAL', 'RECURRING', 'MIXED'] as const;
export type RevenueModel = (typeof revenueModels)[number];

/** What a deal is worth, in minor units of one currency; one-time and recurring money stay apart. */
export interface DealTerms {
  readonly oneTimeMinor: bigint;
  readonly mrrMinor: bigint;
  /** The length of the recurring part in months; 0 when there is none. */
  readonly termMonths: number;
}

/** The measures derived from {@link DealTerms}, all in minor units. */
export interface DealAmounts extends DealTerms {
  /** A year of recurring revenue: 12 × MRR. */
  readonly arrMinor: bigint;
  /** The first year's value: the lesser of 12 months and the term × MRR, plus one-time. */
  readonly acvMinor: bigint;
  /** The value of the whole term: term × MRR, plus one-time. */
  readonly tcvMinor: bigint;
}

/** The longest term that the program accepts, in months. */
export const longestTermMonths = 120;

/** Derives a deal's annual, first-year and whole value. */
export function amountsOf({ oneTimeMinor, mrrMinor, termMonths }: DealTerms): DealAmounts {
  return {
    oneTimeMinor,
    mrrMinor,
    termMonths,
    arrMinor: 12n * mrrMinor,
    acvMinor: BigInt(Math.min(12, termMonths)) * mrrMinor + oneTimeMinor,
    tcvMinor: BigInt(termMonths) * mrrMinor + oneTimeMinor,
  };
}

/** Reports where the terms contradict the revenue model. */
export function checkTerms(model: RevenueModel, terms: DealTerms, issues: IssueCollector): void {
  checkOneTime(model, terms, issues);
  checkRecurring(model, terms, issues);
}

function checkOneTime(model: RevenueModel, { oneTimeMinor }: DealTerms, issues: IssueCollector): void {
  if (oneTimeMinor < 0n) {
    issues.add(['oneTime'], 'NEGATIVE_AMOUNT', 'A one-time amount cannot be negative.', 'Send 0 or more.');
  } else if (model === 'RECURRING' && oneTimeMinor > 0n) {
    issues.add(
      ['oneTime'],
      'ONE_TIME_ON_RECURRING',
      'A recurring deal has no one-time amount.',
      'Use the revenue model MIXED, or leave oneTime out.',
    );
  }
}

function checkRecurring(model: RevenueModel, terms: DealTerms, issues: IssueCollector): void {
  const { mrrMinor, termMonths } = terms;
  if (mrrMinor < 0n) {
    issues.add(['mrr'], 'NEGATIVE_AMOUNT', 'Recurring revenue cannot be negative.', 'Send 0 or more.');
  }
  if (model === 'TRANSACTIONAL') {
    if (mrrMinor > 0n || termMonths > 0) {
      issues.add(
        [mrrMinor > 0n ? 'mrr' : 'termMonths'],
        'RECURRING_ON_TRANSACTIONAL',
        'A transactional deal has neither recurring revenue nor a term.',
        'Use the revenue model RECURRING or MIXED, or leave mrr and termMonths out.',
      );
    }
    return;
  }
  if (!Number.isInteger(termMonths) || termMonths < 1 || termMonths > longestTermMonths) {
    issues.add(
      ['termMonths'],
      'TERM_OUT_OF_RANGE',
      `A recurring deal has a term of 1 to ${longestTermMonths} whole months.`,
      'Send termMonths within that range.',
    );
  }
}
