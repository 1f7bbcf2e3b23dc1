import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** What a process has used since it began. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** A program under measurement. */
export interface MeasuredProcess {
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** How a program is started. */
export interface ProgramOptions {
  /** The file, from the root of the repository. */
  readonly file: string;
  readonly arguments?: readonly string[];
  /** @defaultValue none */
  readonly nodeFlags?: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Tells by what the program prints that it is ready. */
  readonly isReady: (printed: string) => boolean;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const reporter = new URL('report-usage.ts', import.meta.url).href;
/** The flags with which `npm start` runs the one process. */
export const startFlags = JSON.parse(
  readFileSync(new URL('../../packages/cli/node-flags.json', import.meta.url), 'utf8'),
) as string[];

const readyTimeoutMs = 120_000;

/** Starts a program on this Node and resolves when it is ready. @throws Error with what it printed when it ends before. */
export async function startProgram(options: ProgramOptions): Promise<MeasuredProcess> {
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeFlags ?? []),
      '--import',
      reporter,
      `${root}${options.file}`,
      ...(options.arguments ?? []),
    ],
    { cwd: root, env: environmentOf(options.variables), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  await untilReady(child, options);
  return {
    async usage() {
      child.send('usage');
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a program to its end. @throws Error with what it printed when it fails. */
export async function runProgram(options: Omit<ProgramOptions, 'isReady'>): Promise<void> {
  const child = spawn(process.execPath, [`${root}${options.file}`, ...(options.arguments ?? [])], {
    cwd: root,
    env: environmentOf(options.variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${options.file} failed. It said:\n${printed}`);
}

/** Finds a port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

function environmentOf(variables: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  const cache = `${root}node_modules/.cache/node`;
  return { PATH, HOME, NODE_COMPILE_CACHE: cache, APOLLO_TELEMETRY_DISABLED: '1', ...variables };
}

function untilReady(child: ChildProcess, { file, isReady }: ProgramOptions): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`${file} ${reason}. It said:\n${printed}`));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('did not become ready');
    }, readyTimeoutMs);
    const read = (text: unknown): void => {
      printed += String(text);
      if (!isReady(printed)) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      printed = '';
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code, signal) => fail(`ended (${signal ?? `code ${code}`})`));
  });
}
