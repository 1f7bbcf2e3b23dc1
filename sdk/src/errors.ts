/** The kinds of failure; `kind` tells them apart without `instanceof`. */
export type ErrorKind =
  | 'authentication'
  | 'permission'
  | 'notFound'
  | 'validation'
  | 'conflict'
  | 'rateLimit'
  | 'timeout'
  | 'aborted'
  | 'network'
  | 'server'
  | 'protocol';

/** One entry of the `errors` of a GraphQL answer, with every value that the caller sent blanked. */
export interface GraphQLErrorItem {
  readonly message: string;
  /** The closed list of `extensions.code`; open, so that a new code is not a type error. */
  readonly code: string;
  /** Where in the answer it happened; absent when it concerns the whole request. */
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** One problem of an input. */
export interface InputIssue {
  /** Where in the input, for example `input.items.0.name`. */
  readonly path: readonly string[];
  readonly code: string;
  readonly message: string;
  /** What to do about it, where the server knows. */
  readonly remedy?: string | null | undefined;
}

/** What was asked, for debugging; it holds the variables, so it is never printed with the error. */
export interface FailedRequest {
  readonly text: string;
  readonly variables: unknown;
}

/** How much of a rate limit is left. */
export interface RateLimit {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  readonly resetAt: Date | undefined;
}

/** What an error is made of. */
export interface ErrorDetails extends Partial<RateLimit> {
  readonly message: string;
  readonly code: string;
  readonly operationName: string;
  readonly request?: FailedRequest | undefined;
  readonly requestId?: string | undefined;
  readonly status?: number | undefined;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly errors?: readonly GraphQLErrorItem[];
  readonly issues?: readonly InputIssue[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly partialData?: unknown;
  readonly cause?: unknown;
}

const brand = Symbol.for('@channelgraph/sdk.PartnerApiError');

/**
 * Anything that went wrong in a call of the SDK.
 *
 * @remarks The message never holds variables, headers or tokens; `request` holds them and is not enumerable.
 */
export class PartnerApiError extends Error {
  declare readonly kind: ErrorKind;
  /** The machine-readable code, for example `THROTTLED` or `NETWORK_ERROR`. */
  declare readonly code: string;
  /** The operation that failed. */
  declare readonly operationName: string;
  /** The id that the server's logs know the request by. */
  declare readonly requestId: string | undefined;
  /** The HTTP status; undefined when there was no answer. */
  declare readonly status: number | undefined;
  /** Whether the same call may succeed later. */
  declare readonly retryable: boolean;
  /** How long the server asked to wait. */
  declare readonly retryAfterMs: number | undefined;
  /** The GraphQL errors of the answer; empty when there were none. */
  declare readonly errors: readonly GraphQLErrorItem[];
  /** What was asked; not enumerable. */
  declare readonly request: FailedRequest | undefined;
  /** The data that came beside the errors; not enumerable. */
  declare readonly partialData: unknown;

  constructor(kind: ErrorKind, details: ErrorDetails) {
    const { message, cause, request, partialData, ...fields } = details;
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { kind, retryable: false, errors: [] }, fields);
    Object.defineProperties(this, {
      name: { value: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Error` },
      // What follows may hold what the caller sent: it is there to be asked for, and is not printed.
      request: { value: request },
      partialData: { value: partialData },
      [brand]: { value: true },
    });
  }
}

/** The server does not know who calls: the token is missing, wrong or expired. */
export class AuthenticationError extends PartnerApiError {
  declare readonly kind: 'authentication';
}

/** The caller may not do that. */
export class PermissionError extends PartnerApiError {
  declare readonly kind: 'permission';
}

/** The object does not exist or is not visible to the caller. */
export class NotFoundError extends PartnerApiError {
  declare readonly kind: 'notFound';
}

/** The input broke one rule or more; `issues` has them all. */
export class ValidationError extends PartnerApiError {
  declare readonly kind: 'validation';
  declare readonly issues: readonly InputIssue[];
}

/** The state of the data forbids the action: a transition, a policy, a version or an idempotency key. */
export class ConflictError extends PartnerApiError {
  declare readonly kind: 'conflict';
  /** The fields of the schema's error type. */
  declare readonly details: Readonly<Record<string, unknown>>;
}

/** The caller asked too often. */
export class RateLimitError extends PartnerApiError {
  declare readonly kind: 'rateLimit';
  declare readonly limit: number | undefined;
  declare readonly remaining: number | undefined;
  declare readonly resetAt: Date | undefined;
}

/** The time given for one attempt (`ATTEMPT_TIMEOUT`) or for the whole call (`DEADLINE_EXCEEDED`) was over. */
export class TimeoutError extends PartnerApiError {
  declare readonly kind: 'timeout';
}

/** The caller's signal aborted the call. */
export class AbortedError extends PartnerApiError {
  declare readonly kind: 'aborted';
}

/** No answer came: no connection, no such host, a broken connection. */
export class NetworkError extends PartnerApiError {
  declare readonly kind: 'network';
}

/** The server failed. */
export class ServerError extends PartnerApiError {
  declare readonly kind: 'server';
}

/** The answer was not a GraphQL answer, or broke the rules of one. */
export class ProtocolError extends PartnerApiError {
  declare readonly kind: 'protocol';
}

/** Every concrete error; a `switch` on `kind` narrows it. */
export type AnyPartnerApiError =
  | AuthenticationError
  | PermissionError
  | NotFoundError
  | ValidationError
  | ConflictError
  | RateLimitError
  | TimeoutError
  | AbortedError
  | NetworkError
  | ServerError
  | ProtocolError;

const classes = {
  authentication: AuthenticationError,
  permission: PermissionError,
  notFound: NotFoundError,
  validation: ValidationError,
  conflict: ConflictError,
  rateLimit: RateLimitError,
  timeout: TimeoutError,
  aborted: AbortedError,
  network: NetworkError,
  server: ServerError,
  protocol: ProtocolError,
};

/** Makes the error class that belongs to a kind. */
export function createError(kind: ErrorKind, details: ErrorDetails): AnyPartnerApiError {
  return new classes[kind](kind, details) as AnyPartnerApiError;
}

/**
 * Tells whether a value is an error of this SDK, also across duplicate copies of the package.
 *
 * @example
 * ```ts
 * if (isPartnerApiError(error) && error.kind === 'rateLimit') console.log(error.retryAfterMs);
 * ```
 */
export function isPartnerApiError(error: unknown): error is AnyPartnerApiError {
  return typeof error === 'object' && error !== null && brand in error;
}

/** Marks the end of an exhaustive `switch`; the compiler complains when a case is missing. */
export function assertNever(value: never): never {
  throw new TypeError(`Unhandled case: ${String(value)}`);
}
