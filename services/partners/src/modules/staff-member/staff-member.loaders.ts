import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { StaffMember } from '../../db.ts';
import type { Context } from '../../context.ts';

/** Loads staff members by id. */
export const staffMemberLoader = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.staffMember.findMany({ where: { id: { in: [...ids] } } });
  return byKey(rows, ({ id }): string => id) as ReadonlyMap<unknown, StaffMember>;
});
