import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'tsdown';
import { beforeAll, expect, it, vi } from 'vitest';

// It builds or starts programs, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// What the common minimum of browsers and edge runtimes (WinterTC) offers and the SDK may use; nothing of Node is here.
const platform = {
  AbortController,
  AbortSignal,
  clearTimeout,
  crypto,
  fetch: async (_url: string, init: RequestInit) => {
    const { operationName, variables } = JSON.parse(String(init.body)) as {
      operationName: string;
      variables: unknown;
    };
    calls.push({ operationName, variables, userAgent: new Headers(init.headers).get('user-agent') });
    return Response.json({ data: calls.length === 1 ? null : { partner: null } });
  },
  Headers,
  Response,
  setTimeout,
};
const calls: unknown[] = [];
let script = '';

beforeAll(async () => {
  const [bundle] = await build({
    config: false,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    entry: { sdk: 'src/index.ts' },
    format: 'iife',
    globalName: 'sdk',
    platform: 'browser',
    dts: false,
    write: false,
    clean: false,
    logLevel: 'silent',
  });
  script = (bundle?.chunks ?? []).map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n');
});

it('runs where only the web platform is: no process, no Buffer, no require', async () => {
  const context = createContext({ ...platform });
  runInContext(script, context);
  const code = `
    const client = sdk.createClient({ url: 'https://api.example/graphql', auth: () => 'token' });
    client.partners.get('prt_1')
      .catch((error) => [error.name, sdk.isPartnerApiError(error)])
      .then(async (first) => JSON.stringify([first, await client.partners.get('prt_2'), sdk.createIdempotencyKey().length]));
  `;
  expect(JSON.parse((await runInContext(code, context)) as string)).toEqual([
    ['ProtocolError', true],
    null,
    36,
  ]);
  expect(calls).toEqual([
    {
      operationName: 'PartnerGet',
      variables: { id: 'prt_1' },
      userAgent: expect.stringContaining('channelgraph-sdk/'),
    },
    {
      operationName: 'PartnerGet',
      variables: { id: 'prt_2' },
      userAgent: expect.stringContaining('(unknown)'),
    },
  ]);
});
