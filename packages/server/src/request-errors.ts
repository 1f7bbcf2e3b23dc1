/**
 * The closed list of codes that a thrown error may carry to a client.
 *
 * @remarks Expected refusals are not thrown to clients: they are members of a mutation's result union.
 */
export const requestErrorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'THROTTLED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type RequestErrorCode = (typeof requestErrorCodes)[number];

/** A refusal of a whole request or field. Its message is safe to show. */
export abstract class RequestError extends Error {
  abstract readonly code: RequestErrorCode;
  /** Read by graphql-js and copied into the error that the client sees. */
  get extensions(): { code: RequestErrorCode } {
    return { code: this.code };
  }
}

/** The caller did not say who they are, or not in a way that can be believed. */
export class UnauthenticatedError extends RequestError {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'UNAUTHENTICATED';
}

/** The caller may not do this at all, whatever the object. */
export class ForbiddenError extends RequestError {
  override readonly name = 'ForbiddenError';
  readonly code = 'FORBIDDEN';
}

/** An argument is outside what the field accepts. */
export class BadUserInputError extends RequestError {
  override readonly name = 'BadUserInputError';
  readonly code = 'BAD_USER_INPUT';
}

/** The caller asked too often; the same request may succeed after the time given. */
export class ThrottledError extends RequestError {
  override readonly name = 'ThrottledError';
  readonly code = 'THROTTLED';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  override get extensions(): { code: RequestErrorCode; retryable: boolean; retryAfterSeconds: number } {
    return { code: this.code, retryable: true, retryAfterSeconds: this.retryAfterSeconds };
  }
}

/** The service cannot answer now and nothing was changed: the same request may succeed in a moment. */
export class ServiceUnavailableError extends RequestError {
  override readonly name = 'ServiceUnavailableError';
  readonly code = 'SERVICE_UNAVAILABLE';
  override get extensions(): { code: RequestErrorCode; retryable: boolean } {
    return { code: this.code, retryable: true };
  }
}
