import { abortable, openScope, wait } from './cancellation.ts';
import type { Operation } from './document.ts';
import {
  createError,
  type ErrorDetails,
  type ErrorKind,
  isPartnerApiError,
  type PartnerApiError,
} from './errors.ts';
import { deepFreeze } from './freeze.ts';
import type { Auth, RequestOptions, ResponseInfo } from './options.ts';
import { createRedactor } from './redact.ts';
import { readAnswer } from './response.ts';
import { isRepeatable, nextDelay, type RetryPolicy, retryPolicy } from './retry.ts';
import type { Runtime } from './runtime.ts';

/** A client's options with every default filled in. */
export interface Transport {
  readonly url: string;
  readonly auth: Auth | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly retry: RetryPolicy;
  readonly headers: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  onResponse(info: ResponseInfo, extensions: Readonly<Record<string, unknown>>): void;
}

/** One call of an operation. */
export interface Call {
  readonly operation: Operation;
  readonly variables: object;
  readonly options: RequestOptions;
}

/** Makes an error of this call that quotes nothing the caller sent. */
export type Fail = (
  kind: ErrorKind,
  code: string,
  text: string,
  more?: Partial<ErrorDetails>,
) => PartnerApiError;

function failureOf(call: Call): Fail {
  const { name, text } = call.operation;
  const operationName = name === '' ? 'anonymous operation' : name;
  return (kind, code, reason, more = {}) =>
    createError(kind, {
      ...more,
      code,
      operationName,
      message: `${operationName}: ${reason}${more.requestId === undefined ? '' : ` (request ${more.requestId})`}`,
      request: { text, variables: call.variables },
    });
}

async function headersOf(transport: Transport, call: Call, attempt: number, fail: Fail): Promise<Headers> {
  let token: string | undefined;
  try {
    token = typeof transport.auth === 'function' ? await transport.auth() : transport.auth;
  } catch (cause) {
    throw fail('authentication', 'NO_CREDENTIALS', '`auth` did not return an access token.', { cause });
  }
  try {
    const headers = new Headers({ ...transport.headers, ...call.options.headers });
    headers.set('accept', 'application/graphql-response+json, application/json');
    headers.set('content-type', 'application/json');
    headers.set('x-retry-count', String(attempt));
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    return headers;
  } catch {
    // The platform's reason quotes the header, which may be the token: it is not passed on.
    throw fail(
      'authentication',
      'INVALID_HEADERS',
      '`auth` or `headers` holds what an HTTP header cannot carry.',
    );
  }
}

async function send(
  transport: Transport,
  call: Call,
  attempt: number,
  signal: AbortSignal,
  fail: Fail,
): Promise<unknown> {
  const { operation, variables } = call;
  const { url, runtime } = transport;
  const startedAt = runtime.now();
  const body = JSON.stringify({
    operationName: operation.name || undefined,
    query: operation.text,
    variables,
  });
  const headers = await abortable(headersOf(transport, call, attempt, fail), signal);
  const sent = [variables, headers.get('authorization')?.slice(7), transport.headers, call.options.headers];
  // Built only when something failed: most answers have nothing to blank.
  const redact = <Value>(value: Value): Value => createRedactor(sent)(value);
  let response: Response;
  let text: string;
  try {
    response = await abortable(transport.fetch(url, { method: 'POST', headers, body, signal }), signal);
    text = await abortable(response.text(), signal);
  } catch (error) {
    throw isPartnerApiError(error) ? error : unanswered(error, redact, fail);
  }
  const answer = readAnswer({ response, text, now: runtime.now(), fail, redact });
  const durationMs = runtime.now() - startedAt;
  transport.onResponse(
    { ...answer.info, operationName: operation.name, attempt, durationMs },
    answer.extensions,
  );
  if (answer.error !== undefined) throw answer.error;
  return answer.data;
}

function unanswered(error: unknown, redact: (text: string) => string, fail: Fail): PartnerApiError {
  const { name, message } = Object(error) as Partial<Error>;
  if (name === 'AbortError') return fail('aborted', 'ABORTED', 'the call was aborted.');
  const cause = new Error(redact(String(message)));
  return fail('network', 'NETWORK_ERROR', 'no answer came from the server.', { retryable: true, cause });
}

interface Run {
  readonly transport: Transport;
  readonly call: Call;
  readonly fail: Fail;
  /** Aborts with the caller's signal or at the deadline. */
  readonly signal: AbortSignal;
  readonly deadlineAt: number;
}

async function attemptOnce({ transport, call, fail, signal }: Run, attempt: number): Promise<unknown> {
  const ms = call.options.timeoutMs ?? transport.timeoutMs;
  const scope = openScope(transport.runtime, {
    parent: signal,
    ms,
    onParentAbort: (reason) => reason,
    onTimeout: () => fail('timeout', 'ATTEMPT_TIMEOUT', `no answer within ${ms} ms.`, { retryable: true }),
  });
  try {
    return await send(transport, call, attempt, scope.signal, fail);
  } finally {
    scope.close();
  }
}

async function repeat(run: Run): Promise<unknown> {
  const { transport, call, fail, signal } = run;
  const { random, now } = transport.runtime;
  const policy = retryPolicy(transport.retry, call.options.retry);
  const repeatable = isRepeatable(call.operation, call.variables);
  for (let attempt = 0; ; attempt += 1) {
    let data: unknown;
    let error: PartnerApiError | undefined;
    try {
      data = await attemptOnce(run, attempt);
      error = stillRunning(data, fail);
    } catch (caught) {
      if (!isPartnerApiError(caught) || signal.aborted) throw caught;
      error = caught;
    }
    if (error === undefined) return data;
    const delay = nextDelay(error, { policy, attempt, isRepeatable: repeatable, random });
    // A wait beyond the deadline could only turn a telling error into a timeout.
    if (delay === undefined || now() + delay >= run.deadlineAt) {
      if (data !== undefined) return data;
      throw error;
    }
    await wait(transport.runtime, delay, signal);
  }
}

/** A repeated mutation can overtake its own first attempt; asking again gets that attempt's result. */
function stillRunning(data: unknown, fail: Fail): PartnerApiError | undefined {
  const results: ({ __typename?: unknown; retryAfterMs?: number } | null)[] = Object.values(data as object);
  const pending = results.find((result) => result?.__typename === 'IdempotencyInProgressError');
  if (pending === undefined) return undefined;
  const retryAfterMs = pending?.retryAfterMs;
  return fail('conflict', 'IDEMPOTENCY_IN_PROGRESS', 'the first attempt still runs.', {
    retryable: true,
    retryAfterMs,
  });
}

/** Carries out a call with its retries and returns its data, frozen. */
export async function execute(transport: Transport, asked: Call): Promise<unknown> {
  const { options } = asked;
  // One id for all attempts of a call: the server's logs, and its database's, name it again.
  const headers = { 'x-request-id': crypto.randomUUID(), ...options.headers };
  const call = { ...asked, options: { ...options, headers } };
  const fail = failureOf(call);
  const ms = options.deadlineMs ?? transport.deadlineMs;
  const deadlineAt = transport.runtime.now() + ms;
  const { signal, close } = openScope(transport.runtime, {
    parent: options.signal,
    ms,
    onParentAbort: () => fail('aborted', 'ABORTED', 'the call was aborted.'),
    onTimeout: () => fail('timeout', 'DEADLINE_EXCEEDED', `no result within ${ms} ms.`),
  });
  try {
    signal.throwIfAborted();
    return deepFreeze(await repeat({ transport, call, fail, signal, deadlineAt }));
  } finally {
    close();
  }
}
