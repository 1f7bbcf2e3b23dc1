import { createSubgraph, type SubgraphEnvironment } from '@channelgraph/server/subgraph.ts';
import { createClient } from './db.ts';
import { receiveContractMonths } from './modules/settlement/settlement.consumers.ts';
import {
  receivePartner,
  runSettlement,
  settleContractTask,
} from './modules/settlement/settlement.requests.ts';
import { schema } from './schema.ts';

/** Creates the incentives service: its schema, its consumers and its tasks on its own database. */
export function createIncentivesSubgraph(environment: SubgraphEnvironment) {
  return createSubgraph(
    {
      name: 'incentives',
      schema,
      createClient,
      consumers: {
        'deals.contract.months_closed': receiveContractMonths,
        'partners.partner.changed': receivePartner,
      },
      tasks: { [settleContractTask]: runSettlement },
      schedule: [],
    },
    environment,
  );
}
