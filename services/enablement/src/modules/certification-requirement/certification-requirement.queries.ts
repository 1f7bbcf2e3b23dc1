import { fromLocalDate } from '@channelgraph/core/calendar.ts';
import { type OrderArg, orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import { givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import { builder } from '../../builder.ts';
import type { CertificationRequirement } from '../../db.ts';
import { CertificationScopeFilter } from '../certification-track/certification-track.queries.ts';
import { MspSegmentEnum, PartnerTypeEnum } from '../../vocabulary.ts';
import { CertificationRequirementConnection } from './certification-requirement.type.ts';

const CertificationRequirementFilter = builder.inputType('CertificationRequirementFilter', {
  description: 'Which requirements to list. All conditions given must hold.',
  fields: (t) => ({
    partnerType: t.field({ type: PartnerTypeEnum, description: 'For this partner type.' }),
    segment: t.field({ type: MspSegmentEnum, description: 'For this segment by a rule of its own.' }),
    scope: t.field({ type: CertificationScopeFilter, description: 'By field of managed service.' }),
    inForceOn: t.field({ type: 'Date', description: 'In force on this day. Default: every version.' }),
  }),
});

const CertificationRequirementOrder = orderInput(builder, 'CertificationRequirement', {
  EFFECTIVE_FROM: 'By the first day in force.',
});

builder.queryField('certificationRequirements', (t) =>
  t.field({
    type: CertificationRequirementConnection,
    description: 'The versions of the certification requirements, newest first unless told otherwise.',
    args: {
      filter: t.arg({
        type: CertificationRequirementFilter,
        description: 'Which requirements to list. Default: all versions.',
      }),
      orderBy: t.arg({
        type: CertificationRequirementOrder,
        description: 'The order. Default: by first day in force, newest first.',
      }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, { db }) => {
      const day = filter?.inForceOn ? fromLocalDate(filter.inForceOn) : null;
      const listed = {
        ...givenOnly({
          partnerType: filter?.partnerType ?? undefined,
          segment: filter?.segment ?? undefined,
          scope: toPrismaWhere.enum(filter?.scope),
        }),
        ...(day && {
          effectiveFrom: { lte: day },
          OR: [{ effectiveTo: null }, { effectiveTo: { gt: day } }],
        }),
      };
      return keysetPage<CertificationRequirement, 'EFFECTIVE_FROM'>({
        args,
        order: (orderBy ?? { field: 'EFFECTIVE_FROM', direction: 'DESC' }) as OrderArg<'EFFECTIVE_FROM'>,
        columns: { EFFECTIVE_FROM: 'effectiveFrom' },
        find: ({ where, ...page }) =>
          db.read.certificationRequirement.findMany({ where: { AND: [listed, where] }, ...page }),
        count: () => db.read.certificationRequirement.count({ where: listed }),
      });
    },
  }),
);
