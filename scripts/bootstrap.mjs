// @ts-check
// `npm start` and `npm test` on a machine that has only Node and npm: installs the pinned packages, generates what
// is not committed, and hands over to the pinned Node. What is done already is skipped.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  complainAboutNode,
  installEnvironment,
  isInstalled,
  markInstalled,
  pinnedNode,
  pinnedPnpm,
  runInForeground,
} from './installation.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** @type {Record<string, string[]>} */
const commands = {
  start: ['packages/cli/src/main.ts', 'start'],
  'start:split': ['packages/cli/src/main.ts', 'start', '--split'],
  dev: ['scripts/dev.ts'],
  test: ['scripts/test.ts'],
};

const [name = '', ...rest] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) stop(2, `Usage: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')}`);
const complaint = complainAboutNode(process.version);
if (complaint !== null) stop(1, complaint);

if (!isInstalled(root)) await install();
await generate();
// Tests bring their own settings.
const readsSettings = name !== 'test' && existsSync(join(root, '.env'));
const flags = readsSettings ? ['--env-file', join(root, '.env')] : [];
// One process that holds everything: collecting garbage earlier costs about a tenth of its time and saves half its memory.
if (name === 'start')
  flags.push(...JSON.parse(readFileSync(join(root, 'packages/cli/node-flags.json'), 'utf8')));
// Halves the time that the second start spends on loading code.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') };
process.exit(await runInForeground(pinnedNode(root), [...flags, ...command, ...rest], { cwd: root, env }));

async function install() {
  say(`Installing the packages of pnpm-lock.yaml with ${pinnedPnpm} (once; about a minute) …`);
  const started = Date.now();
  const reporter = process.stdout.isTTY ? [] : ['--reporter=append-only'];
  const code = await runInForeground(
    'npx',
    ['-y', pinnedPnpm, 'install', '--frozen-lockfile', ...reporter],
    // Without a terminal pnpm would stop at its question whether an older node_modules may be replaced.
    { cwd: root, env: { CI: 'true', ...installEnvironment(root) }, shell: process.platform === 'win32' },
  );
  if (code === 130 || code === 143) process.exit(code);
  if (code !== 0 || !existsSync(pinnedNode(root))) {
    stop(
      1,
      `Installing failed; the reason stands above. It needs the npm registry (\`npm config get registry\`) and a ` +
        `writable ${root}. Offline, copy node_modules from a machine of the same kind. Then run npm ${name} again: ` +
        `what was fetched is kept.`,
    );
  }
  markInstalled(root);
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function generate() {
  const code = await runInForeground(pinnedNode(root), ['scripts/generate.ts', '--clients', '--quiet'], {
    cwd: root,
  });
  if (code !== 0) stop(code, 'Generating the database clients failed; the reason stands above.');
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`channelgraph: ${line}\n`);
}

/**
 * @param {number} code
 * @param {string} line
 * @returns {never}
 */
function stop(code, line) {
  say(line);
  process.exit(code);
}
