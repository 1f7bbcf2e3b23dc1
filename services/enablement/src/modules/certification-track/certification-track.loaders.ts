import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { CertificationTrack } from '../../db.ts';

/** Loads a track by id. */
export const trackById = defineLoader<Context, string, CertificationTrack>(async (context, ids) =>
  byKey(
    await context.db.read.certificationTrack.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);
