import { runService } from '@channelgraph/server/run-service.ts';
import { createIncentivesSubgraph } from './subgraph.ts';

await runService('incentives', createIncentivesSubgraph);
