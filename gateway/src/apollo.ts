import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { answerPlugin } from './answer-plugin.ts';
import { formatClientError } from './client-errors.ts';
import { forwardWarnings, type Graph } from './graph.ts';
import { limitsPlugin } from './limits/limits-plugin.ts';
import type { GatewayLimits } from './limits/limits.ts';
import type { GatewayLogger } from './logger.ts';
import type { RequestScope } from './request-scope.ts';

/** Creates Apollo Server over the graph, with everything off that shows more than the answer. */
export function createApollo(options: {
  readonly graph: Graph;
  readonly limits: GatewayLimits;
  readonly introspection: boolean;
  readonly logger: GatewayLogger;
}): ApolloServer<RequestScope> {
  const { graph, limits, introspection, logger } = options;
  return new ApolloServer<RequestScope>({
    gateway: graph.gateway,
    introspection,
    logger: forwardWarnings(logger),
    formatError: formatClientError,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.maxTokens },
    maxRecursiveSelections: limits.maxFields,
    validationOptions: { maxErrors: 4 },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      limitsPlugin(limits),
      answerPlugin(logger),
    ],
  });
}
