import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startArms } from './arms.ts';
import { compareArms, type ComparisonPlan } from './comparison.ts';
import { openDemoDatabases } from './demo-databases.ts';
import { reportText, type Figures } from './report.ts';
import { measureStarts } from './starts.ts';
import { countStatements } from './statements.ts';

/** How much is measured. */
interface Plan extends ComparisonPlan {
  /** How often the demo's eight partners are told. */
  readonly scale: number;
  readonly statementSizes: readonly number[];
  /** Requests before the memory of the one process is read. */
  readonly memoryRequests: number;
}

const full: Plan = {
  scale: 13,
  rounds: 7,
  requests: 80,
  warmUp: 150,
  concurrency: 4,
  partners: 20,
  statementSizes: [1, 20, 100],
  memoryRequests: 1_000,
};

// Shows that everything runs; its figures are of programs that are not warm yet.
const quick: Plan = {
  scale: 3,
  rounds: 2,
  requests: 8,
  warmUp: 8,
  concurrency: 4,
  partners: 20,
  statementSizes: [1, 20],
  memoryRequests: 8,
};

async function measure(plan: Plan, folder: string): Promise<Figures> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say('Starting the program twice …');
  const starts = await measureStarts(join(folder, 'starts'), plan.memoryRequests);
  say(`Telling the demo program ${plan.scale} times …`);
  const databases = await openDemoDatabases(join(folder, 'arms'), plan.scale);
  try {
    say('Counting statements …');
    const statements = await countStatements(databases, plan.statementSizes);
    say('Measuring all in one, split and stock in turns …');
    const arms = await startArms(databases);
    try {
      return {
        measuredAt: new Date().toISOString(),
        node: process.version,
        processors: availableParallelism(),
        partners: { stored: plan.scale * 8, asked: plan.partners },
        arms: await compareArms(arms.list, plan),
        statements,
        starts,
      };
    } finally {
      await arms.stop();
    }
  } finally {
    await databases.stop();
  }
}

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, output: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'channelgraph-benchmark-'));
// The databases of a root user belong to another user, who must get there.
chmodSync(folder, 0o755);
try {
  const figures = await measure(values.quick ? quick : full, folder);
  process.stdout.write(reportText(figures));
  const output = resolve(values.output ?? 'benchmarks/results/latest.json');
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify(figures, null, 2)}\n`);
  process.stderr.write(`The figures are in ${output}.\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
