export {
  type AdHocOptions,
  type CallArguments,
  type CoreClient,
  createCoreClient,
  type RunDocument,
} from './client.ts';
export type { ExecutableDocument } from './print-document.ts';
export type { Operation, OperationKind, QueryDocument, TypedDocument } from './document.ts';
export {
  AbortedError,
  type AnyPartnerApiError,
  assertNever,
  AuthenticationError,
  ConflictError,
  type ErrorDetails,
  type ErrorKind,
  type FailedRequest,
  type GraphQLErrorItem,
  type InputIssue,
  isPartnerApiError,
  NetworkError,
  NotFoundError,
  PartnerApiError,
  PermissionError,
  ProtocolError,
  type RateLimit,
  RateLimitError,
  ServerError,
  TimeoutError,
  ValidationError,
} from './errors.ts';
export { createIdempotencyKey, type KeySource } from './idempotency-key.ts';
export type { BoundMutation, FailureOf, Mutation, Result, SuccessOf } from './mutation.ts';
export type {
  AppInfo,
  Auth,
  ClientOptions,
  Logger,
  MutationOptions,
  RequestOptions,
  ResponseInfo,
} from './options.ts';
export { type Connection, type Page, PagePromise } from './pagination.ts';
export type { RetryPolicy } from './retry.ts';
export { type Runtime, systemRuntime, type TimerPurpose } from './runtime.ts';
export { version } from './__generated__/version.ts';
