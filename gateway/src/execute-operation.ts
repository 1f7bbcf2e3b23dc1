import type { ApolloServer } from '@apollo/server';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { FormattedExecutionResult } from 'graphql';
import { refusalBody } from './client-errors.ts';
import type { OperationCheck } from './limits/check-operation.ts';
import { createRequestReport, currentRequestId, type RequestScope } from './request-scope.ts';

/** An operation as a client sends it. */
export interface GatewayOperation {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

/** Runs an operation as a viewer. */
export type ExecuteOperation = (
  operation: GatewayOperation,
  as: { readonly viewer: Viewer; readonly requestId?: string },
) => Promise<FormattedExecutionResult>;

/** Creates the way into the graph without HTTP, under the same limits. */
export function createExecutor(
  apollo: ApolloServer<RequestScope>,
  checkOperation: OperationCheck,
  requestTimeoutMs: number,
): ExecuteOperation {
  return (operation, { viewer, requestId = crypto.randomUUID() }) =>
    currentRequestId.run(requestId, async () => {
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), requestTimeoutMs);
      try {
        checkOperation(operation);
        const report = createRequestReport();
        const contextValue = { requestId, viewer, deadline: deadline.signal, report };
        const { body } = await apollo.executeOperation(operation, { contextValue });
        if (body.kind !== 'single') throw new Error('The gateway answers in one piece.');
        return body.singleResult;
      } catch (error) {
        return refusalBody(error);
      } finally {
        clearTimeout(timer);
      }
    });
}
