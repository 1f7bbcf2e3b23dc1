import assert from 'node:assert/strict';
import type { Arm } from './arms.ts';
import { askBoard, runLoad } from './load.ts';

/** How the arms are compared. */
export interface ComparisonPlan {
  readonly rounds: number;
  /** Requests of one arm in one round. */
  readonly requests: number;
  /** Requests of each arm before anything is counted. */
  readonly warmUp: number;
  readonly concurrency: number;
  readonly partners: number;
}

/** What one request costs in one arm: the median of the rounds. */
export interface ArmResult {
  readonly arm: string;
  readonly frontCpuMs: number;
  /** Null where the services run in the front's process. */
  readonly servicesCpuMs: number | null;
  readonly totalCpuMs: number;
  readonly requestsPerSecond: number;
  /** The total of each round, to show how far they lie apart. */
  readonly rounds: readonly number[];
}

/**
 * Measures all arms in turns, so that whatever else the machine does meets all of them.
 *
 * @throws Error when two arms answer differently.
 */
export async function compareArms(arms: readonly Arm[], plan: ComparisonPlan): Promise<ArmResult[]> {
  await requireSameAnswers(arms, plan.partners);
  const { partners, concurrency } = plan;
  for (const { target } of arms) await runLoad(target, { requests: plan.warmUp, concurrency, partners });
  const samples = new Map(arms.map((arm) => [arm, [] as Sample[]]));
  for (let round = 0; round < plan.rounds; round += 1) {
    const turn = arms.map((_, index) => arms[(index + round) % arms.length] as Arm);
    for (const arm of turn) samples.get(arm)?.push(await measure(arm, plan));
  }
  return arms.map((arm) => summarize(arm, samples.get(arm) ?? []));
}

async function requireSameAnswers(arms: readonly Arm[], partners: number): Promise<void> {
  const answers = await Promise.all(arms.map(({ target }) => askBoard(target, { number: 1, partners })));
  for (const answer of answers) assert.deepEqual(answer.data, answers[0]?.data);
}

interface Sample {
  readonly front: number;
  readonly services: number;
  readonly perSecond: number;
}

async function measure(arm: Arm, { requests, concurrency, partners }: ComparisonPlan): Promise<Sample> {
  const before = await readCpu(arm);
  const seconds = await runLoad(arm.target, { requests, concurrency, partners });
  const after = await readCpu(arm);
  return {
    front: (after.front - before.front) / requests,
    services: (after.services - before.services) / requests,
    perSecond: requests / seconds,
  };
}

async function readCpu({ front, services }: Arm): Promise<{ front: number; services: number }> {
  const used = await Promise.all(services.map((service) => service.usage()));
  return {
    front: (await front.usage()).cpuMs,
    services: used.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}

function summarize(arm: Arm, samples: readonly Sample[]): ArmResult {
  const totals = samples.map(({ front, services }) => front + services);
  return {
    arm: arm.name,
    frontCpuMs: median(samples.map(({ front }) => front)),
    servicesCpuMs: arm.services.length === 0 ? null : median(samples.map(({ services }) => services)),
    totalCpuMs: median(totals),
    requestsPerSecond: median(samples.map(({ perSecond }) => perSecond)),
    rounds: totals,
  };
}

/** Gives the middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
