import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { CertificationRequirement } from '../../db.ts';

/** Loads a version of a requirement by id. */
export const requirementById = defineLoader<Context, string, CertificationRequirement>(async (context, ids) =>
  byKey(
    await context.db.read.certificationRequirement.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);
