import { isLocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { factStatuses, kpis, metricUnits, provenances } from '@channelgraph/core/kpi.ts';
import { isCurrencyCode } from '@channelgraph/core/money.ts';
import { Decimal } from 'decimal.js';
import { planKpis } from '../scorecard/scorecard.fact-selection.ts';

const plainDecimal = /^-?\d{1,18}(\.\d{1,12})?$/;

/** Tells whether a text is a decimal number that a fact can store. */
export function isPlainDecimal(text: string): boolean {
  return plainDecimal.test(text);
}

/** Adds an issue for everything that keeps a fact from being stored; facts of services and of imports alike. */
export function checkFact(fact: MetricFactPayload, issues: IssueCollector): void {
  if (!kpis.includes(fact.kpi)) {
    issues.add(
      ['kpi'],
      'UNKNOWN_KPI',
      `${fact.kpi} is not a KPI of this program.`,
      `Use one of ${kpis.join(', ')}.`,
    );
  }
  checkDays(fact, issues);
  checkVocabulary(fact, issues);
  for (const field of ['numerator', 'denominator'] as const) {
    const text = fact[field];
    if (text !== null && !isPlainDecimal(text)) {
      issues.add(
        [field],
        'INVALID_DECIMAL',
        `The ${field} "${text}" is not a plain decimal.`,
        'Write it like 1234.50.',
      );
      return;
    }
  }
  checkFigures(fact, issues);
}

function checkDays({ asOf, periodStart, periodEnd }: MetricFactPayload, issues: IssueCollector): void {
  for (const [field, date] of Object.entries({ asOf, periodStart, periodEnd })) {
    if (isLocalDate(date)) continue;
    issues.add([field], 'INVALID_DATE', `"${date}" is not a calendar date.`, 'Write it like 2026-10-15.');
  }
  if (periodEnd < periodStart) {
    issues.add(
      ['periodEnd'],
      'EMPTY_WINDOW',
      'The period ends before it begins.',
      'periodEnd is the first day after the period.',
    );
  }
}

function checkVocabulary(fact: MetricFactPayload, issues: IssueCollector): void {
  const words = { status: factStatuses, unit: metricUnits, provenance: provenances };
  for (const [field, allowed] of Object.entries(words) as [keyof typeof words, readonly string[]][]) {
    if (allowed.includes(fact[field])) continue;
    issues.add(
      [field],
      'UNKNOWN_VALUE',
      `${fact[field]} is not a ${field}.`,
      `Use one of ${allowed.join(', ')}.`,
    );
  }
  if (fact.currency !== null && !isCurrencyCode(fact.currency)) {
    issues.add(
      ['currency'],
      'INVALID_CURRENCY',
      `${fact.currency} is not an ISO 4217 currency code.`,
      'Use a code such as USD.',
    );
  }
  if (!Number.isInteger(fact.sampleSize) || fact.sampleSize < 0) {
    issues.add(
      ['sampleSize'],
      'OUT_OF_RANGE',
      'A sample size is a whole number from 0.',
      'Give the number of records behind the figure.',
    );
  }
}

function checkFigures(
  { kpi, status, numerator, denominator }: MetricFactPayload,
  issues: IssueCollector,
): void {
  if (denominator !== null && new Decimal(denominator).isNegative() && !new Decimal(denominator).isZero()) {
    issues.add(
      ['denominator'],
      'OUT_OF_RANGE',
      'A denominator is not negative.',
      'Check the figure at its source.',
    );
  }
  if (status !== 'OK') return;
  if (numerator === null) {
    issues.add(
      ['numerator'],
      'REQUIRED',
      'A fact that is OK has a numerator.',
      'Fill it in, or say by the status why there is none.',
    );
  }
  if (denominator === null && !planKpis.includes(kpi)) {
    issues.add(
      ['denominator'],
      'REQUIRED',
      'A fact that is OK has a denominator.',
      'Fill it in, or say by the status why there is none.',
    );
  }
  if (denominator !== null && new Decimal(denominator).isZero()) {
    issues.add(
      ['denominator'],
      'ZERO_BASE',
      'A fact with nothing to measure against is not OK.',
      'Send the status NO_BASE.',
    );
  }
}
