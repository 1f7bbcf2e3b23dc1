import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { ExternalReference } from '@channelgraph/graphql/shared-types.ts';
import type { EnablementContext } from '../context.ts';

/** Loads the ids that other systems give to an entity of this service. */
export const externalReferencesOf = defineLoader<EnablementContext, string, ExternalReference[]>(
  async (context, entityIds) => {
    const rows = await context.db.read.externalReference.findMany({
      where: { entityId: { in: [...entityIds] } },
      orderBy: [{ system: 'asc' }, { externalId: 'asc' }],
    });
    return groupByKey(rows, ({ entityId }) => entityId);
  },
);
