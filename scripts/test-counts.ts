/** How many tests ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of Vitest's JSON report that is counted. */
interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Adds two counts. */
export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * Counts the tests of a Vitest run.
 *
 * @remarks A file that could not be loaded counts as one failure, and a run that failed without a failing test
 * (an error outside a test, no report at all) counts as one failure too: nothing red adds up to green.
 */
export function readVitestReport(read: () => string, exitCode: number): TestCounts {
  let report: VitestReport;
  try {
    report = JSON.parse(read()) as VitestReport;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const statuses = report.testResults.flatMap(({ status, assertionResults }) => {
    const isUnloadable = status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
    const own = assertionResults.map((test) => test.status);
    return isUnloadable ? [...own, 'failed'] : own;
  });
  const count = (status: string): number => statuses.filter((candidate) => candidate === status).length;
  const passed = count('passed');
  const failed = count('failed');
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: statuses.length - passed - failed,
  };
}
