import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';

/** Tells whether a person is an active user of their partner; null for a person out of sight. */
export const isActiveMember = defineLoader<Context, string, boolean>(async (context, userIds) => {
  const rows = await context.db.read.$queryRaw<{ user_id: string; status: string }[]>`
    SELECT user_id, status FROM channelgraph.member WHERE user_id = ANY (${[...userIds]}::text[])`;
  return new Map(rows.map(({ user_id: userId, status }) => [userId, status === 'ACTIVE']));
});
