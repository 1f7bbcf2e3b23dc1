import type { PartnerApiError } from './errors.ts';
import type { Operation } from './document.ts';
import { headerNumber } from './header-number.ts';

/** When and how long to wait before a call is repeated. */
export interface RetryPolicy {
  /** How often a call is made at most, the first time included. Default 3. */
  readonly attempts: number;
  /** The longest wait before the second attempt; it doubles with each further one. Default 500 ms. */
  readonly baseDelayMs: number;
  /** The longest wait of our own choice. Default 8,000 ms. */
  readonly maxDelayMs: number;
  /** The longest wait that a server may ask for. Default 60,000 ms. */
  readonly maxServerDelayMs: number;
}

/** The policy of a client that states none. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 3,
  baseDelayMs: 500,
  maxDelayMs: 8_000,
  maxServerDelayMs: 60_000,
};

/** Merges an option into a policy; false means never to repeat. */
export function retryPolicy(
  base: RetryPolicy,
  change: Partial<RetryPolicy> | false | undefined,
): RetryPolicy {
  return { ...base, ...(change === false ? { attempts: 1 } : change) };
}

/** Draws the wait before the next attempt: anything between nothing and the doubled base, so that clients spread out. */
export function backoff(policy: RetryPolicy, attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** attempt));
}

/** Reads how long the server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function readRetryAfter(headers: Pick<Headers, 'get'>, now: number): number | undefined {
  const ms = headerNumber(headers, 'retry-after-ms');
  const seconds = headerNumber(headers, 'retry-after');
  if (ms !== undefined || seconds !== undefined) return ms ?? Number(seconds) * 1_000;
  const date = Date.parse(headers.get('retry-after') ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const isKey = (value: unknown): boolean => typeof value === 'string' && value !== '';

/**
 * Tells whether the server can recognise a repetition of the call. A mutation without its key may have been
 * carried out although its answer was lost, so it is never repeated.
 */
export function isRepeatable(operation: Operation, variables: object): boolean {
  if (operation.kind === 'query') return true;
  return Object.entries(variables).some(
    ([name, value]: [string, unknown]) =>
      (name === 'idempotencyKey' && isKey(value)) ||
      (typeof value === 'object' &&
        value !== null &&
        'idempotencyKey' in value &&
        isKey(value.idempotencyKey)),
  );
}

/** Returns the wait before the next attempt, or undefined when there must be none. */
export function nextDelay(
  error: PartnerApiError,
  context: { policy: RetryPolicy; attempt: number; isRepeatable: boolean; random: () => number },
): number | undefined {
  const { policy, attempt } = context;
  if (!error.retryable || !context.isRepeatable || attempt + 1 >= policy.attempts) return undefined;
  return error.retryAfterMs === undefined
    ? backoff(policy, attempt, context.random)
    : Math.min(error.retryAfterMs, policy.maxServerDelayMs);
}
