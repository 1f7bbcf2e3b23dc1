import type { ErrorDetails, ErrorKind, GraphQLErrorItem, PartnerApiError, RateLimit } from './errors.ts';
import type { ResponseInfo } from './options.ts';
import type { Fail } from './request.ts';
import { readRetryAfter } from './retry.ts';

type Dictionary = Readonly<Record<string, unknown>>;

/** What an answer says: data, or the error that it stands for. */
export interface Answer {
  readonly data: unknown;
  readonly error: PartnerApiError | undefined;
  readonly extensions: Dictionary;
  readonly info: Pick<ResponseInfo, 'status' | 'requestId' | 'rateLimit' | 'cost'>;
}

interface Received {
  readonly response: Response;
  readonly text: string;
  readonly now: number;
  readonly fail: Fail;
  readonly redact: <Value>(value: Value) => Value;
}

interface Meaning {
  readonly kind: ErrorKind;
  readonly text: string;
  readonly retryable?: boolean;
}

const server = (text: string, retryable = false): Meaning => ({ kind: 'server', text, retryable });
const throttled: Meaning = { kind: 'rateLimit', text: 'too many requests.', retryable: true };
const signIn: Meaning = { kind: 'authentication', text: 'the access token is missing, wrong or expired.' };
const forbidden: Meaning = { kind: 'permission', text: 'the caller may not do that.' };
const refused: Meaning = { kind: 'validation', text: 'the server refused the request.' };

const meaningOfCode: Readonly<Record<string, Meaning>> = {
  UNAUTHENTICATED: signIn,
  FORBIDDEN: forbidden,
  THROTTLED: throttled,
  SERVICE_UNAVAILABLE: server('a service behind the API is unavailable.', true),
  BAD_USER_INPUT: refused,
  GRAPHQL_PARSE_FAILED: refused,
  GRAPHQL_VALIDATION_FAILED: refused,
};

function meaningOfStatus(status: number): Meaning {
  if (status === 401) return signIn;
  if (status === 403) return forbidden;
  if (status === 429) return throttled;
  const retryable = [408, 425, 502, 503, 504].includes(status);
  if (status >= 500 || retryable) return server(`the server failed with status ${status}.`, retryable);
  return { kind: 'protocol', text: `the answer (status ${status}) is not one of GraphQL; is the URL right?` };
}

const isDictionary = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const headerNumber = (headers: Headers, name: string): number | undefined => {
  const value = headers.get(`ratelimit-${name}`) ?? headers.get(`x-ratelimit-${name}`);
  return value === null || Number.isNaN(Number(value)) ? undefined : Number(value);
};

function rateLimitOf(headers: Headers, now: number): RateLimit {
  const reset = headerNumber(headers, 'reset');
  return {
    limit: headerNumber(headers, 'limit'),
    remaining: headerNumber(headers, 'remaining'),
    resetAt: reset === undefined ? undefined : new Date(now + reset * 1_000),
  };
}

function bodyOf({ response, text }: Received): Dictionary | undefined {
  if (!/^application\/(graphql-response\+)?json\b/i.test(response.headers.get('content-type') ?? '')) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    return isDictionary(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function itemsOf(errors: unknown, redact: Received['redact']): GraphQLErrorItem[] {
  const entries = Array.isArray(errors) ? errors.filter(isDictionary) : [];
  return entries.map(({ message, path, extensions }) => {
    const given = isDictionary(extensions) ? extensions : {};
    const item = {
      message: redact(String(message)),
      code: String(given['code'] ?? 'INTERNAL_SERVER_ERROR'),
      extensions: redact(given),
    };
    return Array.isArray(path) ? { ...item, path: path as (string | number)[] } : item;
  });
}

/** Chooses the error that decides: one that a retry cannot heal outweighs one that it can. */
function decisive(items: readonly GraphQLErrorItem[], status: number): { meaning: Meaning; item: GraphQLErrorItem } | undefined {
  const all = items.map((item) => {
    const meaning = meaningOfCode[item.code] ?? (status >= 400 ? meaningOfStatus(status) : server('the server failed.'));
    const hint = item.extensions['retryable'];
    return { item, meaning: typeof hint === 'boolean' ? { ...meaning, retryable: hint } : meaning };
  });
  return all.find(({ meaning }) => meaning.retryable !== true) ?? all[0];
}

/** Reads an HTTP answer as what it means to the caller. */
export function readAnswer(received: Received): Answer {
  const { response, now, fail, redact } = received;
  const { status, headers } = response;
  const body = bodyOf(received);
  const extensions = isDictionary(body?.['extensions']) ? body['extensions'] : {};
  const items = itemsOf(body?.['errors'], redact);
  const found = decisive(items, status);
  const idOfError = found?.item.extensions['requestId'];
  const requestId = headers.get('x-request-id') ?? (typeof idOfError === 'string' ? idOfError : undefined);
  const rateLimit = rateLimitOf(headers, now);
  const info = { status, requestId, rateLimit, cost: numberOf(extensions['cost']) };
  const data = body?.['data'];
  const common: Partial<ErrorDetails> = { status, requestId, rateLimit, errors: items, partialData: data };
  let error: PartnerApiError | undefined;
  if (found !== undefined) {
    const { meaning, item } = found;
    error = fail(meaning.kind, item.code, `${meaning.text} ${item.message}`, {
      ...common,
      retryable: meaning.retryable,
      retryAfterMs: readRetryAfter(headers, now),
      issues: items.map(({ message, code, path }) => ({ message, code, path: (path ?? []).map(String) })),
    });
  } else if (!response.ok || !isDictionary(data)) {
    const meaning = response.ok ? meaningOfStatus(0) : meaningOfStatus(status);
    const text = response.ok ? 'the answer is not one of GraphQL; is the URL right?' : meaning.text;
    const retryAfterMs = readRetryAfter(headers, now);
    error = fail(meaning.kind, `HTTP_${status}`, text, { ...common, retryable: meaning.retryable, retryAfterMs });
  }
  return { data, error, extensions, info };
}
