import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  complainAboutNode,
  installEnvironment,
  isInstalled,
  markInstalled,
  pinnedNode,
  runInForeground,
} from './installation.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'channelgraph install '));
  writeFileSync(join(root, 'pnpm-lock.yaml'), 'lockfileVersion: 9');
  writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages: []');
  mkdirSync(dirname(pinnedNode(root)), { recursive: true });
  writeFileSync(pinnedNode(root), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the installation stamp', () => {
  test('is missing in a fresh clone and holds after an installation', () => {
    expect(isInstalled(root)).toBe(false);
    markInstalled(root);
    expect(isInstalled(root)).toBe(true);
  });

  test('expires when the lockfile or the workspace changes', () => {
    for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
      markInstalled(root);
      writeFileSync(join(root, file), 'changed');
      expect(isInstalled(root)).toBe(false);
    }
  });

  test('counts for nothing when the pinned Node is gone', () => {
    markInstalled(root);
    rmSync(pinnedNode(root));
    expect(isInstalled(root)).toBe(false);
  });
});

test('complains about a Node that is too old to begin with', () => {
  expect(complainAboutNode('v20.0.0')).toBeNull();
  expect(complainAboutNode('v24.21.0')).toBeNull();
  expect(complainAboutNode('v18.19.1')).toBe(
    'Channelgraph needs Node 20 or later to start (it brings its own Node 24 then). This is v18.19.1.',
  );
});

test('gives the package managers a home where the user has none', () => {
  const home = join(root, 'node_modules/.cache/home');
  expect(installEnvironment(root, root)).not.toHaveProperty('HOME');
  expect(installEnvironment(root, '/nonexistent')).toMatchObject({
    HOME: home,
    npm_config_cache: join(home, '.npm'),
  });
});

describe('runInForeground', () => {
  test('resolves to the exit code', async () => {
    expect(await runInForeground(process.execPath, ['-e', 'process.exit(7)'], { cwd: root })).toBe(7);
  });

  test('ends with the code of a signal', async () => {
    const script = 'process.kill(process.pid, "SIGTERM")';
    expect(await runInForeground(process.execPath, ['-e', script], { cwd: root })).toBe(143);
  });
});

test('names its commands when called with none of them', () => {
  const result = spawnSync(process.execPath, [join(import.meta.dirname, 'bootstrap.mjs')], {
    encoding: 'utf8',
  });
  expect(result.status).toBe(2);
  expect(result.stderr).toBe('channelgraph: Usage: node scripts/bootstrap.mjs start|start:split|dev|test\n');
});

test.runIf(process.platform !== 'win32')('ends its program when the npm above it is gone', async () => {
  const folder = join(root, 'orphan');
  mkdirSync(folder);
  const mark = join(folder, 'ended');
  const program = `process.on('SIGTERM', () => { fs.writeFileSync(${JSON.stringify(mark)}, ''); process.exit(); });
    setInterval(() => {}, 1000); fs.writeFileSync(${JSON.stringify(join(folder, 'started'))}, '');`;
  const bootstrap = `import { runInForeground } from ${JSON.stringify(join(import.meta.dirname, 'installation.mjs'))};
    await runInForeground(process.execPath, ['-e', ${JSON.stringify(program)}], { cwd: '/' });`;
  const shell = spawn(
    'sh',
    ['-c', '"$@" & wait', 'sh', process.execPath, '--input-type=module', '-e', bootstrap],
    {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: 'ignore',
    },
  );
  await vi.waitFor(() => expect(existsSync(join(folder, 'started'))).toBe(true), { timeout: 10_000 });
  shell.kill('SIGKILL');
  await vi.waitFor(() => expect(existsSync(mark)).toBe(true), { timeout: 10_000 });
});
