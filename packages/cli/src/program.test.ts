import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { advance, parseInstant } from './commands/clock.ts';
import { temporaryDirectory } from './import/testing/temporary-directory.ts';
import { createProgram } from './program.ts';
import { runProgram } from './run-program.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function collector(): { stream: Writable; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}

async function run(args: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> {
  const [out, err] = [collector(), collector()];
  const terminal = { out: out.stream, err: err.stream, isInteractive: false };
  const code = await runProgram(createProgram, args, { terminal, variables });
  return { code, out: out.text(), err: err.text() };
}

test('help lists every command and the exit codes', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const command of ['start', 'import', 'export', 'query', 'token', 'clock', 'seed', 'migrate'])
    expect(out).toContain(`  ${command}`);
  expect(out).toContain('Exit codes: 0 done, 1 refused or failed, 2 wrong usage.');
});

test.each(['start', 'import', 'export', 'query', 'token', 'clock', 'seed', 'migrate'])(
  '%s --help shows examples',
  async (command) => {
    const { code, out } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain('Examples:\n  $ pnpm channelgraph');
  },
);

test.each<[string, string[], string]>([
  ['an unknown command', ['imprt'], 'Did you mean import?'],
  ['a missing option', ['import', '.'], "required option '-m, --mapping <file>' not specified"],
  ['a directory that is none', ['import', '/nowhere', '-m', 'x.json'], '/nowhere is not a directory.'],
  ['a mapping that is none', ['import', '.', '-m', '/nowhere.json'], 'There is no file /nowhere.json.'],
  ['an unknown persona', ['token', '--as', 'bob'], 'There is no persona "bob". Choose one of:'],
  [
    'an unknown format',
    ['export', 'out', '--format', 'xml'],
    'There is no format "xml". Choose from: csv, jsonl.',
  ],
  [
    'an unknown entity',
    ['export', 'out', '--entities', 'deals'],
    'Cannot export deals. Choose from: all, partners, productLines, customers,',
  ],
  ['a day that is none', ['export', 'out', '--as-of', '30.6.2017'], '"30.6.2017" is not a day.'],
  ['an instant that is none', ['clock', 'set', 'tomorrow'], '"tomorrow" is not an instant.'],
  ['a scale that is none', ['seed', '--scale', '0'], 'It is a whole number from 1 to 100,000.'],
  [
    'an unknown persona that asks',
    ['query', 'docs/queries/our-statement.graphql', '--as', 'bob'],
    'There is no persona "bob". Choose one of:',
  ],
  [
    'variables of a file that is none',
    ['query', 'docs/queries/our-statement.graphql', '--variables', '@/nowhere.json'],
    '/nowhere.json cannot be read. Name a file that holds a JSON object.',
  ],
  ['a query file that is none', ['query', '/nowhere.graphql'], '/nowhere.graphql cannot be read.'],
])('%s is wrong usage and says what to do', async (_case, args, message) => {
  const { code, err } = await run(args);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test('all wrong settings are reported together', async () => {
  const { code, err } = await run(['clock'], { PORT: 'x', LOG_LEVEL: 'loud' });
  expect(code).toBe(2);
  expect(err).toContain('PORT: must be a whole number');
  expect(err).toContain('LOG_LEVEL: must be one of');
});

test('some of the four database URLs are not enough', async () => {
  const { code, err } = await run(['migrate'], { DEALS_DATABASE_URL: 'postgresql://localhost/deals' });
  expect(code).toBe(2);
  expect(err).toContain('not set: PARTNERS_DATABASE_URL, ENABLEMENT_DATABASE_URL, INCENTIVES_DATABASE_URL.');
});

test('the clock is set, moved on, shown and released', async () => {
  await using directory = await temporaryDirectory();
  const variables = { DATA_DIRECTORY: join(directory.path, 'data') };
  expect((await run(['clock', 'set', '2026-01-31'], variables)).out).toBe(
    '2026-01-31T00:00:00.000Z (stopped)\n',
  );
  expect((await run(['clock', 'advance', '1mo'], variables)).out).toBe(
    '2026-02-28T00:00:00.000Z (stopped)\n',
  );
  expect((await run(['clock'], variables)).out).toBe('2026-02-28T00:00:00.000Z (stopped)\n');
  expect((await run(['clock', 'release'], variables)).out).toContain("(the machine's time)");
});

test('in production there are neither development tokens nor a movable clock', async () => {
  const variables = { NODE_ENV: 'production' };
  expect(await run(['token', '--as', 'ada.admin'], variables)).toMatchObject({ code: 1, out: '' });
  expect(await run(['clock', 'set', '2026-01-31'], variables)).toMatchObject({ code: 1, out: '' });
});

test('a token is printed alone, so that it can be piped', async () => {
  await using directory = await temporaryDirectory();
  const { code, out, err } = await run(['token', '--as', 'ada.admin'], { DATA_DIRECTORY: directory.path });
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
});

test('a graph that does not answer is explained', async () => {
  await using directory = await temporaryDirectory({ 'q.graphql': '{ viewer { id } }' });
  const { code, err } = await run([
    'query',
    join(directory.path, 'q.graphql'),
    '--url',
    'http://127.0.0.1:9/graphql',
    '--token',
    'x',
  ]);
  expect(code).toBe(1);
  expect(err).toContain('Start it with "npm start"');
});

test('a query file with a mistake names its line', async () => {
  await using directory = await temporaryDirectory({ 'q.graphql': 'query {\n  viewer {\n' });
  const { code, err } = await run(['query', join(directory.path, 'q.graphql')]);
  expect([code, err.includes('q.graphql:3: Syntax Error')]).toEqual([2, true]);
});

test('durations move an instant and months clamp', () => {
  const instant = parseInstant('2024-01-31T23:30:00+02:00');
  expect(instant.toISOString()).toBe('2024-01-31T21:30:00.000Z');
  expect(['30min', '2h', '3d', '1w', '1mo'].map((text) => advance(instant, text).toISOString())).toEqual([
    '2024-01-31T22:00:00.000Z',
    '2024-01-31T23:30:00.000Z',
    '2024-02-03T21:30:00.000Z',
    '2024-02-07T21:30:00.000Z',
    '2024-02-29T21:30:00.000Z',
  ]);
});
