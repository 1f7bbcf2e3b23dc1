import { spawn, type ChildProcess } from 'node:child_process';
import type { OsUser } from './postgres-binaries.ts';

/** A PostgreSQL server that this process started. */
export interface PostgresProcess {
  /** Ends the server: open statements are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

/**
 * Runs the server with its standard input as the leash: when we end, however we end, the pipe closes and the
 * shell stops the server. It stands in a process group of its own, so that Ctrl-C reaches us alone and
 * requests in flight can finish.
 */
const leash = `
exec 3<&0
"$@" <&- &
server=$!
{ read -r _ <&3; kill -INT $server 2>/dev/null; } &
reader=$!
wait $server
code=$?
kill $reader 2>/dev/null
exit $code`;

const startTimeout = 60_000;
const stopTimeout = 15_000;

/**
 * Starts the server and resolves when it accepts connections.
 *
 * @throws With the server's last words when it ends before that.
 */
export function startPostgresProcess(options: {
  readonly postgres: string;
  readonly dataDirectory: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly user: OsUser | null;
  readonly onLog: (line: string) => void;
}): Promise<PostgresProcess> {
  const flags = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [options.postgres, '-D', options.dataDirectory, '-p', String(options.port), ...flags];
  const child = spawnOnLeash(command, options.user);
  const lastWords: string[] = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.stdin?.destroy();
      fail(`did not answer within ${startTimeout / 1000} s`);
    }, startTimeout);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`The embedded PostgreSQL ${reason}. It said:\n${lastWords.slice(-10).join('\n')}`));
    };
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with code ${code ?? 'none'} while starting`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        lastWords.push(line);
        options.onLog(line);
      }
      if (!text.includes('ready to accept connections')) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve({ stop: () => stopServer(child) });
    });
  });
}

function spawnOnLeash(command: readonly string[], user: OsUser | null): ChildProcess {
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
  // The folder we stand in may be closed to the server's user, and the server does not need one.
  const options = { ...identity, cwd: '/', stdio: ['pipe', 'ignore', 'pipe'] as ['pipe', 'ignore', 'pipe'] };
  if (process.platform === 'win32')
    return spawn(command[0] ?? '', command.slice(1), { ...options, cwd: '.' });
  const child = spawn('/bin/sh', ['-c', leash, 'sh', ...command], {
    ...options,
    detached: true,
    env: { ...process.env, LC_MESSAGES: 'C' },
  });
  child.stdin?.on('error', () => undefined);
  return child;
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (process.platform === 'win32') child.kill();
  else child.stdin?.destroy();
  const timer = setTimeout(() => killGroup(child), stopTimeout);
  await ended;
  clearTimeout(timer);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // SIGQUIT: leaves at once and recovers from its log at the next start.
  process.kill(-child.pid, 'SIGQUIT');
}
