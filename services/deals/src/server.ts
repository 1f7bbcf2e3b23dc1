import { runService } from '@channelgraph/server/run-service.ts';
import { createDealsSubgraph } from './subgraph.ts';

await runService('deals', createDealsSubgraph);
