import type { VirtualRuntime } from './virtual-runtime.ts';

/** A scripted failure of one attempt. */
export interface ScriptedFailure {
  readonly failure: string;
  /** Answers, rejects, or hangs until the client gives up. */
  respond(runtime: VirtualRuntime): Promise<Response>;
}

/** Makes an HTTP answer with a JSON body. */
export function jsonResponse(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** Fails as the API does when the caller asked too often. */
export function rateLimited(options: { readonly retryAfterMs?: number } = {}): ScriptedFailure {
  const { retryAfterMs } = options;
  const headers = retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) };
  const errors = [{ message: 'Too many requests.', extensions: { code: 'THROTTLED', retryable: true } }];
  return { failure: 'rateLimited', respond: async () => jsonResponse({ errors }, 429, headers) };
}

/** Fails as `fetch` does when the server cannot be reached. */
export function networkError(): ScriptedFailure {
  return { failure: 'networkError', respond: () => Promise.reject(new TypeError('fetch failed')) };
}

/** Fails as `fetch` does when the call is aborted. */
export function aborted(): ScriptedFailure {
  const respond = (): Promise<Response> =>
    Promise.reject(new DOMException('This operation was aborted', 'AbortError'));
  return { failure: 'aborted', respond };
}

/** Answers nothing, until the time for the attempt is over. */
export function timedOut(timeoutMs = 15_000): ScriptedFailure {
  return {
    failure: 'timedOut',
    respond: (runtime) => {
      queueMicrotask(() => runtime.advance(timeoutMs));
      return new Promise(() => {});
    },
  };
}

/** Fails with a GraphQL error of that code. */
export function graphqlError(
  code: string,
  options: {
    readonly message?: string;
    readonly retryable?: boolean;
    readonly path?: readonly string[];
  } = {},
): ScriptedFailure {
  const { message = 'It failed.', retryable = false, path } = options;
  const errors = [{ message, path, extensions: { code, retryable } }];
  return { failure: code, respond: async () => jsonResponse({ data: null, errors }) };
}
