import { type RequestErrorCode, requestErrorCodes } from '@channelgraph/server/request-errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { ResponsePath } from './lost-fields.ts';
import type { SubgraphFailure } from './subgraph-failure.ts';

const retryableCodes = new Set<RequestErrorCode>(['THROTTLED', 'SERVICE_UNAVAILABLE']);
const passedExtensions = ['retryAfterSeconds', 'field', 'rule', 'argument', 'remedy'];
// graphql-js gives these two families no code: a value that a scalar of the subgraph refuses.
const coercionMessage = /^(Variable "\$|Expected value of type |Argument ".+" has invalid value)/;

/** Tells whether a value is a code that clients may see. */
export function isErrorCode(code: unknown): code is RequestErrorCode {
  return (requestErrorCodes as readonly unknown[]).includes(code);
}

/** Tells whether a client may repeat a request that failed with this code. */
export function isRetryableCode(code: RequestErrorCode): boolean {
  return retryableCodes.has(code);
}

/** Makes one error per lost field, in words that name the service and nothing inside it. */
export function unavailableErrors(
  service: string,
  failure: SubgraphFailure,
  lost: readonly ResponsePath[],
): GraphQLFormattedError[] {
  const extensions = { code: 'SERVICE_UNAVAILABLE', service, retryable: failure.isRetryable };
  const message = `The ${service} service did not answer; its fields are missing.`;
  if (lost.length === 0) return [{ message, extensions }];
  return lost.map((path) => ({ message, path, extensions }));
}

/** What is read of an error that came from a subgraph, in process or over HTTP. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: ResponsePath | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  readonly originalError?: unknown;
}

/**
 * Passes on what a subgraph says under one of the API's codes and masks everything else; one error for
 * each field that is blank because of it.
 */
export function maskSubgraphError(
  service: string,
  error: SubgraphError,
  paths: readonly ResponsePath[],
): GraphQLFormattedError[] {
  const masked = maskContent(service, error);
  return paths.length === 0 ? [masked] : paths.map((path) => ({ ...masked, path }));
}

function maskContent(service: string, error: SubgraphError): GraphQLFormattedError {
  const code = clientCode(error);
  if (code === 'INTERNAL_SERVER_ERROR') {
    const message = `The ${service} service failed on this field. Quote the request id when you report it.`;
    return { message, extensions: { code, service, retryable: false } };
  }
  const passed = passedExtensions
    .filter((name) => isPlain(error.extensions?.[name]))
    .map((name) => [name, error.extensions?.[name]]);
  return {
    message: withoutSuggestion(error.message),
    extensions: { code, service, retryable: isRetryableCode(code), ...Object.fromEntries(passed) },
  };
}

/**
 * Finds the fields that an error leaves blank.
 *
 * @remarks Without data that is every field that was asked for. An entity that is null as a whole
 * takes all its fields with it, whichever of them failed; its own path would point at the object of
 * another service, which is there.
 */
export function blankedBy(
  error: SubgraphError,
  data: Readonly<Record<string, unknown>> | null,
  lost: readonly ResponsePath[],
): readonly ResponsePath[] {
  const { path } = error;
  if (path === undefined) return data === null ? lost : [];
  const [root, index] = path;
  if (root !== '_entities') return [path];
  if (typeof index !== 'number') return lost;
  const entities = data?.['_entities'];
  const isPresent = Array.isArray(entities) && entities[index] !== null;
  return isPresent ? [path] : lost.filter((other) => other[1] === index);
}

/** Returns the API's code of a subgraph error; what has none is the subgraph's fault. */
export function clientCode(error: SubgraphError): RequestErrorCode {
  const code = error.extensions?.['code'] ?? codeOf(error.originalError);
  if (isErrorCode(code)) return code;
  return coercionMessage.test(error.message) ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Removes graphql-js's hint at neighbouring names. */
export function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean .+\?$/s, '');
}
