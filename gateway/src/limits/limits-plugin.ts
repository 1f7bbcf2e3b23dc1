import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { type CostEstimate, type EstimatedOperation, estimateCost } from './cost.ts';
import { type GatewayLimits, limitRefusal } from './limits.ts';

/** Creates the check of page sizes and estimated cost, which needs the schema and the variables. */
export function createCostCheck(limits: GatewayLimits): (estimated: EstimatedOperation) => void {
  // Apollo keeps one document per query text and schema, so an estimate lives as long as its document.
  const known = new WeakMap<DocumentNode, CostEstimate>();
  return (estimated) => {
    const estimate = known.get(estimated.document) ?? estimateCost(estimated, limits);
    if (!estimate.dependsOnVariables) known.set(estimated.document, estimate);
    if (estimate.cost <= limits.maxCost) return;
    throw limitRefusal(
      'COST',
      `The operation may make ${estimate.cost} objects; ${limits.maxCost} are allowed. Ask for smaller pages with "first", or for fewer nested lists.`,
    );
  };
}

/** Refuses operations whose pages or estimated cost are too large, after validation and before planning. */
export function limitsPlugin<Context extends BaseContext>(
  limits: GatewayLimits,
): ApolloServerPlugin<Context> {
  const check = createCostCheck(limits);
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ schema, document, operation, request }) {
          // Absent where operationName names no operation, which Apollo refuses after this hook.
          if (operation === undefined) return Promise.resolve();
          check({ schema, document, operation, variables: request.variables ?? {} });
          return Promise.resolve();
        },
      }),
  };
}
