import { readNames } from '@channelgraph/server/bulk/references.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import { defineLoader } from './loaders.ts';
import type { ExternalReference } from './shared-types.ts';

/** Loads the ids that other systems give to an entity of the service. */
export const externalReferencesOf = defineLoader<RequestContext, string, ExternalReference[]>(
  (context, entityIds) => readNames(context.db.read, entityIds),
);
