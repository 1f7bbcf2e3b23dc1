import type { ErrorKind, GraphQLErrorItem, InputIssue, PartnerApiError, RateLimit } from './errors.ts';
import type { ResponseInfo } from './options.ts';
import type { Fail } from './request.ts';
import { headerNumber } from './header-number.ts';
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
  readonly retryable: boolean;
  readonly code?: string;
}

const meaning = (kind: ErrorKind, text: string, retryable = false): Meaning => ({ kind, text, retryable });
const refused = meaning('validation', 'the server refused the request.');

/** The status that says the same as a code, so that an answer means one thing wherever it says it. */
const statusOfCode: ReadonlyMap<string, number> = new Map([
  ['BAD_USER_INPUT', 400],
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['THROTTLED', 429],
  ['SERVICE_UNAVAILABLE', 503],
]);

function meaningOfStatus(status: number): Meaning {
  if (status === 401) return meaning('authentication', 'the access token is missing, wrong or expired.');
  if (status === 403) return meaning('permission', 'the caller may not do that.');
  if (status === 429) return meaning('rateLimit', 'too many requests.', true);
  if ([408, 425, 502, 503, 504].includes(status)) {
    return meaning('server', 'the server, or a service behind it, is not available.', true);
  }
  if (status >= 500) return meaning('server', 'the server failed.');
  return meaning('protocol', `the answer (status ${status}) is not one of GraphQL; is the URL right?`);
}

const isDictionary = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function rateLimitOf(headers: Headers, now: number): RateLimit {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    headerNumber(headers, `ratelimit-${name}`),
  );
  return { limit, remaining, resetAt: reset === undefined ? undefined : new Date(now + reset * 1_000) };
}

function bodyOf({ response, text }: Received): Dictionary | undefined {
  if (!/^application\/(graphql-response\+)?json\b/i.test(response.headers.get('content-type') ?? ''))
    return undefined;
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

/** Chooses what the errors mean: one that a retry cannot heal outweighs one that it can. */
function decisive(items: readonly GraphQLErrorItem[], status: number): Meaning | undefined {
  const meanings = items.map(({ code, message, extensions }) => {
    const told = statusOfCode.get(code) ?? (status < 400 ? 500 : status);
    const known = told === 400 ? refused : meaningOfStatus(told);
    const hint = extensions['retryable'];
    const retryable = typeof hint === 'boolean' ? hint : known.retryable;
    return { ...known, retryable, code, text: `${known.text} ${message}` };
  });
  return meanings.find(({ retryable }) => !retryable) ?? meanings[0];
}

/** Reads an HTTP answer as what it means to the caller. */
export function readAnswer(received: Received): Answer {
  const { response, now, fail, redact } = received;
  const { status, headers, ok } = response;
  const body = bodyOf(received) ?? {};
  const { data } = body;
  const extensions = isDictionary(body['extensions']) ? body['extensions'] : {};
  const errors = itemsOf(body['errors'], redact);
  const idOfError = errors[0]?.extensions['requestId'];
  const requestId = headers.get('x-request-id') ?? (typeof idOfError === 'string' ? idOfError : undefined);
  const rateLimit = rateLimitOf(headers, now);
  const cost = typeof extensions['cost'] === 'number' ? extensions['cost'] : undefined;
  const answer = { data, extensions, info: { status, requestId, rateLimit, cost } };
  const found = decisive(errors, status) ?? (ok && isDictionary(data) ? undefined : meaningOfStatus(status));
  if (found === undefined) return { ...answer, error: undefined };
  const { kind, retryable, text, code = `HTTP_${status}` } = found;
  const error = fail(kind, code, text, {
    status,
    requestId,
    errors,
    retryable,
    retryAfterMs: readRetryAfter(headers, now),
    partialData: data,
    ...(kind === 'rateLimit' ? rateLimit : {}),
    ...(kind === 'validation' ? { issues: errors.map(issueOf) } : {}),
  });
  return { ...answer, error };
}

function issueOf({ message, code, path = [] }: GraphQLErrorItem): InputIssue {
  return { message, code, path: path.map(String) };
}
