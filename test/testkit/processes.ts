import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoInstant } from '@channelgraph/cli/demo/seed-demo.ts';
import { readCliEnvironment } from '@channelgraph/cli/environment.ts';
import { clockFile } from '@channelgraph/cli/start/clock-file.ts';
import { entryFile, portsOf, processVariables, type ProcessName } from '@channelgraph/cli/start/split.ts';
import { demoPersonas } from '@channelgraph/gateway/identity/demo-personas.ts';
import { createDevelopmentIssuer } from '@channelgraph/gateway/identity/development-issuer.ts';
import { createClient, type Client } from '@channelgraph/sdk';
import { setClock } from '@channelgraph/server/movable-clock.ts';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import type { ServiceName } from '@channelgraph/server/service-names.ts';
import pg from 'pg';
import { createTestDatabases } from './databases.ts';
import { demoStory } from './demo-story.ts';
import type { Answer } from './graph.ts';
import { until } from './until.ts';

/**
 * The shapes in which the program runs: one process; five that the test starts, so that it can end one of
 * them; and the five that `start --split` starts and watches over.
 */
export type Topology = 'all in one' | 'split' | 'start --split';

/** The program in processes of its own, with the demo program told, reached over HTTP. */
export interface Deployment extends AsyncDisposable {
  readonly topology: Topology;
  /** The gateway's address. */
  readonly url: string;
  /** Creates an SDK client with a persona's token. */
  as(persona: string): Client;
  /** Sends an operation with a persona's token and gives the answer as it is. */
  ask<Data>(persona: string, query: string, variables?: Record<string, unknown>): Promise<Answer<Data>>;
  setClock(instant: string): void;
  /** Has a service do a task as its schedule would, and waits until it is done. */
  runTask(service: ServiceName, task: string): Promise<void>;
  /** Ends a process as a crash would. */
  kill(name: ProcessName): Promise<void>;
  /** Starts a process that was killed, and waits until it is ready. */
  restart(name: ProcessName): Promise<void>;
  /** Asks a process to end and gives its exit code. */
  terminate(name: ProcessName): Promise<number | null>;
}

const main = join(import.meta.dirname, '../../packages/cli/src/main.ts');

/** Starts the program in a shape, on copies of the demo program. */
export async function deploy(topology: Topology): Promise<Deployment> {
  const databases = await createTestDatabases(demoStory);
  const dataDirectory = mkdtempSync(join(tmpdir(), 'channelgraph-e2e-'));
  const ports = portsOf(await freePorts(5));
  const variables = {
    ...inherited(),
    NODE_ENV: 'development',
    LOG_LEVEL: 'error',
    DATA_DIRECTORY: dataDirectory,
    PORT: String(ports.gateway),
    ...databases.environment,
  };
  const environment = readCliEnvironment(variables);
  const moveClock = (instant: string | Date): void => setClock(clockFile(environment), new Date(instant));
  moveClock(demoInstant);
  const processes = createProcesses(ports);
  if (topology !== 'split') {
    const flags = topology === 'start --split' ? ['--split'] : [];
    processes.add('gateway', [main, 'start', ...flags], variables);
  } else {
    const location = {
      urls: databases.urls,
      location: 'test databases',
      isEmbedded: false,
      stop: () => Promise.resolve(),
    };
    const own = await processVariables(environment, location, ports);
    for (const name of serviceNames) processes.add(name, [entryFile(name)], { ...inherited(), ...own[name] });
    processes.add('gateway', [entryFile('gateway')], { ...inherited(), ...own.gateway });
  }
  const stop = async (): Promise<void> => {
    await processes.stop();
    await databases.drop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  try {
    await processes.startAll();
  } catch (error) {
    await stop();
    throw error;
  }
  const issuer = await createDevelopmentIssuer({ dataDirectory, personas: demoPersonas });
  const url = `http://127.0.0.1:${ports.gateway}`;
  return {
    topology,
    url,
    as: (persona) => createClient({ url: `${url}/graphql`, auth: () => issuer.issueToken(persona) }),
    async ask(persona, query, given) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await issuer.issueToken(persona)}`,
        },
        body: JSON.stringify({ query, variables: given }),
      });
      return (await response.json()) as never;
    },
    setClock: moveClock,
    runTask: (service, task) => runTask(databases.urls[service], task),
    kill: (name) => processes.end(name, 'SIGKILL').then(() => undefined),
    restart: (name) => processes.start(name),
    terminate: (name) => processes.end(name, 'SIGTERM'),
    [Symbol.asyncDispose]: stop,
  };
}

// Through the queue, so that a running service does it with its own hands.
async function runTask(url: string, task: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const key = `test:${task}`;
    await client.query('SELECT graphile_worker.add_job($1, job_key => $2)', [task, key]);
    await until(
      async () => {
        const { rows } = await client.query<{ error: string | null }>(
          'SELECT last_error AS error FROM graphile_worker.jobs WHERE key = $1',
          [key],
        );
        if (rows[0]?.error) throw new Error(rows[0].error);
        return rows.length;
      },
      (waiting) => waiting === 0,
      { what: `${task} to be done` },
    );
  } finally {
    await client.end();
  }
}

interface Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

function createProcesses(ports: Readonly<Record<ProcessName, number>>) {
  const commands = new Map<ProcessName, Command>();
  const running = new Map<ProcessName, ChildProcess>();
  let output = '';
  const start = async (name: ProcessName): Promise<void> => {
    const command = commands.get(name);
    if (!command) throw new Error(`${name} is no process of this deployment.`);
    const child = spawn(process.execPath, [...command.args], {
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.set(name, child);
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(
      async () =>
        child.exitCode === null
          ? fetch(`http://127.0.0.1:${ports[name]}/readyz`).then(
              ({ ok }) => ok,
              () => false,
            )
          : 'ended',
      (state) => state === true || state === 'ended',
      { timeoutMs: 90_000, what: `${name} to be ready` },
    );
    if (child.exitCode !== null) throw new Error(`${name} ended before it was ready:\n${output}`);
  };
  const end = async (name: ProcessName, signal: NodeJS.Signals): Promise<number | null> => {
    const child = running.get(name);
    running.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    add: (name: ProcessName, args: readonly string[], env: Command['env']) =>
      void commands.set(name, { args, env }),
    start,
    end,
    async startAll() {
      const names = [...commands.keys()];
      await Promise.all(names.filter((name) => name !== 'gateway').map(start));
      await start('gateway');
    },
    async stop() {
      for (const name of ['gateway', ...serviceNames] as const) await end(name, 'SIGTERM');
    },
  };
}

/** The variables of this process that a program needs to run at all. */
function inherited(): Record<string, string | undefined> {
  // The only settings that processes take from the machine; the rest is given to them.
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE };
}

/** Finds a row of ports that nobody listens on, and gives the first. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
