import { describe, expect, it } from 'vitest';
import { periodChange } from './period-change.ts';

const msp = { types: ['MSP'] };
const reseller = { types: ['RESELLER'] };

describe('a history of periods', () => {
  it('lets the first known state reach back without end', () => {
    expect(periodChange(null, msp, '2026-10-15')).toEqual({ kind: 'OPEN', from: '1900-01-01' });
  });

  it('keeps the period when nothing changed', () => {
    expect(periodChange({ from: '2026-01-01', state: msp }, { types: ['MSP'] }, '2026-10-15')).toEqual({
      kind: 'KEEP',
    });
  });

  it('opens a period on the day of a change', () => {
    expect(periodChange({ from: '2026-01-01', state: msp }, reseller, '2026-10-15')).toEqual({
      kind: 'OPEN',
      from: '2026-10-15',
    });
  });

  it('replaces the period when it changes twice on one day', () => {
    expect(periodChange({ from: '2026-10-15', state: msp }, reseller, '2026-10-15')).toEqual({
      kind: 'REPLACE',
      from: '2026-10-15',
    });
  });
});
