import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setClock } from '@channelgraph/server/movable-clock.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import type { CliEnvironment } from '../environment.ts';
import { sdkExecutor } from '../graphql/sdk-executor.ts';
import { inProcessClient } from './in-process.ts';
import { clockFile } from './clock-file.ts';
import { type Platform } from './platform.ts';

/** Tells whether the demo program is still to be told: on databases of our own, outside production, once. */
export function needsDemo(environment: CliEnvironment): boolean {
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
