import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RequestErrorCode } from '@channelgraph/server/request-errors.ts';
import { isErrorCode, isRetryableCode, withoutSuggestion } from './data-sources/subgraph-errors.ts';
import { currentRequestId } from './request-scope.ts';

// Apollo's codes for what is wrong with a request; the API has one code for all of them.
const requestFaults = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_FOUND',
]);
const passedExtensions = ['service', 'rule', 'argument', 'remedy', 'retryAfterSeconds', 'field'];

/** Returns the API's code of an error that is about to leave the gateway. */
export function codeOf(error: GraphQLFormattedError): RequestErrorCode {
  const code = error.extensions?.['code'];
  if (requestFaults.has(code)) return 'BAD_USER_INPUT';
  return isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}

/**
 * Gives an error the shape in which clients see it: a known code, whether to retry, the request's id,
 * and nothing of its origin.
 */
export function formatClientError(error: GraphQLFormattedError): GraphQLFormattedError {
  const code = codeOf(error);
  const passed = passedExtensions
    .filter((name) => error.extensions?.[name] !== undefined)
    .map((name) => [name, error.extensions?.[name]]);
  const retryable = error.extensions?.['retryable'];
  // Data sources mask what they pass on and name their service; any other unexpected error is masked here.
  const isMasked = code !== 'INTERNAL_SERVER_ERROR' || error.extensions?.['service'] !== undefined;
  const requestId = currentRequestId.getStore();
  return {
    message: isMasked ? withoutSuggestion(error.message) : maskedMessage,
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: {
      code,
      retryable: typeof retryable === 'boolean' ? retryable : isRetryableCode(code),
      ...Object.fromEntries(passed),
      ...(requestId === undefined ? {} : { requestId }),
    },
  };
}

const maskedMessage = 'Something went wrong. Quote the request id when you report it.';

/** A whole-request refusal that is answered before GraphQL runs. */
export interface RefusalBody {
  readonly errors: readonly [GraphQLFormattedError];
}

/** Makes the body of a refusal in the shape of every other GraphQL error. */
export function refusalBody(error: unknown): RefusalBody {
  const known = error instanceof GraphQLError ? error.toJSON() : plainError(error);
  return { errors: [formatClientError(known)] };
}

function plainError(error: unknown): GraphQLFormattedError {
  if (!(error instanceof Error) || !('code' in error)) return { message: '' };
  return { message: error.message, extensions: { code: error.code } };
}
