import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues, type IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { TierRate } from '../settlement/settlement.commission.ts';
import type { IncentiveKind } from './incentive-plan.store.ts';

/** The terms that an administrator publishes. */
export interface PlanPublishInput {
  readonly code: string;
  readonly name: string;
  readonly kind: IncentiveKind;
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo: LocalDate | null;
  readonly rates: readonly TierRate[];
  readonly capMonths: number | null;
  readonly includedPartnerIds: readonly string[];
  readonly isReversalSeparated: boolean;
  readonly externalReference: { readonly system: string; readonly externalId: string } | null;
  readonly expectedVersion?: number | null | undefined;
}

const codeShape = /^[A-Z0-9][A-Z0-9_-]{0,63}$/;
const rateShape = /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/;
const maxRates = 50;
const maxInclusions = 250;

/**
 * Checks terms before they are published.
 *
 * @throws ValidationError with every problem found.
 */
export function checkTerms(input: PlanPublishInput): void {
  const issues = createIssues();
  checkName(issues, input);
  if (input.effectiveTo !== null && input.effectiveTo <= input.effectiveFrom) {
    const remedy = 'Send a later day, or none for open terms.';
    issues.add(['effectiveTo'], 'ORDER', 'Terms end after they start.', remedy);
  }
  if (input.capMonths !== null && input.capMonths < 1) {
    const remedy = 'Send 1 or more, or nothing for no cap.';
    issues.add(['capMonths'], 'RANGE', 'A cap is at least one month.', remedy);
  }
  checkRates(issues, input.rates);
  const ids = input.includedPartnerIds;
  if (new Set(ids).size !== ids.length || ids.length > maxInclusions) {
    const message = `At most ${maxInclusions} partners, each named once.`;
    issues.add(['includedPartnerIds'], 'UNIQUE', message, 'Remove the repeated ids.');
  }
  issues.throwIfAny();
}

function checkName(issues: IssueCollector, { code, name }: PlanPublishInput): void {
  if (!codeShape.test(code)) {
    const message = 'A plan code has at most 64 capital letters, digits, - and _.';
    issues.add(['code'], 'FORMAT', message, 'Send a code such as MSP-MRR.');
  }
  if (name.trim() === '' || name.length > 200) {
    const message = 'A plan name has 1 to 200 characters.';
    issues.add(['name'], 'LENGTH', message, 'Send a name that partners understand.');
  }
}

function checkRates(issues: IssueCollector, rates: readonly TierRate[]): void {
  if (rates.length === 0 || rates.length > maxRates) {
    issues.add(
      ['rates'],
      'LENGTH',
      `A plan has 1 to ${maxRates} rates.`,
      'Send a rate for each tier that earns.',
    );
  }
  const seen = new Set<number>();
  for (const [index, { tierRank, rate }] of rates.entries()) {
    if (tierRank < 0) {
      issues.add(
        ['rates', index, 'tierRank'],
        'RANGE',
        'A tier rank is not negative.',
        'Send the rank of a tier.',
      );
    }
    if (seen.has(tierRank)) {
      issues.add(
        ['rates', index, 'tierRank'],
        'UNIQUE',
        'The tier has a rate already.',
        'Send one rate per tier.',
      );
    }
    seen.add(tierRank);
    if (!rateShape.test(rate)) {
      issues.add(
        ['rates', index, 'rate'],
        'RANGE',
        'A rate is a fraction from 0 to 1 with at most 6 decimals.',
        'Send "0.125" for 12.5 %.',
      );
    }
  }
}
