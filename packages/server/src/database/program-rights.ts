import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { RawSql } from '../raw-sql.ts';
import { databaseRoles } from './database-roles.ts';

/**
 * Runs a part of a transaction with the rights of the program instead of the viewer's.
 *
 * @remarks For what a rule must see or write beyond the viewer's own rows, such as whether a rival is
 * protected. The viewer stays the actor of the audit trail. Nothing that is read inside may reach the
 * viewer unless the rule says so: give back verdicts, not rows. The rights end with the function, also
 * when it throws; within a part that has them already, they stay.
 */
export async function withProgramRights<Result>(
  tx: unknown,
  viewer: Viewer,
  work: () => Promise<Result>,
): Promise<Result> {
  const sql = tx as RawSql;
  const before = (await setRole(sql, databaseRoles.SERVICE)) ?? databaseRoles[viewer.role];
  try {
    const result = await work();
    await setRole(sql, before);
    return result;
  } catch (error) {
    // After a failed statement the transaction takes no more, and nothing can be done with the rights.
    await setRole(sql, before).catch(() => undefined);
    throw error;
  }
}

/** Changes the role and gives the one before. */
async function setRole(sql: RawSql, role: string): Promise<string | undefined> {
  const [row] = await sql.$queryRaw<
    { before: string }[]
  >`SELECT set_config('role', ${role}, true), was.before FROM (SELECT current_setting('role') AS before OFFSET 0) AS was`;
  return row?.before;
}
