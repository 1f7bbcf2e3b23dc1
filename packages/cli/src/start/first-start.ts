import { setClock } from '@channelgraph/server/movable-clock.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import type { CliEnvironment } from '../environment.ts';
import { sdkExecutor } from '../graphql/sdk-executor.ts';
import { ensureAdministrator } from './first-administrator.ts';
import { inProcessClient } from './in-process.ts';
import { clockFile } from './clock-file.ts';
import { isDemoTold, markDemo } from './demo-mark.ts';
import { type Platform } from './platform.ts';

/** How the first start fills the program. */
export interface FirstStart {
  /** Whether the demo program is wanted. */
  readonly withDemo: boolean;
  readonly onProgress: (line: string) => void;
}

/**
 * Fills a program on its first start: with the demo, or with nothing but somebody who may fill it.
 *
 * @remarks Only outside production, and on databases given by URL only while they are empty.
 */
export async function prepareProgram(
  platform: Platform,
  environment: CliEnvironment,
  { withDemo, onProgress }: FirstStart,
): Promise<void> {
  if (!isFirstStart(environment)) return;
  if (environment.databaseUrls !== null && !(await isEmpty(platform))) return;
  if (withDemo) {
    onProgress('First start: telling the demo program …');
    await tellDemo(platform, environment, { scale: 1, onProgress });
  } else await ensureAdministrator(sdkExecutor(inProcessClient(platform.gateway)));
}

/** Tells whether the program may still be to be filled by {@link prepareProgram}. */
export function isFirstStart(environment: CliEnvironment): boolean {
  return !environment.isProduction && (environment.databaseUrls !== null || !isDemoTold(environment));
}

async function isEmpty(platform: Platform): Promise<boolean> {
  const { programs, staffMembers } = await sdkExecutor(inProcessClient(platform.gateway)).execute({
    document: '{ programs { id } staffMembers(first: 1) { nodes { id } } }',
  });
  return [programs, (staffMembers as { nodes: unknown }).nodes].every(
    (list) => (list as unknown[]).length === 0,
  );
}

/** Tells the demo program into a platform and remembers that it was told to its end. */
export async function tellDemo(
  platform: Platform,
  environment: CliEnvironment,
  options: { readonly scale: number; readonly onProgress: (line: string) => void },
): Promise<void> {
  await seedDemo({
    ...options,
    executor: sdkExecutor(inProcessClient(platform.gateway)),
    setClock: (instant) => setClock(clockFile(environment), instant),
    settle: () => platform.settle(),
  });
  await platform.settle();
  markDemo(environment, options.scale);
}
