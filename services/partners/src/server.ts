import { runService } from '@channelgraph/server/run-service.ts';
import { createPartnersSubgraph } from './subgraph.ts';

await runService('partners', createPartnersSubgraph);
