import { createSubgraphBuilder } from '@channelgraph/graphql/builder.ts';
import type { Context } from './context.ts';

/** The builder of this service's schema. */
export const builder = createSubgraphBuilder<Context>();

builder.mutationType({ description: 'The entry points for changing.' });
