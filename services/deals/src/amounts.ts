import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { parseMoney } from '@channelgraph/core/money.ts';

/** An amount as a caller sends it. */
export interface AmountInput {
  readonly amount: string;
  readonly currency: string;
}

/** In minor units: far above any deal, and so far below what the database holds that sums stay below it too. */
const mostMinor = 10n ** 15n;

/** Reads an amount in minor units; the fallback when nothing was said, 0 when it was cleared. `field` is a dotted path. */
export function readAmount(
  input: AmountInput | null | undefined,
  fallback: bigint,
  {
    field,
    currency,
    issues,
  }: { readonly field: string; readonly currency: string; readonly issues: IssueCollector },
): bigint {
  if (input === undefined) return fallback;
  if (input === null) return 0n;
  if (input.currency !== currency) {
    issues.add(
      field.split('.'),
      'OTHER_CURRENCY',
      `${field} is not in ${currency}.`,
      `Send the amount in ${currency}.`,
    );
    return fallback;
  }
  try {
    const { amountMinor } = parseMoney(input.amount, input.currency);
    if (amountMinor <= mostMinor && amountMinor >= -mostMinor) return amountMinor;
    issues.add(
      field.split('.'),
      'OUT_OF_RANGE',
      `${input.amount} ${currency} is more than any deal is worth.`,
      'Correct the amount.',
    );
    return fallback;
  } catch (error) {
    issues.add(
      field.split('.'),
      'INVALID_AMOUNT',
      error instanceof Error ? error.message : 'The amount cannot be read.',
      'Send a decimal such as 1234.50.',
    );
    return fallback;
  }
}
