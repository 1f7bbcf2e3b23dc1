import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoInstant } from '@channelgraph/cli/demo/seed-demo.ts';
import { clockFile } from '@channelgraph/cli/start/clock-file.ts';
import type { Platform } from '@channelgraph/cli/start/platform.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createClient, type Client } from '@channelgraph/sdk';
import type { GatewayOperation } from '@channelgraph/gateway/server.ts';
import { setClock } from '@channelgraph/server/movable-clock.ts';
import type { ServiceName } from '@channelgraph/server/service-names.ts';
import type { Subgraph } from '@channelgraph/server/subgraph.ts';
import type { FormattedExecutionResult } from 'graphql';
import { createTestDatabases } from './databases.ts';
import { demoStory } from './demo-story.ts';
import { createStatementRecorder, type StatementRecorder } from './statements.ts';
import type { Story } from './stories.ts';
import { openTestPlatform } from './test-platform.ts';

/** An answer as it leaves the gateway, with data of a shape that the test knows. */
export interface Answer<Data = Readonly<Record<string, unknown>>> extends Omit<
  FormattedExecutionResult,
  'data'
> {
  readonly data?: Data | null;
}

/** Asks as one person, without the SDK's interpretation of the answer. */
export type Ask = <Data = Readonly<Record<string, unknown>>>(
  query: string,
  variables?: Record<string, unknown>,
) => Promise<Answer<Data>>;

/** The whole graph in this process, on databases that belong to one test file alone. */
export interface TestGraph extends AsyncDisposable {
  readonly platform: Platform;
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly statements: StatementRecorder;
  /** Creates an SDK client that acts as a persona, e.g. `harbor.sales`, or as the given viewer. */
  as(who: string | Viewer): Promise<Client>;
  /** Asks as a persona or viewer and gives the answer as it is, errors included. */
  ask(who: string | Viewer): Promise<Ask>;
  /** Looks a persona up as the gateway does. */
  viewer(persona: string): Promise<Viewer>;
  subgraph(name: ServiceName): Subgraph;
  /** Moves the business clock. */
  setClock(instant: Date | string): void;
  /** Works until no job and no event is due. */
  settle(): Promise<void>;
}

/** How {@link createTestGraph} begins. */
export interface TestGraphOptions {
  /** Begins with the demo program, on the day on which it is told. */
  readonly demo?: boolean;
  /** Begins with another story. */
  readonly story?: Story;
}

/**
 * Opens the whole graph on databases of its own, empty or with the demo program.
 *
 * @example
 * await using graph = await createTestGraph({ demo: true });
 * const partner = await (await graph.as('harbor.sales')).partners.get(id);
 */
export async function createTestGraph(options: TestGraphOptions = {}): Promise<TestGraph> {
  const databases = await createTestDatabases(options.story ?? (options.demo ? demoStory : undefined));
  const dataDirectory = mkdtempSync(join(tmpdir(), 'channelgraph-graph-'));
  const statements = createStatementRecorder();
  const { urls } = databases;
  const { platform, environment } = await openTestPlatform({
    urls,
    dataDirectory,
    onStatement: statements.onStatement,
  });
  const moveClock = (instant: Date | string): void => setClock(clockFile(environment), new Date(instant));
  moveClock(demoInstant);
  const viewer = createViewerLookup(platform);
  const viewerOf = (who: string | Viewer): Promise<Viewer> =>
    typeof who === 'string' ? viewer(who) : Promise.resolve(who);
  return {
    platform,
    urls,
    statements,
    as: async (who) => clientFor(platform, await viewerOf(who)),
    ask: async (who) => askAs(platform, await viewerOf(who)),
    viewer,
    subgraph: (name) => requireSubgraph(platform, name),
    setClock: moveClock,
    settle: () => platform.settle(),
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await databases.drop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

function createViewerLookup(platform: Platform): (persona: string) => Promise<Viewer> {
  const known = new Map<string, Promise<Viewer>>();
  const find = async (persona: string): Promise<Viewer> => {
    const found = await requireSubgraph(platform, 'partners').resolveIdentity?.(persona);
    if (!found) throw new Error(`Nobody signs in as ${persona} in this story.`);
    return found;
  };
  return (persona) => {
    const viewer = known.get(persona) ?? find(persona);
    known.set(persona, viewer);
    return viewer;
  };
}

function requireSubgraph({ subgraphs }: Platform, name: ServiceName): Subgraph {
  const subgraph = subgraphs.find((each) => each.name === name);
  if (!subgraph) throw new Error(`${name} does not run here.`);
  return subgraph;
}

function askAs({ gateway }: Platform, viewer: Viewer): Ask {
  return async <Data>(query: string, variables?: Record<string, unknown>) =>
    (await gateway.executeOperation(
      { query, ...(variables ? { variables } : {}) },
      { viewer },
    )) as Answer<Data>;
}

function clientFor({ gateway }: Platform, viewer: Viewer): Client {
  return createClient({
    url: 'http://in-process.invalid/graphql',
    auth: () => 'in-process',
    fetch: async (_url, init) => {
      const operation = JSON.parse(String(init.body)) as GatewayOperation;
      const result = await gateway.executeOperation(operation, { viewer });
      return new Response(JSON.stringify(result), { headers: { 'content-type': 'application/json' } });
    },
  });
}
