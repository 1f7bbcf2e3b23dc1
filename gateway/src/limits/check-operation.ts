import { createBoundedCache } from '@channelgraph/server/bounded-cache.ts';
import { checkDocument, type CheckedOperation } from './document-limits.ts';
import { type GatewayLimits, limitRefusal } from './limits.ts';
import { checkQueryValues, checkVariables } from './variable-limits.ts';

/** What a client sent, as far as it could be read; anything else is Apollo Server's to refuse. */
export interface IncomingOperation {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

/** Refuses what breaks a limit; throws a GraphQLError with `extensions.rule`. */
export type OperationCheck = (incoming: IncomingOperation) => void;

const maxKnownDocuments = 1_000;
const maxKnownLength = 10_000;

/** Creates the check of limits that need no schema. */
export function createOperationCheck(limits: GatewayLimits): OperationCheck {
  // Clients repeat their documents. Long ones are not kept, so that nobody can fill the memory.
  const known = createBoundedCache<string, CheckedOperation>(maxKnownDocuments);

  function operationOf(source: string): CheckedOperation {
    const passed = known.get(source);
    if (passed !== undefined) return passed;
    const operation = checkDocument(source, limits);
    if (source.length <= maxKnownLength) known.set(source, operation);
    return operation;
  }

  return ({ query, operationName, variables }) => {
    const values = checkVariables(variables, limits);
    if (typeof query !== 'string' || query === '') return;
    const { name, isMutation } = operationOf(query);
    if (!isMutation) checkQueryValues(values, limits);
    if (typeof operationName !== 'string' || operationName === '' || operationName === name) return;
    throw limitRefusal(
      'ONE_OPERATION',
      'operationName names no operation of the document. Correct it, or leave it out.',
    );
  };
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
