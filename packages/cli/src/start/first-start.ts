import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setClock } from '@channelgraph/server/movable-clock.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import type { CliEnvironment } from '../environment.ts';
import { sdkExecutor } from '../graphql/sdk-executor.ts';
import { ensureAdministrator } from './first-administrator.ts';
import { inProcessClient } from './in-process.ts';
import { clockFile } from './clock-file.ts';
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
 * @remarks Only on databases of our own and outside production: elsewhere the data is somebody else's.
 */
export async function prepareProgram(
  platform: Platform,
  environment: CliEnvironment,
  { withDemo, onProgress }: FirstStart,
): Promise<void> {
  if (!isFirstStart(environment)) return;
  if (withDemo) {
    onProgress('First start: telling the demo program …');
    await tellDemo(platform, environment, { scale: 1, onProgress });
  } else await ensureAdministrator(sdkExecutor(inProcessClient(platform.gateway)));
}

/** Tells whether the program is still to be filled by {@link prepareProgram}. */
export function isFirstStart(environment: CliEnvironment): boolean {
  return !environment.isProduction && environment.databaseUrls === null && !existsSync(markFile(environment));
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
  mkdirSync(environment.dataDirectory, { recursive: true });
  writeFileSync(markFile(environment), `${JSON.stringify({ scale: options.scale })}\n`);
}

function markFile({ dataDirectory }: CliEnvironment): string {
  return join(dataDirectory, 'demo.json');
}
