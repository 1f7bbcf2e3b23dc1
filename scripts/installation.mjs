// @ts-check
// Runs on the host's own Node, before anything is installed: no dependency, no TypeScript.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const oldestNode = 20;
export const pinnedPnpm = 'pnpm@12.21.0';

/**
 * Returns the complaint about a Node version that is too old, or null.
 *
 * @param {string} version e.g. `v18.19.0`
 */
export function complainAboutNode(version) {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  if (major >= oldestNode) return null;
  return `Channelgraph needs Node ${oldestNode} or later to start (it brings its own Node 24 then). This is ${version}.`;
}

/**
 * Returns a fingerprint of everything that decides what an installation contains.
 *
 * @param {string} root The repository.
 */
export function installationHash(root) {
  const hash = createHash('sha256').update(`${pinnedPnpm} ${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * Tells whether the installed packages are those of the lockfile.
 *
 * @param {string} root The repository.
 */
export function isInstalled(root) {
  const stamp = stampPath(root);
  if (!existsSync(stamp) || !existsSync(pinnedNode(root))) return false;
  return readFileSync(stamp, 'utf8') === installationHash(root);
}

/**
 * Remembers that the installation matches the lockfile.
 *
 * @param {string} root The repository.
 */
export function markInstalled(root) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampPath(root), installationHash(root));
}

/**
 * Returns the path of the Node that everything runs on.
 *
 * @param {string} root The repository.
 */
export function pinnedNode(root) {
  return process.platform === 'win32'
    ? join(root, 'node_modules/node/bin/node.exe')
    : join(root, 'node_modules/node/bin/node');
}

/**
 * Returns the variables for package managers, which need a home folder that they can write to.
 *
 * They also wait for a minute between tries by default, in silence, where a machine is simply offline.
 *
 * @param {string} root The repository.
 * @param {string} [home] The user's home folder.
 * @returns {Record<string, string>}
 */
export function installEnvironment(root, home = homedir()) {
  const patience = { npm_config_fetch_retry_maxtimeout: '10000' };
  if (isWritable(home)) return patience;
  const substitute = join(root, 'node_modules/.cache/home');
  mkdirSync(substitute, { recursive: true });
  return { ...patience, HOME: substitute, npm_config_cache: join(substitute, '.npm') };
}

/**
 * Runs a command in the foreground, passes signals on to it, and resolves to its exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, shell?: boolean }} options
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options) {
  const env = { ...process.env, ...options.env };
  const child = spawn(command, args, {
    cwd: options.cwd,
    env,
    stdio: 'inherit',
    shell: options.shell ?? false,
  });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forwards = signals.map((signal) => {
    const forward = () => void child.kill(signal);
    process.on(signal, forward);
    return () => process.off(signal, forward);
  });
  const stopWatching = watchParent(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      stopWatching();
      for (const stopForwarding of forwards) stopForwarding();
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/**
 * Calls back when the npm that started us is gone, and returns what ends the watch.
 *
 * npm passes a signal on to the shell between it and us, and that shell dies of it without telling us.
 *
 * @param {() => void} onGone
 * @returns {() => void}
 */
function watchParent(onGone) {
  if (process.env['npm_lifecycle_event'] === undefined) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 250);
  return () => clearInterval(timer);
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules/.channelgraph-installed');
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
