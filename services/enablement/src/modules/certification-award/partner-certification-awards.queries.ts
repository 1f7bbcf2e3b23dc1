import { type OrderArg, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import type { CertificationAward } from '../../db.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { type AwardFilter, awardSql } from './certification-award.filter.ts';
import {
  type AwardOrderField,
  CertificationAwardFilter,
  CertificationAwardOrder,
  newestFirst,
} from './certification-award.queries.ts';
import { CertificationAwardConnection } from './certification-award.type.ts';

interface PartnerAwardsArgs extends PageArgs {
  readonly filter: AwardFilter | null;
  readonly order: OrderArg<AwardOrderField>;
}

const columns = {
  AWARDED_ON: { column: 'awarded_on', type: 'date', property: 'awardedOn' },
  EXPIRES_ON: { column: 'expires_on', type: 'date', property: 'expiresOn' },
} as const;

const awardsOfPartner = nestedLoader<Context, PartnerAwardsArgs, Page<CertificationAward>>(
  (context, parentIds, { filter, order, ...args }) =>
    nestedKeysetPages<CertificationAward, AwardOrderField>({
      client: context.db.read,
      table: 'certification_award',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns,
      where: awardSql(context, filter),
      load: (ids) => context.db.read.certificationAward.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'certificationAwards', (t) =>
  t.field({
    type: CertificationAwardConnection,
    nullable: true,
    description:
      "The awards of the partner's people, newest first unless told otherwise. Users of the partner without `ADMIN` or `TECHNICAL` see their own; the list is empty for a partner out of sight.",
    args: {
      filter: t.arg({ type: CertificationAwardFilter, description: 'Which awards to list. Default: all.' }),
      orderBy: t.arg({
        type: CertificationAwardOrder,
        description: 'The order. Default: by first day, newest first.',
      }),
      ...pageArgs(t),
    },
    resolve: ({ id }, { filter, orderBy, ...args }, context) =>
      awardsOfPartner(context, {
        parentId: id,
        args: {
          ...args,
          filter: filter ?? null,
          order: (orderBy ?? newestFirst) as OrderArg<AwardOrderField>,
        },
      }),
  }),
);
