import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { Program as ProgramRow, Tier as TierRow } from '../../db.ts';

/** Loads programs by id. */
export const programLoader = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.program.findMany({ where: { id: { in: [...ids] } } });
  return byKey(rows, ({ id }): string => id) as ReadonlyMap<unknown, ProgramRow>;
});

/** Loads tiers by id. */
export const tierLoader = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.tier.findMany({ where: { id: { in: [...ids] } } });
  return byKey(rows, ({ id }): string => id) as ReadonlyMap<unknown, TierRow>;
});

/** Loads the ladders of programs, lowest tier first. */
export const programTiersLoader = defineLoader(async (context: Context, programIds: readonly string[]) => {
  const rows = await context.db.read.tier.findMany({
    where: { programId: { in: [...programIds] } },
    orderBy: { rank: 'asc' },
  });
  return groupByKey(rows, ({ programId }): string => programId) as ReadonlyMap<unknown, TierRow[]>;
});
