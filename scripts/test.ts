import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printResult, runChecks } from './checks.ts';
import { runCommand } from './run-command.ts';
import { addCounts, readVitestReport, type TestCounts } from './test-counts.ts';

// `pnpm test [vitest arguments]`: with arguments only the tests they select, without any the checks too.
const selection = process.argv.slice(2);
const none: TestCounts = { passed: 0, failed: 0, skipped: 0 };
const counts = addCounts(selection.length === 0 ? await check() : none, await runTests());
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function check(): Promise<TestCounts> {
  const results = await runChecks(printResult);
  const failed = results.filter((result) => result.problem !== '').length;
  return { passed: results.length - failed, failed, skipped: 0 };
}

async function runTests(): Promise<TestCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'channelgraph-report-'));
  const report = join(folder, 'report.json');
  try {
    const { exitCode } = await runCommand(
      ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...selection],
      { inherit: true },
    );
    return readVitestReport(() => readFileSync(report, 'utf8'), exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
