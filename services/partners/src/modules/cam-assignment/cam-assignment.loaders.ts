import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { CamAssignment as CamAssignmentRow, StaffMember as StaffMemberRow } from '../../db.ts';

/** An assignment together with the account manager. */
export interface CamAssignmentView extends CamAssignmentRow {
  readonly cam: StaffMemberRow;
}

/** Loads the account managers of partners over time, oldest first. */
export const camAssignmentsLoader = defineLoader(async (context: Context, partnerIds: readonly string[]) => {
  const rows = await context.db.read.camAssignment.findMany({
    where: { partnerId: { in: [...partnerIds] } },
    include: { cam: true },
    orderBy: [{ validFrom: 'asc' }, { id: 'asc' }],
  });
  return groupByKey(rows, ({ partnerId }): string => partnerId) as ReadonlyMap<unknown, CamAssignmentView[]>;
});
