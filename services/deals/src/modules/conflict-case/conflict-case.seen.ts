import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { ConflictCase, ConflictCasePartner } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** What a partner's view of a conflict begins with. */
export type SeenSince = Pick<ConflictCasePartner, 'openedAt' | 'joinedVersion' | 'isTakenUp'>;

/**
 * Gives a conflict as a partner sees it that became a party at some moment: it was opened then, nobody had
 * taken it up, and its versions count from there.
 *
 * @remarks When others quarrelled before, and what was done about it, would tell the partner of them.
 */
export function asSeen<Row extends Pick<ConflictCase, 'openedAt' | 'version' | 'status'>>(
  row: Row,
  { openedAt, joinedVersion, isTakenUp }: SeenSince,
): Row {
  const status = row.status === 'INVESTIGATING' && !isTakenUp ? 'OPEN' : row.status;
  return { ...row, openedAt, version: row.version - joinedVersion + 1, status };
}

/** Gives conflicts as the viewer sees them; one statement for a partner user, none for staff. */
export async function seenBy(
  { viewer, db }: Context,
  rows: readonly ConflictCase[],
): Promise<readonly ConflictCase[]> {
  if (viewer.role !== 'PARTNER_USER') return rows;
  const ids = rows.map(({ id }) => id);
  const since = await db.read.conflictCasePartner.findMany({ where: { id: { in: ids } } });
  const sides = new Map(since.map((side) => [side.id, side]));
  return rows.flatMap((row) => {
    const side = sides.get(row.id);
    return side ? [asSeen(row, side)] : [];
  });
}

/** Gives a conflict that was read with the rights of the program as the viewer sees it. */
export function seenAmong<Row extends ConflictCase & { readonly partners: readonly ConflictCasePartner[] }>(
  row: Row,
  { role, partnerId }: Viewer,
): Row {
  const side = row.partners.find((each) => each.partnerId === partnerId);
  return role === 'PARTNER_USER' && side ? asSeen(row, side) : row;
}
