import { defineMachine } from '@channelgraph/core/machine.ts';

/** The states of an accrual. */
export const accrualStatuses = ['ACCRUED', 'DECLINED', 'REVERSED'] as const;
export type AccrualStatus = (typeof accrualStatuses)[number];

/** What decides whether an accrual may be reversed. */
export interface ReversalFacts {
  /** The accrual itself takes another one back. */
  readonly isReversal: boolean;
  /** Who published the terms that it was computed by. */
  readonly publishedBy: string;
  /** Whether those terms want a second person for a reversal. */
  readonly isReversalSeparated: boolean;
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
      guard: ({ isReversal, publishedBy, isReversalSeparated }, viewer) => {
        if (isReversal) {
          return {
            code: 'IS_REVERSAL',
            rule: 'accrual.reverse.once',
            message: 'This accrual takes another one back; it cannot be reversed itself.',
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
