import { createSubgraphBuilder } from '@channelgraph/graphql/builder.ts';
import type { Context } from './context.ts';

/** The schema builder of the service. */
export const builder = createSubgraphBuilder<Context>();
builder.mutationType({ description: 'The entry points for changing.' });
