import { type CoreClient, createCoreClient } from '../../src/client.ts';
import type { ClientOptions } from '../../src/options.ts';
import { jsonResponse } from '../../src/testing/failures.ts';
import { createVirtualRuntime, type VirtualRuntime } from '../../src/testing/virtual-runtime.ts';

/** What a fake API does with an attempt. */
export type FakeAnswer = (request: {
  readonly headers: Headers;
  readonly body: FakeBody;
  readonly signal: AbortSignal;
}) => Response | Promise<Response>;

/** The JSON that the SDK sends. */
export interface FakeBody {
  readonly operationName?: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** A client whose fetch is a list of answers, the last of which stays. */
export interface FakeApi {
  readonly client: CoreClient;
  readonly runtime: VirtualRuntime;
  readonly attempts: { readonly headers: Headers; readonly body: FakeBody }[];
}

/** Answers data. */
export const data =
  (value: unknown, extensions?: unknown): FakeAnswer =>
  () =>
    jsonResponse({ data: value, extensions });

/** Answers a GraphQL error. */
export const failure = (
  code: string,
  extensions: object = {},
  headers: Record<string, string> = {},
): FakeAnswer => {
  return () =>
    jsonResponse(
      { data: null, errors: [{ message: 'It failed.', extensions: { code, ...extensions } }] },
      200,
      headers,
    );
};

/** Answers a bare HTTP status. */
export const status = (code: number, headers: Record<string, string> = {}): FakeAnswer => {
  return () =>
    new Response('<html></html>', { status: code, headers: { 'content-type': 'text/html', ...headers } });
};

/** Answers nothing, and does not listen to the signal either. */
export const hang: FakeAnswer = () => new Promise(() => {});

/** Breaks the connection. */
export const unreachable: FakeAnswer = () => Promise.reject(new TypeError('fetch failed'));

/** Creates a fake API. */
export function fakeApi(
  answers: readonly FakeAnswer[],
  {
    skipWaits = true,
    random,
    ...options
  }: Partial<ClientOptions> & { skipWaits?: boolean; random?: () => number } = {},
): FakeApi {
  const runtime = createVirtualRuntime(random === undefined ? { skipWaits } : { skipWaits, random });
  const attempts: FakeApi['attempts'] = [];
  const client = createCoreClient({
    url: 'https://api.example/graphql',
    runtime,
    ...options,
    fetch: async (_url, init) => {
      const request = {
        headers: new Headers(init.headers),
        body: JSON.parse(String(init.body)) as FakeBody,
        signal: init.signal as AbortSignal,
      };
      attempts.push(request);
      const answer = answers[Math.min(attempts.length, answers.length) - 1];
      if (answer === undefined) throw new Error('No answer is scripted.');
      return await answer(request);
    },
  });
  return { client, runtime, attempts };
}

/** Lets everything run that does not wait for a timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
