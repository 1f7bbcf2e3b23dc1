import { expect, test } from 'vitest';
import { createLogger, prettyLine } from './logging.ts';

function recordingLogger(isPretty: boolean): { lines: string[]; log: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, log: createLogger({ name: 'deals', isPretty, destination }) };
}

test('writes one JSON object per line with the request id', () => {
  const { lines, log } = recordingLogger(false);
  log.child({ requestId: 'req-1' }).info({ rows: 3 }, 'listed');
  const { time, ...line } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(line).toEqual({ level: 'info', name: 'deals', requestId: 'req-1', rows: 3, msg: 'listed' });
});

test('hides tokens, cookies, passwords and connection URLs wherever they are logged', () => {
  const { lines, log } = recordingLogger(false);
  log.info({
    token: 'secret-1',
    databaseUrl: 'secret-2',
    req: {
      headers: {
        authorization: 'secret-3',
        cookie: 'secret-4',
        'x-channelgraph-internal': 'secret-5',
        accept: '*/*',
      },
    },
    user: { password: 'secret-6' },
  });
  expect(lines[0]).not.toMatch(/secret-\d/);
  expect(lines[0]).toContain('"accept":"*/*"');
});

test('writes lines for people on request', () => {
  const line = '{"level":"warn","time":"2026-10-15T09:00:00.123Z","name":"gateway","port":4000,"msg":"slow"}';
  expect(prettyLine(line)).toBe('09:00:00.123 warn  gateway: slow port=4000\n');
});

test('logs what explains an error, with its causes, and nothing of what drivers hang on it', () => {
  const { lines, log } = recordingLogger(false);
  const cause = Object.assign(new Error('broken'), { code: '57P01', client: { password: 'secret-1' } });
  log.error({ err: new Error('could not save', { cause }) });
  const { err } = JSON.parse(lines[0] ?? '') as { err: Record<string, unknown> };
  expect(err).toMatchObject({ message: 'could not save', cause: { message: 'broken', code: '57P01' } });
  expect(lines[0]).not.toContain('secret-1');
});
