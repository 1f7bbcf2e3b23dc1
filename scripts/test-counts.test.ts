import { expect, test } from 'vitest';
import { addCounts, readVitestReport } from './test-counts.ts';

function report(...files: [status: string, ...tests: string[]][]): () => string {
  const testResults = files.map(([status, ...tests]) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  }));
  return () => JSON.stringify({ testResults });
}

test('counts passed, failed and skipped tests', () => {
  const read = report(['passed', 'passed', 'passed', 'skipped'], ['failed', 'failed', 'passed', 'todo']);
  expect(readVitestReport(read, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test('counts a file that could not be loaded as a failure', () => {
  expect(readVitestReport(report(['passed', 'passed'], ['failed']), 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

test('never calls a failed run green', () => {
  expect(readVitestReport(report(['passed', 'passed']), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(
    readVitestReport(() => {
      throw new Error('no report');
    }, 0),
  ).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('adds checks and tests', () => {
  expect(addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual({
    passed: 11,
    failed: 22,
    skipped: 33,
  });
});
