import { createSubgraphBuilder } from '@channelgraph/graphql/builder.ts';
import type { EnablementContext } from './context.ts';

/** The schema builder of the service. */
export const builder = createSubgraphBuilder<EnablementContext>();
builder.mutationType({ description: 'The entry points for changing.' });
