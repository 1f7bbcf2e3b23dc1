import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoRun } from '@channelgraph/cli/demo/demo-run.ts';
import { seedDemo } from '@channelgraph/cli/demo/seed-demo.ts';
import { sdkExecutor } from '@channelgraph/cli/graphql/sdk-executor.ts';
import { clockFile } from '@channelgraph/cli/start/clock-file.ts';
import { inProcessClient } from '@channelgraph/cli/start/in-process.ts';
import { setClock } from '@channelgraph/server/movable-clock.ts';
import type { Story } from './stories.ts';
import { openTestPlatform } from './test-platform.ts';

const repositoryRoot = join(import.meta.dirname, '../..');
const sourcesHash = hashOfSources();

/** What a story adds to the demo program, through the API as an administrator. */
export type TellMore = (run: DemoRun) => Promise<void>;

/** The demo program, told through the API and worked off by every service. */
export const demoStory: Story = demoStoryWith('demo', '', () => Promise.resolve());

/** Makes a story that begins with the demo program; `version` changes with what it adds. */
export function demoStoryWith(name: string, version: string, tellMore: TellMore): Story {
  return { name, version: `${sourcesHash}${version}`, tell: (urls) => tell(urls, tellMore) };
}

async function tell(urls: Parameters<Story['tell']>[0], tellMore: TellMore): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'channelgraph-story-'));
  const { platform, environment } = await openTestPlatform({ urls, dataDirectory });
  const run: DemoRun = {
    executor: sdkExecutor(inProcessClient(platform.gateway)),
    scale: 1,
    setClock: (instant) => setClock(clockFile(environment), instant),
    settle: () => platform.settle(),
    onProgress: () => undefined,
  };
  try {
    await seedDemo(run);
    await tellMore(run);
    await platform.settle();
  } finally {
    await platform.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** Changes with everything that decides how the program turns out: the story and the services that take it in. */
function hashOfSources(): string {
  const hash = createHash('sha256');
  const patterns = [
    'packages/{core,graphql,server}/src/**/*.ts',
    'packages/cli/src/demo/**/*.ts',
    'services/*/src/**/*.ts',
  ];
  const files = globSync(patterns, { cwd: repositoryRoot, exclude: ['**/__generated__/**', '**/*.test.ts'] });
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(repositoryRoot, file)));
  return hash.digest('hex');
}
