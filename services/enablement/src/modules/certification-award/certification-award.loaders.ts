import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { CertificationAward } from '../../db.ts';
import { visibleAwards } from './certification-award.policy.ts';

/** Loads an award by id; null when it is absent or out of sight. */
export const awardById = defineLoader<Context, string, CertificationAward>(async (context, ids) =>
  byKey(
    await context.db.read.certificationAward.findMany({
      where: { AND: [{ id: { in: [...ids] } }, visibleAwards(context)] },
    }),
    ({ id }) => id,
  ),
);

/** Loads the award that a mutation wrote. @throws NotFoundError when the viewer may not see it. */
export async function requireAward(context: Context, id: string): Promise<CertificationAward> {
  const award = await awardById(context, id);
  if (!award) throw new NotFoundError('CertificationAward');
  return award;
}
