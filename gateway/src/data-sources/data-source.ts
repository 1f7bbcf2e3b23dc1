import type { GraphQLDataSource } from '@apollo/gateway';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import type { GatewayLogger } from '../logger.ts';
import type { RequestScope } from '../request-scope.ts';
import { lostFields } from './lost-fields.ts';
import {
  blankedBy,
  maskSubgraphError,
  type SubgraphError,
  unavailableErrors,
  clientCode,
} from './subgraph-errors.ts';
import { SubgraphFailure } from './subgraph-failure.ts';

/** The operation that the gateway sends to a subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** What a subgraph answers; the data are not yet trusted to have the right shape. */
export interface SubgraphAnswer {
  readonly data?: unknown;
  readonly errors?: readonly SubgraphError[] | undefined;
}

/** How a subgraph is reached: in process or over HTTP. */
export interface SubgraphTransport {
  send(request: SubgraphRequest, scope: RequestScope): Promise<SubgraphAnswer>;
  /** Returns the parsed document of a query that the transport knows or can parse. */
  document(query: string): DocumentNode;
}

/** How a call to a subgraph ended. */
export type SubgraphOutcome = 'answered' | 'errors' | 'unavailable';

/** What every data source needs besides its transport. */
export interface DataSourceOptions {
  readonly service: string;
  readonly transport: SubgraphTransport;
  readonly logger: GatewayLogger;
  /** Called after each call, with its duration in seconds. */
  readonly observe: (service: string, outcome: SubgraphOutcome, seconds: number) => void;
}

type ProcessResult = Awaited<ReturnType<GraphQLDataSource['process']>>;

/**
 * Creates the gateway's view of one subgraph: whatever goes wrong becomes typed errors with a path,
 * and never a thrown error, so that only this subgraph's own fields are blank.
 */
export function createDataSource(options: DataSourceOptions): GraphQLDataSource {
  return {
    async process(call): Promise<ProcessResult> {
      const scope = call.context as RequestScope;
      const { query = '', operationName, variables } = call.request;
      const request = { query, operationName, variables };
      const started = performance.now();
      const finish = (outcome: SubgraphOutcome, result: ProcessResult) => {
        options.observe(options.service, outcome, (performance.now() - started) / 1000);
        return result;
      };
      try {
        const answer = await options.transport.send(request, scope);
        const data = requireData(answer, request, options.transport.document(query));
        const errors = maskErrors(options, { data, errors: answer.errors ?? [] }, request, scope);
        if (errors.length === 0) return finish('answered', { data });
        return finish('errors', { data, errors });
      } catch (error) {
        return finish('unavailable', describeFailure(options, error, request, scope));
      }
    },
  };
}

/** Checks the shape that the gateway would otherwise fail on without naming a path, or not notice at all. */
function requireData(
  answer: SubgraphAnswer,
  request: SubgraphRequest,
  document: DocumentNode,
): Record<string, unknown> | null {
  const { data } = answer;
  const hasErrors = answer.errors !== undefined && answer.errors.length > 0;
  if (data === null || data === undefined) {
    if (hasErrors) return null;
    throw new SubgraphFailure('malformed', 'the answer has neither data nor errors');
  }
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new SubgraphFailure('malformed', 'data is not an object');
  }
  const fields = data as Record<string, unknown>;
  const representations = request.variables?.['representations'];
  if (Array.isArray(representations)) return requireEntities(fields, representations.length, hasErrors);
  const keys = Object.keys(fields);
  const expected = lostFields(document, undefined).map(([key]) => key);
  if (keys.length > 0 && expected.length > 0 && !expected.some((key) => keys.includes(String(key)))) {
    throw new SubgraphFailure('malformed', 'the answer is to another operation');
  }
  return fields;
}

function requireEntities(
  fields: Record<string, unknown>,
  count: number,
  hasErrors: boolean,
): Record<string, unknown> | null {
  const entities = fields['_entities'];
  if (entities === null && hasErrors) return null;
  if (!Array.isArray(entities) || entities.length !== count) {
    throw new SubgraphFailure('malformed', `_entities does not have ${count} elements`);
  }
  return fields;
}

function maskErrors(
  { service, transport, logger }: DataSourceOptions,
  { data, errors }: { data: Record<string, unknown> | null; errors: readonly SubgraphError[] },
  request: SubgraphRequest,
  { requestId }: RequestScope,
): GraphQLFormattedError[] {
  if (errors.length === 0) return [];
  const lost = lostFields(transport.document(request.query), request.variables);
  return errors.flatMap((error) => {
    if (clientCode(error) === 'INTERNAL_SERVER_ERROR') {
      const cause = error.originalError ?? error;
      logger.error({ service, requestId, path: error.path, err: cause }, 'subgraph error');
    }
    return maskSubgraphError(service, error, blankedBy(error, data, lost));
  });
}

function describeFailure(
  { service, transport, logger }: DataSourceOptions,
  error: unknown,
  request: SubgraphRequest,
  { requestId }: RequestScope,
): ProcessResult {
  const failure =
    error instanceof SubgraphFailure
      ? error
      : new SubgraphFailure('malformed', 'the call failed', { cause: error });
  logger.error({ service, requestId, kind: failure.kind, err: failure }, 'subgraph unavailable');
  const lost = lostFields(transport.document(request.query), request.variables);
  return { data: null, errors: unavailableErrors(service, failure, lost) };
}
