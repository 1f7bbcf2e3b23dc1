import { sqltag as sql } from '@prisma/client/runtime/client';
import { ThrottledError } from '@channelgraph/server/request-errors.ts';
import type { Context } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { conflictPolicy } from '../conflict-case/conflict-case.policy.ts';

const hourMs = 3_600_000;

/**
 * Counts a pre-flight check of a company in the present hour.
 *
 * @remarks Committed by itself, so that a check that fails is counted too.
 * @throws ThrottledError when the company asked too often in this hour.
 */
export async function countCheck(context: Context, partnerId: string): Promise<void> {
  const now = context.clock.now().getTime();
  const hour = now - (now % hourMs);
  const { body } = await policyOn(context.db.read, conflictPolicy, context.today);
  const [use] = await context.db.write((tx) =>
    tx.$queryRaw<{ count: number }[]>(sql`
      INSERT INTO registration_check_use AS u (partner_id, hour, count) VALUES (${partnerId}, ${new Date(hour)}, 1)
      ON CONFLICT (partner_id, hour) DO UPDATE SET count = u.count + 1 RETURNING count`),
  );
  if ((use?.count ?? 0) <= body.checksPerHour) return;
  throw new ThrottledError(
    `A company checks at most ${body.checksPerHour} registrations in an hour.`,
    Math.ceil((hour + hourMs - now) / 1000),
  );
}
