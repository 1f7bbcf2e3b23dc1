import { addMoney, money } from '@channelgraph/core/money.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { owedToPartner } from '../ledger/ledger.balance.ts';
import { statementTotals } from './incentive-statement.totals.ts';

describe('a statement', () => {
  it('closes at its opening balance plus its lines', () => {
    const posting = fc.record({
      day: fc.integer({ min: 1, max: 28 }),
      minor: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
    });
    fc.assert(
      fc.property(
        fc.array(posting, { maxLength: 40 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 1, max: 28 }),
        (postings, a, b) => {
          const [from, to] = a < b ? [a, b] : [b, a];
          const inside = postings.filter(({ day }) => from <= day && day < to);
          const before = postings.filter(({ day }) => day < from);
          const totals = statementTotals({ beforeMinor: sum(before), insideMinor: sum(inside) }, 'USD');
          const afterLines = inside
            .map(({ minor }) => owedToPartner(money(minor, 'USD')))
            .reduce(addMoney, totals.opening);
          expect(totals.closing).toEqual(afterLines);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('opens where the one before it closed', () => {
    const first = statementTotals({ beforeMinor: 0n, insideMinor: -12_000n }, 'USD');
    const second = statementTotals({ beforeMinor: -12_000n, insideMinor: 2_000n }, 'USD');
    expect(first.closing).toEqual(money(12_000n, 'USD'));
    expect(second.opening).toEqual(first.closing);
    expect(second.closing).toEqual(money(10_000n, 'USD'));
  });
});

function sum(postings: readonly { readonly minor: bigint }[]): bigint {
  return postings.reduce((all, { minor }) => all + minor, 0n);
}
