import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues, type IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { TierRate } from '../accrual/commission.ts';
import type { IncentiveKind } from './plan-terms.ts';

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
  const issues = createIssues(['input']);
  if (!codeShape.test(input.code)) {
    issues.add(
      ['code'],
      'FORMAT',
      'A plan code has capital letters, digits, - and _.',
      'Send a code such as MSP-MRR.',
    );
  }
  if (input.name.trim() === '' || input.name.length > 200) {
    issues.add(
      ['name'],
      'LENGTH',
      'A plan name has 1 to 200 characters.',
      'Send a name that partners understand.',
    );
  }
  if (input.effectiveTo !== null && input.effectiveTo <= input.effectiveFrom) {
    issues.add(
      ['effectiveTo'],
      'ORDER',
      'Terms end after they start.',
      'Send a later day, or none for open terms.',
    );
  }
  if (input.capMonths !== null && input.capMonths < 1) {
    issues.add(
      ['capMonths'],
      'RANGE',
      'A cap is at least one month.',
      'Send 1 or more, or nothing for no cap.',
    );
  }
  checkRates(issues, input.rates);
  const ids = input.includedPartnerIds;
  if (new Set(ids).size !== ids.length || ids.length > maxInclusions) {
    issues.add(
      ['includedPartnerIds'],
      'UNIQUE',
      `At most ${maxInclusions} partners, each named once.`,
      'Remove the repeated ids.',
    );
  }
  issues.throwIfAny();
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
