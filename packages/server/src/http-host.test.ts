import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { acceptRequestId, createHttpHost, type HttpHost, type HttpHostOptions } from './http-host.ts';
import { createLogger } from './logging.ts';

const hosts: HttpHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

function hostWith(options: Partial<HttpHostOptions> = {}): HttpHost {
  const host = createHttpHost({
    logger: createLogger({ name: 'test', level: 'silent' }),
    port: 0,
    ...options,
  });
  hosts.push(host);
  return host;
}

test('answers /livez always and /readyz only while every check passes', async () => {
  let isUp = true;
  const host = hostWith({
    checks: {
      database: () => (isUp ? Promise.resolve() : Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7'))),
      worker: () => Promise.resolve(),
    },
  });
  const url = await host.listen();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  isUp = false;
  const answer = await fetch(`${url}/readyz`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ status: 'failing', checks: { database: 'failed', worker: 'ok' } });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
});

test('lets a request in flight finish while it drains, and refuses new ones', async () => {
  const host = hostWith({ drainDelay: 100 });
  const { promise: released, resolve: release } = Promise.withResolvers<string>();
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  host.app.get('/slow', async () => {
    enter();
    return released;
  });
  const url = await host.listen();
  const slow = fetch(`${url}/slow`);
  await entered;
  const closing = host.close();
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  release('done');
  expect(await (await slow).text()).toBe('done');
  await closing;
  await expect(fetch(`${url}/livez`)).rejects.toThrow();
});

test('refuses a body above the limit with a code and the request id', async () => {
  const host = hostWith({ bodyLimit: 100 });
  host.app.post('/echo', (request) => request.body);
  const url = await host.listen();
  const answer = await fetch(`${url}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'req-7' },
    body: JSON.stringify({ text: 'x'.repeat(100) }),
  });
  expect(answer.status).toBe(413);
  expect(answer.headers.get('x-request-id')).toBe('req-7');
  expect(await answer.json()).toEqual({
    errors: [
      { message: 'Request body is too large', extensions: { code: 'BODY_TOO_LARGE', requestId: 'req-7' } },
    ],
  });
});

test('hides the reason of a failure of ours', async () => {
  const host = hostWith();
  host.app.get('/broken', () => Promise.reject(new Error('password is hunter2')));
  const url = await host.listen();
  const answer = await fetch(`${url}/broken`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('hunter2');
});

test('explains a taken port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(hostWith({ port }).listen()).rejects.toThrow(
    `Port ${port} is taken, perhaps by another Channelgraph. Stop that, or choose another port, e.g. PORT=${port + 1}.`,
  );
  other.close();
});

test('takes over a request id only when it is harmless', () => {
  expect(acceptRequestId('01JABC_x-9')).toBe('01JABC_x-9');
  expect(acceptRequestId('x */ DROP TABLE partner; --')).toBeNull();
  expect(acceptRequestId('a'.repeat(65))).toBeNull();
  expect(acceptRequestId(undefined)).toBeNull();
});
