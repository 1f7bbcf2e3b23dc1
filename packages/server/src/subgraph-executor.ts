import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createBoundedCache } from './bounded-cache.ts';

/** What is needed to execute operations on a subgraph. */
export interface ExecutableSubgraph {
  readonly schema: GraphQLSchema;
  createContext(request: { readonly viewer: Viewer; readonly requestId: string }): unknown;
}

/** One operation of the gateway on a subgraph. */
export interface SubgraphOperation {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
}

/** Executes a subgraph's operations, whatever brought them here. */
export interface SubgraphExecutor {
  document(query: string): DocumentNode;
  /** Gives the result, or the problems of an operation that does not fit the schema. */
  run(
    operation: SubgraphOperation,
    call: { readonly viewer: Viewer; readonly requestId: string },
  ): Promise<ExecutionResult>;
}

const maxDocuments = 1_000;

interface PreparedDocument {
  readonly document: DocumentNode;
  readonly problems: readonly GraphQLError[];
}

/**
 * Creates the executor of a subgraph.
 *
 * @remarks The gateway repeats its operations word for word, so each text is parsed and validated once.
 */
export function createSubgraphExecutor(subgraph: ExecutableSubgraph): SubgraphExecutor {
  const documents = createBoundedCache<string, PreparedDocument>(maxDocuments);
  const prepare = (query: string): PreparedDocument => {
    const known = documents.get(query);
    if (known !== undefined) return known;
    const document = parse(query, { noLocation: true });
    const prepared = { document, problems: validate(subgraph.schema, document) };
    documents.set(query, prepared);
    return prepared;
  };
  return {
    document: (query) => prepare(query).document,
    async run({ query, operationName, variables }, call) {
      const { document, problems } = prepare(query);
      if (problems.length > 0) return { errors: problems };
      return execute({
        schema: subgraph.schema,
        document,
        contextValue: subgraph.createContext(call),
        variableValues: variables,
        operationName,
      });
    },
  };
}
