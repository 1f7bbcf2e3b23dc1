import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join, sep } from 'node:path';
import { targetsOf } from './dev-targets.ts';
import { repositoryRoot } from './paths.ts';
import { runCommand } from './run-command.ts';

// `pnpm dev`: five processes, each restarted when its source changes. A changed schema is printed, composed and
// swapped into the running gateway; what does not compose is shown, and the old graph keeps serving.

const settleTime = 150;
const pending = new Set<string>();
let timer: NodeJS.Timeout | undefined;
let running: Promise<void> = Promise.resolve();

await regenerate([]);
const program = spawn(
  process.execPath,
  [
    '--env-file-if-exists=.env',
    'packages/cli/src/main.ts',
    'start',
    '--split',
    '--watch',
    ...process.argv.slice(2),
  ],
  {
    cwd: repositoryRoot,
    stdio: 'inherit',
    // Restarts and swaps are what a developer waits for.
    env: { ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info' },
  },
);
const watchers = ['services', 'packages', 'sdk'].map((folder) =>
  watch(join(repositoryRoot, folder), { recursive: true }, (_event, name) => {
    if (name !== null) noteChange(`${folder}/${name.split(sep).join('/')}`);
  }),
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => program.kill(signal));
program.once('exit', (code) => {
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  process.exitCode = code ?? 1;
});

/** Collects the changes of one save and regenerates once for all of them, never twice at a time. */
function noteChange(path: string): void {
  const targets = targetsOf(path);
  if (targets.length === 0) return;
  for (const target of targets) pending.add(target);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const batch = [...pending];
    pending.clear();
    running = running.then(() => regenerate(batch));
  }, settleTime);
}

async function regenerate(targets: readonly string[]): Promise<void> {
  const { exitCode, output } = await runCommand([
    process.execPath,
    'scripts/generate.ts',
    '--quiet',
    ...targets,
  ]);
  if (output.trim() !== '') process.stderr.write(`${output.trim()}\n`);
  if (exitCode !== 0) process.stderr.write('generate failed; the running graph keeps serving\n');
}
