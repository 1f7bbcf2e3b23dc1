import { type OrderArg, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import { builder } from '../../builder.ts';
import type { EnablementContext } from '../../context.ts';
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

interface PartnerAwardsKey {
  readonly partnerId: string;
  readonly filter: AwardFilter | null;
  readonly order: OrderArg<AwardOrderField>;
  readonly args: PageArgs;
}

const columns = {
  AWARDED_ON: { column: 'awarded_on', type: 'date', property: 'awardedOn' },
  EXPIRES_ON: { column: 'expires_on', type: 'date', property: 'expiresOn' },
} as const;

const awardsOfPartner = defineLoader<EnablementContext, PartnerAwardsKey, Page<CertificationAward>>(
  async (context, keys) => {
    const lists = Map.groupBy(keys, ({ partnerId: _, ...list }) => JSON.stringify(list));
    const pages = await Promise.all([...lists.values()].map((list) => readPages(context, list)));
    return new Map(pages.flat());
  },
  keyOf,
);

async function readPages(
  context: EnablementContext,
  keys: readonly PartnerAwardsKey[],
): Promise<[string, Page<CertificationAward>][]> {
  const [list] = keys;
  if (!list) return [];
  const { read } = context.db;
  const pages = await nestedKeysetPages<CertificationAward, AwardOrderField>({
    client: read,
    table: 'certification_award',
    parentColumn: 'partner_id',
    parentIds: keys.map(({ partnerId }) => partnerId),
    args: list.args,
    order: list.order,
    columns,
    where: awardSql(context, list.filter),
    load: (ids) => read.certificationAward.findMany({ where: { id: { in: [...ids] } } }),
  });
  return keys.flatMap((key) => {
    const page = pages.get(key.partnerId);
    return page ? [[keyOf(key), page] as [string, Page<CertificationAward>]] : [];
  });
}

function keyOf(key: PartnerAwardsKey): string {
  return JSON.stringify(key);
}

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
        partnerId: id,
        filter: filter ?? null,
        order: (orderBy ?? newestFirst) as OrderArg<AwardOrderField>,
        args,
      }),
  }),
);
