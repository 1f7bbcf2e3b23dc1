import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { addDays, overlaps } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TierSpan } from './tier-assignment.timeline.ts';
import { placeTier } from './tier-assignment.timeline.ts';

const gold: TierSpan = { id: '1', tierId: 'gold', from: '2026-03-01', to: null };

describe('placing a tier', () => {
  it('ends the present tier where the new one begins', () => {
    expect(placeTier([gold], '2026-10-15')).toEqual({
      superseded: gold,
      shortened: { from: '2026-03-01', to: '2026-10-15' },
      added: { from: '2026-10-15', to: null },
    });
  });

  it('replaces a tier that begins on the same day', () => {
    expect(placeTier([gold], '2026-03-01')).toEqual({
      superseded: gold,
      shortened: null,
      added: { from: '2026-03-01', to: null },
    });
  });

  it('ends a backdated tier where the next one begins', () => {
    expect(placeTier([gold], '2026-01-01')).toEqual({
      superseded: null,
      shortened: null,
      added: { from: '2026-01-01', to: '2026-03-01' },
    });
  });

  it('never makes spans overlap and never opens a gap, in whatever order tiers are recorded', () => {
    const days = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(days, (offsets) => {
        const timeline = offsets.reduce(
          (spans, offset, index) => apply(spans, addDays('2026-01-01', offset), String(index)),
          [] as TierSpan[],
        );
        const sorted = timeline.toSorted((a, b) => (a.from < b.from ? -1 : 1));
        const windows = sorted.map(({ from, to }) => ({ from, to: to ?? '9999-12-31' }));
        windows.forEach((window, index) => {
          expect(window.from < window.to).toBe(true);
          const next = windows[index + 1];
          if (next) expect([overlaps(window, next), window.to]).toEqual([false, next.from]);
        });
        expect(sorted.at(-1)?.to).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });
});

function apply(spans: TierSpan[], from: LocalDate, id: string): TierSpan[] {
  const { superseded, shortened, added } = placeTier(spans, from);
  const kept = spans.filter((span) => span !== superseded);
  return [
    ...kept,
    ...(superseded && shortened ? [{ ...superseded, ...shortened, id: `${superseded.id}'` }] : []),
    { id, tierId: id, ...added },
  ];
}
