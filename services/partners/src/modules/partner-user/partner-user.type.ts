import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { PageArgs } from '@channelgraph/graphql/keyset.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import type { PartnerUser as PartnerUserRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { CapabilityEnum, PartnerUserStatusEnum } from '../../enums.ts';
import { definePageLoader, emptyPage } from '../../nested-pages.ts';
import { partnerLoader } from '../partner/partner.loaders.ts';
import { Partner } from '../partner/partner.type.ts';

async function readUsers(context: Context, ids: readonly string[]): Promise<PartnerUserRow[]> {
  return context.db.read.partnerUser.findMany({ where: { id: { in: [...ids] } } });
}

/** Loads partner users by id. */
export const partnerUserLoader = defineLoader(
  async (context: Context, ids: readonly string[]): Promise<ReadonlyMap<unknown, PartnerUserRow>> =>
    byKey(await readUsers(context, ids), ({ id }) => id),
);

export const PartnerUser = builder.objectRef<PartnerUserRow>('PartnerUser').implement({
  description: 'A person who works for a partner.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    displayName: t.string({
      description: 'The name to show; masked for analysts.',
      resolve: ({ displayName }, _, { viewer }) => maskPersonalData(viewer, displayName),
    }),
    email: t.string({
      description: 'The e-mail address; masked for analysts.',
      resolve: ({ email }, _, { viewer }) => maskPersonalData(viewer, email),
    }),
    capabilities: t.field({ type: [CapabilityEnum], description: 'What the person does in the company.', resolve: ({ capabilities }) => capabilities }),
    status: t.expose('status', { type: PartnerUserStatusEnum, description: 'Whether the person works for the partner.' }),
    isTechnicalStaff: t.exposeBoolean('isTechnicalStaff', { description: 'Whether the person counts as technical staff.' }),
    version: t.exposeInt('version', { description: 'The version, for optimistic concurrency.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The company the person works for; null when the viewer may not see it.',
      resolve: ({ partnerId }, _, context) => partnerLoader(context, partnerId),
    }),
  }),
});

builder.asEntity(PartnerUser, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => partnerUserLoader(context, id),
});

const PartnerUserConnection = connectionOf(builder, PartnerUser, 'PartnerUser');

const usersLoader = definePageLoader<PartnerUserRow, PageArgs>((context, parentIds, args) =>
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

builder.objectField(Partner, 'users', (t) =>
  t.field({
    type: PartnerUserConnection,
    description: 'The people who work for the partner, first recorded first. Empty for a channel account manager outside the portfolio.',
    args: pageArgs(t),
    resolve: async ({ id }, args, context) => (await usersLoader(context, { parentId: id, args })) ?? emptyPage<PartnerUserRow>(),
  }),
);
