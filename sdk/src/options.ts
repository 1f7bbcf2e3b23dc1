import type { RateLimit } from './errors.ts';
import type { RetryPolicy } from './retry.ts';
import type { Runtime } from './runtime.ts';

/** An access token, or a function that returns a fresh one and is asked before every attempt. */
export type Auth = string | (() => string | Promise<string>);

/** Takes what the SDK has to say; `console` is one. */
export interface Logger {
  warn(message: string): void;
}

/** Names the program that uses the SDK, so that the API's operators can tell who to talk to. */
export interface AppInfo {
  readonly name: string;
  readonly version?: string;
}

/** What one answer said about itself; sent to `client.on('response', …)`. */
export interface ResponseInfo {
  readonly operationName: string;
  readonly status: number;
  /** Which attempt was answered, from 0. */
  readonly attempt: number;
  readonly durationMs: number;
  readonly requestId: string | undefined;
  readonly rateLimit: RateLimit;
  /** What the operation cost of the server's budget; undefined when it did not say. */
  readonly cost: number | undefined;
}

/** How a client reaches the API. */
export interface ClientOptions {
  /** The address of the graph, for example `https://partners.example.com/graphql`. */
  readonly url: string | URL;
  /** Sent as bearer token. Default: no token. */
  readonly auth?: Auth;
  /** @defaultValue the `fetch` of the platform */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** The time for one attempt. @defaultValue `15_000` - fifteen seconds */
  readonly timeoutMs?: number;
  /** The time for a call with all its attempts and waits. @defaultValue `60_000` - one minute */
  readonly deadlineMs?: number;
  /** Parts of the retry policy to change, or false for none. */
  readonly retry?: Partial<RetryPolicy> | false;
  /** Further headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly appInfo?: AppInfo;
  /** Told once about each deprecated field in use. Default: nobody. */
  readonly logger?: Logger;
  /** Replaces clock, timers or chance, for tests. */
  readonly runtime?: Partial<Runtime>;
}

/** What can be said about one call. */
export interface RequestOptions {
  /** Stops the call at once, also while it waits to try again. */
  readonly signal?: AbortSignal | undefined;
  /** Replaces the client's `timeoutMs`. */
  readonly timeoutMs?: number;
  /** Replaces the client's `deadlineMs`. */
  readonly deadlineMs?: number;
  /** Replaces the client's retry policy. */
  readonly retry?: Partial<RetryPolicy> | false;
  /** Added to the client's headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What can be said about one call of a mutation. */
export interface MutationOptions extends RequestOptions {
  /** The key that makes repeating harmless; made when absent, and kept across retries. */
  readonly idempotencyKey?: string;
}
