import { expect, test } from 'vitest';
import { renewalDates, statusOn, statusSince } from './managed-contract.dates.ts';
import { joinTimeline, withStatus } from './managed-contract.timeline.ts';

const from = (on: string) =>
  joinTimeline([{ on, mrrMinor: 1n, contractedSeats: 1, isPriceChange: false }], [{ on, status: 'ACTIVE' }]);

test('a renewal decided early shows as active until the successor begins', () => {
  const contract = withStatus(from('2026-01-01'), '2027-01-01', 'ENDED_RENEWED');
  expect(statusOn(contract, '2026-12-31')).toBe('ACTIVE');
  expect(statusOn(contract, '2027-01-01')).toBe('ENDED_RENEWED');
});

test('a successor created early is a draft until its term begins', () => {
  const contract = from('2027-01-01');
  expect(statusOn(contract, '2026-12-31')).toBe('DRAFT');
  expect(statusOn(contract, '2027-01-01')).toBe('ACTIVE');
});

test('a suspended contract with an end in the future stays suspended until then', () => {
  const suspended = withStatus(from('2026-01-01'), '2026-06-01', 'SUSPENDED');
  const contract = withStatus(suspended, '2027-01-01', 'ENDED_CHURNED');
  expect(statusOn(contract, '2026-05-31')).toBe('ACTIVE');
  expect(statusOn(contract, '2026-12-31')).toBe('SUSPENDED');
  expect(statusOn(contract, '2027-01-01')).toBe('ENDED_CHURNED');
});

test('a status has held since its first day without a break', () => {
  const suspended = withStatus(from('2026-01-01'), '2026-06-01', 'SUSPENDED');
  const resumed = withStatus(suspended, '2026-08-01', 'ACTIVE');
  const days = ['2025-12-31', '2026-01-01', '2026-05-31', '2026-06-01', '2026-07-31', '2026-08-01'];
  expect(days.map((day) => statusSince(resumed, day))).toEqual([
    null,
    '2026-01-01',
    '2026-01-01',
    '2026-06-01',
    '2026-06-01',
    '2026-08-01',
  ]);
});

test('an undecided contract has lapsed on the 31st day after its term', () => {
  const contract = { termEnd: '2027-01-01', noticeDays: 30, isUndecided: true };
  expect(renewalDates(contract, '2027-01-31').isLapsed).toBe(false);
  expect(renewalDates(contract, '2027-02-01').isLapsed).toBe(true);
  expect(renewalDates({ ...contract, isUndecided: false }, '2027-02-01').isLapsed).toBe(false);
});

test('90 days before the term ends the decision window opens', () => {
  const contract = { termEnd: '2027-01-13', noticeDays: 60, isUndecided: true };
  expect(renewalDates(contract, '2026-10-15')).toEqual({
    daysUntilTermEnd: 90,
    renewalWindow: 'D61_90',
    isInDecisionWindow: true,
    isLapsed: false,
    noticeDeadline: '2026-11-14',
    renewalWindowOpensOn: '2026-10-15',
  });
  expect(renewalDates(contract, '2026-10-14').isInDecisionWindow).toBe(false);
  expect(renewalDates({ ...contract, isUndecided: false }, '2026-10-15')).toMatchObject({
    renewalWindow: null,
    isInDecisionWindow: false,
  });
});
