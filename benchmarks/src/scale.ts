import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@channelgraph/server/database/embedded.ts';
import { migrationDirectories } from '@channelgraph/server/database/migration-directories.ts';
import { migrate } from '@channelgraph/server/database/migrations.ts';
import { openScaleService } from '../../test/testkit/scale/questions.ts';
import type { Question, ScaleService } from '../../test/testkit/scale/questions.ts';
import { analyzeQuestions, explainQuestions } from '../../test/testkit/scale/plans.ts';
import { seedScale } from '../../test/testkit/scale/seed.ts';
import type { ScalePlan } from '../../test/testkit/scale/seed.ts';

// Ten contracts and a hundred deals for each partner, at both sizes.
const small: ScalePlan = { partners: 100, opportunities: 10_000, contracts: 1_000 };
const large: ScalePlan = { partners: 10_000, opportunities: 1_000_000, contracts: 100_000 };
const quickLarge: ScalePlan = { partners: 500, opportunities: 50_000, contracts: 5_000 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Asks every question of both services in turns and prints the medians and what the greater one costs more. */
async function compare(
  services: readonly [ScaleService, ScaleService],
  questions: readonly Question[],
  rounds: number,
): Promise<void> {
  for (const question of questions) {
    try {
      say(await comparison(services, question, rounds));
    } catch (error) {
      // The whole program may be more than the database may work on; one partner never is.
      if (question.isNarrow || !(error instanceof Error)) throw error;
      say(`${question.name.padEnd(40)} ${error.message}`);
    }
  }
}

async function comparison(
  services: readonly [ScaleService, ScaleService],
  question: Question,
  rounds: number,
): Promise<string> {
  const times: [number[], number[]] = [[], []];
  for (let round = -3; round < rounds; round += 1) {
    for (const place of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const started = performance.now();
      await services[place].ask(question);
      if (round >= 0) times[place].push(performance.now() - started);
    }
  }
  const [few, many] = [median(times[0]), median(times[1])];
  const figures = [few, many].map((time) => `${time.toFixed(1)} ms`.padStart(11));
  return `${question.name.padEnd(40)}${figures.join('')}${(many / few).toFixed(2).padStart(8)}`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
}

async function fill(url: string, plan: ScalePlan): Promise<void> {
  const started = performance.now();
  await migrate({ databaseUrl: url, directories: migrationDirectories('deals') });
  await seedScale(url, plan);
  say(
    `${plan.opportunities} opportunities of ${plan.partners} partners after ${((performance.now() - started) / 1_000).toFixed(0)} s`,
  );
}

const load = (): string =>
  loadavg()
    .map((each) => each.toFixed(1))
    .join(', ');

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    plans: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'channelgraph-scale-'));
chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres({
  dataDirectory: join(folder, 'postgres'),
  databases: ['small', 'large'],
  settings: { fsync: 'off', max_wal_size: '8GB' },
});
try {
  await fill(server.url('small'), small);
  await fill(server.url('large'), values.quick ? quickLarge : large);
  await using few = await openScaleService(server.url('small'));
  await using many = await openScaleService(server.url('large'));
  const plans = await explainQuestions(server.url('large'), many);
  for (const { question, accesses } of plans) {
    say(
      `${question.name}: ${accesses.map(({ table, by, index }) => `${table} by ${index ?? by}`).join(', ')}`,
    );
  }
  if (values.plans) (await analyzeQuestions(server.url('large'), plans)).forEach(say);
  say(`Load of the machine over 1, 5 and 15 minutes: ${load()}.`);
  say(`${''.padEnd(40)}${'small'.padStart(11)}${'large'.padStart(11)}${'ratio'.padStart(8)}`);
  await compare(
    [few, many],
    plans.map(({ question }) => question),
    Number(values.rounds),
  );
  const offenders = plans.filter(({ scanned }) => scanned.length > 0);
  for (const { question, scanned } of offenders)
    say(`${question.name} reads from end to end: ${scanned.join(', ')}`);
  if (offenders.length > 0) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
