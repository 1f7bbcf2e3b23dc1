import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { generateInternalKey } from '@channelgraph/server/identity/internal-token.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import { databaseUrlVariable, serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { createShutdown, type Shutdown } from '@channelgraph/server/shutdown.ts';
import { CommandError } from '../command-error.ts';
import type { CliEnvironment } from '../environment.ts';
import type { Terminal } from '../terminal.ts';
import { migrateAll, openDatabases, type Databases } from './databases.ts';
import { isFirstStart, prepareProgram } from './first-start.ts';
import { clockFile } from './clock-file.ts';
import { openPlatform } from './platform.ts';
import { requireFreePort } from './require-free-port.ts';
import { requireIdentity } from './require-identity.ts';
import { describeStart, summaryText } from './summary.ts';

/** One of the five processes. */
export type ProcessName = ServiceName | 'gateway';

/** Runs the program as production does: five processes that speak HTTP with each other. */
export async function startSplit(
  environment: CliEnvironment,
  terminal: Terminal,
  options: {
    readonly withDemo: boolean;
    readonly isWatching: boolean;
    readonly variables: Readonly<Record<string, string | undefined>>;
  },
): Promise<void> {
  requireIdentity(environment);
  const began = performance.now();
  const shutdown = createShutdown({ logger: createLogger({ name: 'start', level: environment.logLevel }) });
  shutdown.listen();
  try {
    const ports = portsOf(environment.port);
    for (const port of Object.values(ports)) await requireFreePort({ host: environment.host, port });
    const databases = await openDatabases(environment, 'refuse');
    shutdown.add('databases', () => databases.stop());
    await migrateAll(databases.urls);
    if (isFirstStart(environment)) await prepareInProcess(environment, databases, { terminal, ...options });
    const variables = await processVariables(environment, databases, ports);
    const nodeFlags = options.isWatching ? ['--watch', '--watch-preserve-output'] : [];
    const surroundings = { shutdown, terminal, nodeFlags };
    for (const name of serviceNames)
      startProcess(name, { ...options.variables, ...variables[name] }, surroundings);
    await Promise.all(serviceNames.map((name) => ready(`http://${environment.host}:${ports[name]}`, name)));
    startProcess('gateway', { ...options.variables, ...variables.gateway }, surroundings);
    const url = `http://${environment.host}:${ports.gateway}`;
    await ready(url, 'gateway');
    terminal.out.write(summaryText(describeStart({ environment, databases, url, began })));
  } catch (error) {
    await shutdown.run('failed start');
    throw error;
  }
}

/** Gives each process its port: the gateway the first, the services the next four. */
export function portsOf(first: number): Record<ProcessName, number> {
  return {
    gateway: first,
    partners: first + 1,
    deals: first + 2,
    enablement: first + 3,
    incentives: first + 4,
  };
}

async function prepareInProcess(
  environment: CliEnvironment,
  databases: Databases,
  { terminal, withDemo }: { readonly terminal: Terminal; readonly withDemo: boolean },
): Promise<void> {
  const platform = await openPlatform({ environment, databases, port: null });
  try {
    const onProgress = (line: string): void => void terminal.err.write(`${line}\n`);
    await prepareProgram(platform, environment, { withDemo, onProgress });
  } finally {
    await platform.stop();
  }
}

/** Makes the environment of each process, with fresh keys by which they know each other. */
export async function processVariables(
  environment: CliEnvironment,
  databases: Databases,
  ports: Readonly<Record<ProcessName, number>>,
): Promise<Record<ProcessName, Record<string, string>>> {
  const names: ProcessName[] = ['gateway', ...serviceNames];
  const keys = await Promise.all(names.map(async (name) => [name, await generateInternalKey(name)] as const));
  const trusted = JSON.stringify({ keys: keys.map(([, { publicKey }]) => publicKey) });
  const urls = serviceNames.map((name) => [
    `${name.toUpperCase()}_URL`,
    `http://${environment.host}:${ports[name]}`,
  ]);
  const variablesOf = ([name, { privateKey }]: (typeof keys)[number]): [
    ProcessName,
    Record<string, string>,
  ] => [
    name,
    {
      ...Object.fromEntries(urls),
      HOST: environment.host,
      PORT: String(ports[name]),
      LOG_LEVEL: environment.logLevel,
      TIME_ZONE: environment.timeZone,
      DATA_DIRECTORY: environment.dataDirectory,
      BUSINESS_CLOCK_FILE: clockFile(environment),
      INTERNAL_TRUSTED_KEYS: trusted,
      [name === 'gateway' ? 'GATEWAY_INTERNAL_KEY' : 'INTERNAL_KEY']: JSON.stringify(privateKey),
      ...(name === 'gateway' ? {} : { [databaseUrlVariable(name)]: databases.urls[name] }),
    },
  ];
  return Object.fromEntries(keys.map(variablesOf)) as Record<ProcessName, Record<string, string>>;
}

const root = new URL('../../../../', import.meta.url);

/** Finds the file that a process runs. */
export function entryFile(name: ProcessName): string {
  const path = name === 'gateway' ? 'gateway/src/main.ts' : `services/${name}/src/server.ts`;
  return fileURLToPath(new URL(path, root));
}

function startProcess(
  name: ProcessName,
  env: Readonly<Record<string, string | undefined>>,
  {
    shutdown,
    terminal,
    nodeFlags,
  }: { readonly shutdown: Shutdown; readonly terminal: Terminal; readonly nodeFlags: readonly string[] },
): void {
  // In a process group of its own, so that Ctrl-C reaches it through us, in order: gateway first, databases last.
  const child = spawn(process.execPath, [...nodeFlags, entryFile(name)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout?.on('data', (chunk: Buffer) => terminal.err.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => terminal.err.write(chunk));
  let isStopping = false;
  shutdown.add(name, async () => {
    isStopping = true;
    await stopProcess(child);
  });
  child.once('exit', (code, signal) => {
    if (isStopping) return;
    terminal.err.write(`${name} ended unexpectedly (${signal ?? `code ${code}`}); stopping the others.\n`);
    void shutdown.run(`${name} ended`).then(() => process.exit(1));
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(force);
}

async function ready(url: string, name: ProcessName): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const response = await fetch(new URL('/readyz', url)).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(50);
  }
  throw new CommandError(`${name} did not become ready within 30 s; its messages stand above.`);
}
