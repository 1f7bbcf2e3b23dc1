import { Counter, Histogram, Registry } from 'prom-client';
import type { SubgraphOutcome } from './data-sources/data-source.ts';
import type { RequestReport } from './request-scope.ts';

/** Counts what the gateway does; names and labels are stable. */
export interface GatewayMetrics {
  readonly registry: Registry;
  /** Counts a finished request under its status and under each error code. */
  countRequest(statusCode: number, report: RequestReport): void;
  observeSubgraph(service: string, outcome: SubgraphOutcome, seconds: number): void;
}

/** Creates metrics in a registry of their own, so that several gateways can run in one process. */
export function createGatewayMetrics(): GatewayMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'channelgraph_gateway_requests_total',
    help: 'GraphQL requests by HTTP status and error code; the code is OK where there was no error.',
    labelNames: ['status', 'code'],
    registers,
  });
  const partial = new Counter({
    name: 'channelgraph_gateway_partial_answers_total',
    help: 'Answers that lack the fields of a service that did not answer, by service.',
    labelNames: ['service'],
    registers,
  });
  const refused = new Counter({
    name: 'channelgraph_gateway_refused_requests_total',
    help: 'Requests refused by a limit, by rule.',
    labelNames: ['rule'],
    registers,
  });
  const subgraph = new Histogram({
    name: 'channelgraph_gateway_subgraph_seconds',
    help: 'Time of a subgraph call in seconds, by service and outcome.',
    labelNames: ['service', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  return {
    registry,
    countRequest(statusCode, { codes, lostServices, refusedBy }) {
      for (const code of codes.size > 0 ? codes : ['OK']) requests.inc({ status: statusCode, code });
      for (const service of lostServices) partial.inc({ service });
      if (refusedBy !== null) refused.inc({ rule: refusedBy });
    },
    observeSubgraph(service, outcome, seconds) {
      subgraph.observe({ service, outcome }, seconds);
    },
  };
}
