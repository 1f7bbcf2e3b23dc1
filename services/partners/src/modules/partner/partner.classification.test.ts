import { describe, expect, it } from 'vitest';
import type { RecordedClassification } from './partner.classification.ts';
import { classificationOn, sinceEver } from './partner.classification.ts';

const record = (
  sequence: bigint,
  validFrom: string,
  recordedAt: string,
  segment: RecordedClassification['segment'],
) => ({
  types: ['MSP' as const],
  segment,
  validFrom,
  recordedAt: new Date(recordedAt),
  sequence,
});
const history = [
  record(1n, sinceEver, '2026-01-10T00:00:00Z', 'VAR_TO_MSP'),
  record(2n, '2026-06-01', '2026-06-01T10:00:00Z', 'CLOUD'),
  record(3n, '2026-06-01', '2026-06-01T11:00:00Z', 'PURE_PLAY'),
];
const segmentOn = (asOf: string, knownAt: string) =>
  classificationOn(history, { asOf, knownAt: new Date(knownAt) })?.segment;

describe('the kind of a partner', () => {
  it('on a day is the one that was recorded last for the latest day before', () => {
    expect(segmentOn('2026-05-31', '2026-12-01')).toBe('VAR_TO_MSP');
    expect(segmentOn('2026-06-01', '2026-12-01')).toBe('PURE_PLAY');
    expect(segmentOn('2026-06-01', '2026-06-01T10:30:00Z')).toBe('CLOUD');
  });

  it('before anything was recorded is the first that was', () => {
    expect(segmentOn('2017-03-01', '2017-04-01')).toBe('VAR_TO_MSP');
  });

  it('does not depend on the order of the records', () => {
    expect(
      classificationOn(history.toReversed(), { asOf: '2026-06-01', knownAt: new Date('2026-12-01') })
        ?.segment,
    ).toBe('PURE_PLAY');
  });

  it('is unknown without a record', () => {
    expect(classificationOn([], { asOf: '2026-06-01', knownAt: new Date() })).toBeNull();
  });
});
