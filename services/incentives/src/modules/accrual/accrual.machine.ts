import { defineMachine } from '@channelgraph/core/machine.ts';

/** The states of an accrual. */
const accrualStatuses = ['ACCRUED', 'DECLINED', 'REVERSED'] as const;
export type AccrualStatus = (typeof accrualStatuses)[number];

/** What decides whether an accrual may be reversed. */
export interface ReversalFacts {
  /** The accrual itself takes another one back. */
  readonly isReversal: boolean;
  /** Who published the terms that it was computed by. */
  readonly publishedBy: string;
  /** Whether those terms want a second person for a reversal. */
  readonly isReversalSeparated: boolean;
  /** What the month would have accrued for the partner without this accrual, in minor units. */
  readonly remainderMinor: bigint;
}

/** What can happen to an accrual. */
export const accrualMachine = defineMachine<AccrualStatus, 'REVERSE', ReversalFacts>({
  name: 'accrual',
  initial: 'ACCRUED',
  transitions: [
    {
      from: 'ACCRUED',
      action: 'REVERSE',
      to: 'REVERSED',
      roles: ['PROGRAM_ADMIN'],
      guard: ({ isReversal, publishedBy, isReversalSeparated, remainderMinor }, viewer) => {
        if (isReversal) {
          return {
            code: 'IS_REVERSAL',
            rule: 'accrual.reverse.once',
            message: 'This accrual takes another one back; it cannot be reversed itself.',
          };
        }
        if (remainderMinor < 0n) {
          return {
            code: 'ADJUSTED_LATER',
            rule: 'accrual.reverse.remainder',
            message:
              'A later restatement took part of this accrual back: reverse the restatement first, or more would be taken than was earned.',
          };
        }
        if (isReversalSeparated && publishedBy === viewer.userId) {
          return {
            code: 'SEPARATION_OF_DUTIES',
            rule: 'accrual.reverse.separation',
            message:
              'Whoever published the terms may not reverse what they earned: ask another administrator.',
          };
        }
        return null;
      },
    },
  ],
});
