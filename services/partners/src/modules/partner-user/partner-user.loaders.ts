import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import type { Context } from '../../context.ts';
import type { PartnerUser as PartnerUserRow } from '../../db.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';

async function readUsers(context: Context, ids: readonly string[]): Promise<PartnerUserRow[]> {
  return context.db.read.partnerUser.findMany({ where: { id: { in: [...ids] } } });
}

/** Loads partner users by id. */
export const partnerUserLoader = defineLoader(
  async (context: Context, ids: readonly string[]): Promise<ReadonlyMap<unknown, PartnerUserRow>> =>
    byKey(await readUsers(context, ids), ({ id }) => id),
);

/** Loads pages of the people who work for partners. */
export const usersLoader = nestedLoader<Context, PageArgs, Page<PartnerUserRow>>((context, parentIds, args) =>
  nestedKeysetPages<PartnerUserRow, 'CREATED_AT'>({
    client: context.db.read,
    table: 'partner_user',
    parentColumn: 'partner_id',
    parentIds,
    args,
    order: { field: 'CREATED_AT', direction: 'ASC' },
    columns: { CREATED_AT: { column: 'created_at', type: 'timestamptz', property: 'createdAt' } },
    load: (ids) => readUsers(context, ids),
  }),
);
