import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';

/** Loads a renewal that the viewer may see. */
export const renewalById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.renewal.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** Loads the steps of a renewal in the order of the playbook. */
export const stepsOfRenewal = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey(
    await context.db.read.renewalStep.findMany({
      where: { renewalId: { in: [...ids] } },
      orderBy: [{ renewalId: 'asc' }, { position: 'asc' }],
    }),
    ({ renewalId }) => renewalId,
  ),
);

/** Loads what was true of a renewal from when on, as it is known now. */
export const historyOfRenewal = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey(
    await context.db.read.renewalRevision.findMany({
      where: { renewalId: { in: [...ids] }, supersededAt: null },
      orderBy: [{ renewalId: 'asc' }, { validFrom: 'asc' }],
    }),
    ({ renewalId }) => renewalId,
  ),
);
