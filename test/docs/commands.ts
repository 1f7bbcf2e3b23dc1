import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createProgram } from '@channelgraph/cli/program.ts';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import { readText, root } from './markdown.ts';

const manifest = JSON.parse(readText('package.json')) as { readonly scripts: Record<string, string> };
const settings = new Set([...readText('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name));

/** Splits a shell block into commands: continued lines joined, comments and pipes cut off. */
export function commandsOf(block: string): string[] {
  return block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** Cuts a command into words as a shell does, as far as documents need it. */
export function wordsOf(command: string): string[] {
  const [first = ''] = command.split(/ [|>] /);
  return [...first.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

/** Says what is wrong with a command of a document, or gives null. */
export async function problemOf(command: string): Promise<string | null> {
  const words = wordsOf(command);
  while (/^[A-Z_]+=/.test(words[0] ?? '')) {
    const name = words.shift()?.split('=')[0] ?? '';
    if (!settings.has(name)) return `${name} is not in .env.example`;
  }
  const [program = '', ...rest] = words;
  if (program === 'npm') return npmProblem(rest);
  if (program === 'pnpm') return pnpmProblem(rest);
  if (program === 'node')
    return rest.includes('-e')
      ? runProblem(rest)
      : fileProblem(rest.find((word) => !word.startsWith('-')) ?? '');
  if (program === 'cp') return fileProblem(rest[0] ?? '');
  if (['curl', 'pg_dump', 'rm', 'psql', 'createdb'].includes(program)) return null;
  return `${program} is no command that a reader has`;
}

/** Runs a script that stands in the command itself. */
function runProblem(args: readonly string[]): string | null {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? null : stderr;
}

function npmProblem([verb = '', ...rest]: string[]): Promise<string | null> | string | null {
  const words = rest.filter((word) => word !== '--' && word !== '--silent');
  if (verb === 'start' || verb === 'test') return scriptProblem(verb, words);
  if (verb === 'install') {
    const isPinned = readText('scripts/installation.mjs').includes(`'${rest.at(-1)}'`);
    return isPinned ? null : `${rest.at(-1)} is not what the bootstrap installs`;
  }
  if (verb !== 'run') return `npm ${verb} is not expected here`;
  const [script = '', ...args] = words;
  return scriptProblem(script, args);
}

function pnpmProblem(words: string[]): Promise<string | null> | string | null {
  if (words[0] === '--filter') {
    const [, name = '', script = ''] = words;
    const path = globSync('{services,packages}/*/package.json', { cwd: root }).find((file) =>
      readText(file).includes(`"name": "${name}"`),
    );
    if (path === undefined) return `there is no package ${name}`;
    return readText(path).includes(`"${script}": `) ? null : `${name} has no script ${script}`;
  }
  if (words[0] === 'exec' || words[0] === 'install') return null;
  const [script = '', ...args] = words;
  return scriptProblem(script, args);
}

function scriptProblem(script: string, args: string[]): Promise<string | null> | string | null {
  if (manifest.scripts[script] === undefined) return `there is no script ${script}`;
  if (script === 'channelgraph') return args.length === 0 ? null : programProblem(args);
  if (script === 'test') return firstProblem(args.filter((word) => !word.startsWith('-')).map(fileProblem));
  if (script === 'generate') return targetProblem(args);
  if (script === 'migration') return targetProblem(args.slice(0, 1));
  return null;
}

function targetProblem(args: readonly string[]): string | null {
  const targets: readonly string[] = [...serviceNames, 'gateway', 'sdk'];
  const unknown = args.find((word) => !word.startsWith('--') && !targets.includes(word));
  return unknown === undefined ? null : `${unknown} is neither a service nor gateway nor sdk`;
}

function fileProblem(path: string): string | null {
  return existsSync(join(root, path)) ? null : `${path} does not exist`;
}

function firstProblem(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}

/** Lets the real command line read the words, with every command's work taken out. */
async function programProblem(args: readonly string[]): Promise<string | null> {
  let complaint = '';
  const silent = new Writable({
    write(chunk: Buffer, _encoding, done) {
      complaint += chunk.toString();
      done();
    },
  });
  const terminal = { out: silent, err: silent, isInteractive: false };
  const program = createProgram({ terminal, variables: {} }, () => undefined);
  const all = [...program.commands, ...program.commands.flatMap(({ commands }) => commands)];
  for (const command of all) command.action(() => undefined);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return null;
  } catch (error) {
    const isHelp = (error as { readonly exitCode?: number }).exitCode === 0;
    return isHelp ? null : complaint;
  }
}
