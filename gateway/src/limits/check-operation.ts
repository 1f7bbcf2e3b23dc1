import { checkDocument } from './document-limits.ts';
import type { GatewayLimits } from './limits.ts';
import { checkVariables } from './variable-limits.ts';

/** What a client sent, as far as it could be read; anything else is Apollo Server's to refuse. */
export interface IncomingOperation {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

/**
 * Refuses an operation that breaks a limit which needs no schema.
 *
 * @throws GraphQLError with `extensions.rule`
 */
export function checkOperation(incoming: IncomingOperation, limits: GatewayLimits): void {
  const { query, operationName, variables } = incoming;
  checkVariables(variables, limits);
  if (typeof query !== 'string' || query === '') return;
  const name = typeof operationName === 'string' && operationName !== '' ? operationName : null;
  checkDocument(query, name, limits);
}

/** Reads the operation from the query string of a GET request. */
export function readQueryString(search: string): IncomingOperation {
  const parameters = new URLSearchParams(search);
  return {
    query: parameters.get('query') ?? undefined,
    operationName: parameters.get('operationName') ?? undefined,
    variables: parseJson(parameters.get('variables')),
  };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
