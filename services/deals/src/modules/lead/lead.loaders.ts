import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { LeadRouting } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** Loads a lead that the viewer may see. */
export const leadById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.lead.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** Loads who had a lead, as far as the viewer may see it. */
export const routingsOf = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey<LeadRouting, string>(
    await context.db.read.leadRouting.findMany({
      where: { leadId: { in: [...ids] } },
      orderBy: [{ leadId: 'asc' }, { round: 'asc' }],
    }),
    ({ leadId }) => leadId,
  ),
);
