import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createSubgraph } from '@channelgraph/server/subgraph.ts';
import type { SubgraphEnvironment } from '@channelgraph/server/subgraph.ts';
import type { Context } from './context.ts';
import { createClient } from './db.ts';
import { clearAlert, receiveAlert } from './modules/alert/alert.consumers.ts';
import { resolveIdentity } from './modules/identity/identity.service.ts';
import { takeInMetrics } from './modules/metric-fact/metric-fact.consumers.ts';
import { schema } from './schema.ts';

/** Creates the partners service. */
export async function createPartnersSubgraph(environment: SubgraphEnvironment) {
  const subgraph = await createSubgraph(
    {
      name: 'partners',
      schema,
      createClient,
      consumers: {
        'deals.metrics.recorded': takeInMetrics,
        'enablement.metrics.recorded': takeInMetrics,
        'deals.alert.raised': receiveAlert,
        'deals.alert.cleared': clearAlert,
      },
      tasks: {},
      schedule: [],
    },
    environment,
  );
  return {
    ...subgraph,
    /** Finds who an identity provider's subject is; null when nobody who may sign in. */
    resolveIdentity(subject: string): Promise<Viewer | null> {
      const context = subgraph.createContext({ viewer: serviceViewer('partners') }) as Context;
      return resolveIdentity(context, subject);
    },
  };
}
