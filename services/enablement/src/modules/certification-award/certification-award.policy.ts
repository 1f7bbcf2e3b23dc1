import type { Context } from '../../context.ts';
import { seesAwardsOfOthers } from '../../policy.ts';

/** Limits a query to the awards of people whom the viewer may see; row-level security limits the partners. */
export function visibleAwards({ viewer }: Context): { userId?: string } {
  return seesAwardsOfOthers(viewer) ? {} : { userId: viewer.userId };
}
