import { expect, test } from 'vitest';
import { createLogger } from './logging.ts';
import { createShutdown } from './shutdown.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

test('stops in reverse order and only once', async () => {
  const stopped: string[] = [];
  const shutdown = createShutdown({ logger });
  for (const name of ['database', 'workers', 'http']) {
    shutdown.add(name, async () => void stopped.push(name));
  }
  await Promise.all([shutdown.run('first'), shutdown.run('second')]);
  expect(stopped).toEqual(['http', 'workers', 'database']);
});

test('goes on when a step fails', async () => {
  const stopped: string[] = [];
  const shutdown = createShutdown({ logger });
  shutdown.add('database', async () => void stopped.push('database'));
  shutdown.add('http', () => Promise.reject(new Error('stuck')));
  await shutdown.run('test');
  expect(stopped).toEqual(['database']);
});
