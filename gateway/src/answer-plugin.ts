import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { codeOf, formatClientError } from './client-errors.ts';
import type { GatewayLogger } from './logger.ts';
import { tidyErrors } from './partial-answer.ts';
import type { RequestScope } from './request-scope.ts';

/** Puts the last hand on each answer, and notes in the request's report what was in it. */
export function answerPlugin(logger: GatewayLogger): ApolloServerPlugin<RequestScope> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ contextValue: { report }, operation, operationName }) {
          report.operationName = operationName;
          report.operationType = operation?.operation ?? null;
          return Promise.resolve();
        },
        didEncounterErrors({ contextValue: { requestId }, errors }) {
          for (const error of errors) {
            // The gateway's executor also pushes plain errors, whatever its types say.
            const formatted = error instanceof GraphQLError ? error.toJSON() : { message: '' };
            const isMasked = formatted.extensions?.['service'] !== undefined;
            if (isMasked || codeOf(formatted) !== 'INTERNAL_SERVER_ERROR') continue;
            logger.error({ requestId, err: error.originalError ?? error }, 'unexpected error');
          }
          return Promise.resolve();
        },
        willSendResponse({ contextValue: { report }, response: { body } }) {
          if (body.kind !== 'single') return Promise.resolve();
          const result = body.singleResult;
          explainEmptyAnswer(result);
          if (result.errors) {
            result.errors = tidyErrors(result.data, result.errors);
            noteErrors(result.errors, report);
          }
          return Promise.resolve();
        },
      }),
  };
}

/**
 * Replaces the gateway's own account of nulls that it had to widen.
 *
 * @remarks That account names types of the supergraph. It appears only where no service failed: an
 * object that a service does not show to this viewer. An answer that is null as a whole still owes an error.
 */
function explainEmptyAnswer(result: {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}): void {
  if (result.extensions === undefined) return;
  const { valueCompletion, ...rest } = result.extensions;
  if (valueCompletion === undefined) return;
  if (Object.keys(rest).length > 0) result.extensions = rest;
  else delete result.extensions;
  if (result.data === null) result.errors = [formatClientError({ message: '' })];
}

function noteErrors(errors: readonly GraphQLFormattedError[], report: RequestScope['report']): void {
  for (const error of errors) {
    const { code, service, rule } = error.extensions ?? {};
    report.codes.add(String(code));
    if (code === 'SERVICE_UNAVAILABLE') report.lostServices.add(String(service));
    if (rule !== undefined) report.refusedBy = String(rule);
  }
}
