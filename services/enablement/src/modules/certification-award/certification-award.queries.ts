import { type OrderArg, orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import { enumFilter } from '@channelgraph/graphql/filters.ts';
import { builder } from '../../builder.ts';
import type { CertificationAward } from '../../db.ts';
import { CertificationScopeFilter } from '../certification-track/certification-track.queries.ts';
import { CertificationAwardStatusEnum } from './certification-award.enums.ts';
import { awardWhere } from './certification-award.filter.ts';
import { awardById } from './certification-award.loaders.ts';
import { CertificationAwardConnection, CertificationAwardType } from './certification-award.type.ts';

const CertificationAwardStatusFilter = enumFilter(
  builder,
  'CertificationAwardStatus',
  CertificationAwardStatusEnum,
);

/** Which awards to list. */
export const CertificationAwardFilter = builder.inputType('CertificationAwardFilter', {
  description: 'Which awards to list. All conditions given must hold.',
  fields: (t) => ({
    partnerId: t.field({
      type: 'IdFilter',
      description: 'By the company of the person when the award was made.',
    }),
    userId: t.field({ type: 'IdFilter', description: 'By person.' }),
    trackId: t.field({ type: 'IdFilter', description: 'By track.' }),
    scope: t.field({ type: CertificationScopeFilter, description: 'By field of managed service.' }),
    status: t.field({ type: CertificationAwardStatusFilter, description: "By today's status." }),
    awardedOn: t.field({ type: 'DateFilter', description: 'By the first day.' }),
    expiresOn: t.field({ type: 'DateFilter', description: 'By the last day.' }),
  }),
});

/** The order of a list of awards. */
export const CertificationAwardOrder = orderInput(builder, 'CertificationAward', {
  AWARDED_ON: 'By the first day.',
  EXPIRES_ON: 'By the last day.',
});
/** What awards can be ordered by. */
export type AwardOrderField = 'AWARDED_ON' | 'EXPIRES_ON';
/** The order of awards where none is asked for. */
export const newestFirst: OrderArg<AwardOrderField> = { field: 'AWARDED_ON', direction: 'DESC' };

builder.queryFields((t) => ({
  certificationAward: t.field({
    type: CertificationAwardType,
    nullable: true,
    description: 'An award by id; null when there is none or the viewer may not see it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the award.' }) },
    resolve: (_, { id }, context) => awardById(context, id),
  }),
  certificationAwards: t.field({
    type: CertificationAwardConnection,
    description:
      'The awards that the viewer may see, newest first unless told otherwise: of all partners for staff, of the portfolio for account managers, of their company for its `ADMIN` and `TECHNICAL` users, of themselves for its other users.',
    args: {
      filter: t.arg({ type: CertificationAwardFilter, description: 'Which awards to list. Default: all.' }),
      orderBy: t.arg({
        type: CertificationAwardOrder,
        description: 'The order. Default: by first day, newest first.',
      }),
      ...pageArgs(t),
    },
    resolve: async (_, { filter, orderBy, ...args }, context) => {
      const listed = await awardWhere(context, filter);
      const { certificationAward } = context.db.read;
      return keysetPage<CertificationAward, AwardOrderField>({
        args,
        order: (orderBy ?? newestFirst) as OrderArg<AwardOrderField>,
        columns: { AWARDED_ON: 'awardedOn', EXPIRES_ON: 'expiresOn' },
        find: ({ where, ...page }) =>
          certificationAward.findMany({ where: { AND: [listed, where] }, ...page }),
        count: () => certificationAward.count({ where: listed }),
      });
    },
  }),
}));
