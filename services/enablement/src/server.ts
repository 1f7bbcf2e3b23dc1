import { runService } from '@channelgraph/server/run-service.ts';
import { createEnablementSubgraph } from './subgraph.ts';

await runService('enablement', createEnablementSubgraph);
