import { expect, test } from 'vitest';
import { renewalDates, statusOn } from './managed-contract.dates.ts';

test('a renewal decided early shows as active until the successor begins', () => {
  const contract = { status: 'ENDED_RENEWED', endedOn: '2027-01-01', termStart: '2026-01-01' } as const;
  expect(statusOn(contract, '2026-12-31')).toBe('ACTIVE');
  expect(statusOn(contract, '2027-01-01')).toBe('ENDED_RENEWED');
});

test('a successor created early is a draft until its term begins', () => {
  const contract = { status: 'ACTIVE', endedOn: null, termStart: '2027-01-01' } as const;
  expect(statusOn(contract, '2026-12-31')).toBe('DRAFT');
  expect(statusOn(contract, '2027-01-01')).toBe('ACTIVE');
});

test('90 days before the term ends the decision window opens', () => {
  const contract = { termEnd: '2027-01-13', noticeDays: 60, isUndecided: true };
  expect(renewalDates(contract, '2026-10-15')).toEqual({
    daysUntilTermEnd: 90,
    renewalWindow: 'D61_90',
    isInDecisionWindow: true,
    noticeDeadline: '2026-11-14',
    renewalWindowOpensOn: '2026-10-15',
  });
  expect(renewalDates(contract, '2026-10-14').isInDecisionWindow).toBe(false);
  expect(renewalDates({ ...contract, isUndecided: false }, '2026-10-15')).toMatchObject({
    renewalWindow: null,
    isInDecisionWindow: false,
  });
});
