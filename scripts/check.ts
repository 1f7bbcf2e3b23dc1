import { printResult, runChecks } from './checks.ts';

const results = await runChecks(printResult);
const failed = results.filter((result) => result.problem !== '');
process.stdout.write(`${results.length - failed.length} checks passed, ${failed.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
