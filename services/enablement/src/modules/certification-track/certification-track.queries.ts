import { type OrderArg, orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { enumFilter, toPrismaWhere, givenOnly } from '@channelgraph/graphql/filters.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import { builder } from '../../builder.ts';
import type { CertificationTrack } from '../../db.ts';
import { CertificationKindEnum, CertificationLevelEnum } from './certification-track.enums.ts';
import { CertificationScopeEnum } from '../../vocabulary.ts';
import { trackById } from './certification-track.loaders.ts';
import { CertificationTrackConnection, CertificationTrackType } from './certification-track.type.ts';

/** Compares a certification scope. */
export const CertificationScopeFilter = enumFilter(builder, 'CertificationScope', CertificationScopeEnum);

const CertificationTrackFilter = builder.inputType('CertificationTrackFilter', {
  description: 'Which tracks to list. All conditions given must hold.',
  fields: (t) => ({
    code: t.field({ type: 'StringFilter', description: 'By short name.' }),
    name: t.field({ type: 'StringFilter', description: 'By name.' }),
    scope: t.field({ type: CertificationScopeFilter, description: 'By field of managed service.' }),
    kind: t.field({ type: CertificationKindEnum, description: 'About this.' }),
    level: t.field({ type: CertificationLevelEnum, description: 'Of this depth.' }),
    isActive: t.boolean({ description: 'Whether the track still gives awards. Default: both.' }),
  }),
});

const CertificationTrackOrder = orderInput(builder, 'CertificationTrack', {
  CODE: 'By short name.',
  NAME: 'By name.',
  CREATED_AT: 'By the time of creation.',
});
type OrderField = 'CODE' | 'NAME' | 'CREATED_AT';

builder.queryFields((t) => ({
  certificationTrack: t.field({
    type: CertificationTrackType,
    nullable: true,
    description: 'A track by id; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'The id of the track.' }) },
    resolve: (_, { id }, context) => trackById(context, id),
  }),
  certificationTracks: t.field({
    type: CertificationTrackConnection,
    description: 'The tracks in which people can be certified, by code unless told otherwise.',
    args: {
      filter: t.arg({ type: CertificationTrackFilter, description: 'Which tracks to list. Default: all.' }),
      orderBy: t.arg({
        type: CertificationTrackOrder,
        description: 'The order. Default: by code, ascending.',
      }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, { db }) => {
      const listed = givenOnly({
        code: toPrismaWhere.string(filter?.code),
        name: toPrismaWhere.string(filter?.name),
        scope: toPrismaWhere.enum(filter?.scope),
        kind: filter?.kind ?? undefined,
        level: filter?.level ?? undefined,
        isActive: filter?.isActive ?? undefined,
      });
      return keysetPage<CertificationTrack, OrderField>({
        args,
        order: (orderBy ?? { field: 'CODE', direction: 'ASC' }) as OrderArg<OrderField>,
        columns: { CODE: 'code', NAME: 'name', CREATED_AT: 'createdAt' },
        find: ({ where, ...page }) =>
          db.read.certificationTrack.findMany({ where: { AND: [listed, where] }, ...page }),
        count: () => db.read.certificationTrack.count({ where: listed }),
      });
    },
  }),
}));
