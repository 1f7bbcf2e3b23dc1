import { replicateProductLine } from '@channelgraph/server/partner-directory.ts';
import { createSubgraph } from '@channelgraph/server/subgraph.ts';
import type { SubgraphEnvironment } from '@channelgraph/server/subgraph.ts';
import { createClient } from './db.ts';
import { receivePartner } from './modules/partner-fact/partner-fact.consumers.ts';
import { schema } from './schema.ts';
import { tasks } from './tasks.ts';

/** Assembles the deals subgraph. */
export function createDealsSubgraph(environment: SubgraphEnvironment) {
  return createSubgraph(
    {
      name: 'deals',
      schema,
      createClient,
      consumers: {
        'partners.partner.changed': receivePartner,
        'partners.product_line.changed': (tx, _context, event) => replicateProductLine(tx, event),
      },
      tasks,
      // Every hour: days begin at different hours in the time zones of the programs, and an hour without
      // a new day costs one look at each partner.
      schedule: [
        { task: 'recompute_facts', match: '5 * * * *' },
        { task: 'close_month', match: '20 * * * *' },
        { task: 'normalize_identity_keys', match: '45 3 * * *' },
        { task: 'expire_leads', match: '*/10 * * * *' },
        { task: 'expire_co_sell_requests', match: '4 * * * *' },
        { task: 'evaluate_alerts', match: '35 * * * *' },
        { task: 'open_renewals', match: '10 * * * *' },
        { task: 'assess_renewals', match: '40 5 * * *' },
        { task: 'expire_registrations', match: '2 * * * *' },
        { task: 'take_pipeline_snapshots', match: '50 * * * *' },
      ],
    },
    environment,
  );
}
