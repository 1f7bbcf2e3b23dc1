import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { ExternalReference } from './__generated__/prisma/client.ts';
import type { Context } from './context.ts';

/** Loads the names that other systems use for an entity. */
export const externalReferencesOf = defineLoader(async (context: Context, entityIds: readonly string[]) =>
  groupByKey<ExternalReference, string>(
    await context.db.read.externalReference.findMany({
      where: { entityId: { in: [...entityIds] } },
      orderBy: [{ system: 'asc' }, { externalId: 'asc' }],
    }),
    ({ entityId }) => entityId,
  ),
);
