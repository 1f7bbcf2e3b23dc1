import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../src/import/testing/temporary-directory.ts';

const main = join(import.meta.dirname, '../src/main.ts');

interface RunningCommand extends AsyncDisposable {
  readonly output: () => string;
  /** Resolves when the output holds the text; rejects when the command ends before. */
  shows(text: string): Promise<void>;
  /** Sends Ctrl-C and gives the exit code. */
  interrupt(): Promise<number | null>;
  /** Gives the exit code once the command has ended by itself. */
  ended(): Promise<number | null>;
}

function runCommand(args: readonly string[], variables: Record<string, string>): RunningCommand {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp', ...variables };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = (): Promise<number | null> => exit;
  return {
    output: () => output,
    ended,
    shows: async (text) => {
      const found = new Promise<void>((resolve) => {
        const look = (): void => (output.includes(text) ? resolve() : undefined);
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
      });
      const early = exit.then((code) => {
        throw new Error(`The command ended with ${code} before it showed "${text}":\n${output}`);
      });
      await Promise.race([found, early]);
    },
    interrupt: async () => {
      child.kill('SIGINT');
      return ended();
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT');
      await exit;
    },
  };
}

/** Finds a port that is free together with the four after it. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 9_000);
    const free = await Promise.all([0, 1, 2, 3, 4].map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => resolve(true));
  });
  if (listening) await new Promise((resolve) => server.close(resolve));
  return listening;
}

test.each([
  ['one process', ['start', '--no-demo']],
  ['five processes', ['start', '--split', '--no-demo']],
])(
  '%s: starts, answers a persona, explains a taken port, and stops cleanly',
  async (_shape, args) => {
    await using directory = await temporaryDirectory({ 'viewer.graphql': '{ viewer { __typename } }' });
    // The embedded database runs as another user where the tests run as root.
    await chmod(directory.path, 0o755);
    const port = await freePorts();
    const variables = { DATA_DIRECTORY: join(directory.path, 'data'), PORT: String(port) };
    await using program = runCommand(args, variables);
    await program.shows('Channelgraph is ready after');
    await program.shows(`http://127.0.0.1:${port}/graphql`);

    await using query = runCommand(['query', join(directory.path, 'viewer.graphql')], variables);
    expect([await query.ended(), query.output()]).toEqual([
      0,
      `${JSON.stringify({ viewer: { __typename: 'Viewer' } }, null, 2)}\n`,
    ]);

    await using second = runCommand(['start', '--no-demo'], variables);
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain(`Port ${port} is taken`);

    expect(await program.interrupt()).toBe(0);
    expect(await isFree(port)).toBe(true);
  },
  120_000,
);
