import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { repositoryRoot } from './paths.ts';

/** What a finished command left behind. */
export interface CommandResult {
  readonly exitCode: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
  readonly stdout: string;
  readonly milliseconds: number;
}

/** Runs a command with the pinned tools first on the path and collects everything it prints. */
export function runCommand(
  command: readonly [string, ...string[]],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly inherit?: boolean;
  } = {},
): Promise<CommandResult> {
  const started = performance.now();
  const cwd = options.cwd ?? repositoryRoot;
  const child = spawn(command[0], command.slice(1), {
    cwd,
    env: { ...process.env, PATH: toolPath(cwd), ...options.env },
    stdio: options.inherit === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  const printed: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    printed.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({
        exitCode: code ?? 1,
        output: Buffer.concat(chunks).toString('utf8'),
        stdout: Buffer.concat(printed).toString('utf8'),
        milliseconds: performance.now() - started,
      }),
    );
  });
}

function toolPath(cwd: string): string {
  return [
    dirname(process.execPath),
    join(cwd, 'node_modules/.bin'),
    join(repositoryRoot, 'node_modules/.bin'),
    process.env['PATH'] ?? '',
  ].join(delimiter);
}
