import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';

/** Loads a request for help that the viewer may see. */
export const coSellRequestById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.coSellRequest.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/**
 * Loads a request that was just changed.
 *
 * @throws NotFoundError when the viewer may not see it.
 */
export async function requireCoSellRequest(context: Context, id: string) {
  const request = await coSellRequestById(context, id);
  if (!request) throw new NotFoundError('CoSellRequest');
  return request;
}
