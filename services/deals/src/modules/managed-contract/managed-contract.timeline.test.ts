import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  contractStatuses,
  joinTimeline,
  splitTimeline,
  stateOn,
  withStatus,
  withTerms,
} from './managed-contract.timeline.ts';

const active = joinTimeline(
  [{ on: '2026-01-01', mrrMinor: 1000n, contractedSeats: 10, isPriceChange: false }],
  [{ on: '2026-01-01', status: 'ACTIVE' }],
);

// A thousand cases take seconds on a busy machine.
const propertyTimeoutMs = 60_000;

test('a suspension keeps the agreed price, and an amendment inside it lasts beyond it', () => {
  const suspended = withStatus(active, '2026-03-01', 'SUSPENDED');
  const amended = withTerms(suspended, [
    { on: '2026-03-10', mrrMinor: 1500n, contractedSeats: 15, isPriceChange: false },
  ]);
  const resumed = withStatus(amended, '2026-04-01', 'ACTIVE');
  expect(stateOn(resumed, '2026-03-09')).toMatchObject({ status: 'SUSPENDED', mrrMinor: 1000n });
  expect(stateOn(resumed, '2026-03-31')).toMatchObject({ status: 'SUSPENDED', mrrMinor: 1500n });
  expect(stateOn(resumed, '2026-04-01')).toMatchObject({
    status: 'ACTIVE',
    mrrMinor: 1500n,
    contractedSeats: 15,
  });
  expect(stateOn(resumed, '2025-12-31')).toBeNull();
});

test('an amendment entered late does not touch the amendments after it', () => {
  const later = withTerms(active, [
    { on: '2026-06-01', mrrMinor: 3000n, contractedSeats: 30, isPriceChange: true },
  ]);
  const late = withTerms(later, [
    { on: '2026-02-01', mrrMinor: 2000n, contractedSeats: 20, isPriceChange: false },
  ]);
  expect(late.map(({ from, mrrMinor }) => [from, mrrMinor])).toEqual([
    ['2026-01-01', 1000n],
    ['2026-02-01', 2000n],
    ['2026-06-01', 3000n],
  ]);
});

const day = fc.integer({ min: 0, max: 40 }).map((n) => addDays('2026-01-01', n));
const point = <Value>(value: fc.Arbitrary<Value>) =>
  fc.uniqueArray(fc.tuple(day, value), { selector: ([on]) => on, maxLength: 6 });

test(
  'taking a timeline apart and joining it again changes no day',
  () => {
    fc.assert(
      fc.property(
        point(fc.bigInt({ min: 0n, max: 9n })),
        point(fc.constantFrom(...contractStatuses)),
        (terms, statuses) => {
          const states = joinTimeline(
            terms.map(([on, mrrMinor]) => ({ on, mrrMinor, contractedSeats: 1, isPriceChange: false })),
            statuses.map(([on, status]) => ({ on, status })),
          );
          const { terms: again, statuses: held } = splitTimeline(states);
          const rejoined = joinTimeline(again, held);
          for (let n = -1; n < 45; n += 1) {
            expect(stateOn(rejoined, addDays('2026-01-01', n))).toEqual(
              stateOn(states, addDays('2026-01-01', n)),
            );
          }
        },
      ),
      { numRuns: 1000 },
    );
  },
  propertyTimeoutMs,
);
