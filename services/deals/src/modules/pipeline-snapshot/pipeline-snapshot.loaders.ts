import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { PipelineSnapshot } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** Loads a snapshot that the viewer may see. */
export const snapshotById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.pipelineSnapshot.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** Loads a snapshot that was just taken. @throws NotFoundError when it is not visible. */
export async function requireSnapshot(context: Context, id: string): Promise<PipelineSnapshot> {
  const snapshot = await snapshotById(context, id);
  if (!snapshot) throw new NotFoundError('PipelineSnapshot');
  return snapshot;
}
