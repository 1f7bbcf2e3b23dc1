import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { builder } from '../../builder.ts';
import type { CertificationRequirement } from '../../db.ts';
import { CertificationScopeEnum, MspSegmentEnum, PartnerTypeEnum } from '../../vocabulary.ts';
import { requirementById } from './certification-requirement.loaders.ts';

/** One version of the rule how many certified people a profile needs in a scope. */
export const CertificationRequirementType = builder
  .objectRef<CertificationRequirement>('CertificationRequirement')
  .implement({
    description:
      'One version of a rule: how many certified people a partner of this profile needs in a scope that it delivers. Published once, never edited.',
    interfaces: ['Node'],
    fields: (t) => ({
      version: t.exposeInt('version', {
        description: 'The number of the version among those of its profile and scope, from 1.',
      }),
      partnerType: t.expose('partnerType', {
        type: PartnerTypeEnum,
        description: 'The partner type that it holds for.',
      }),
      segment: t.expose('segment', {
        type: MspSegmentEnum,
        nullable: true,
        description: 'The segment that it holds for; null for every segment without a rule of its own.',
      }),
      scope: t.expose('scope', {
        type: CertificationScopeEnum,
        description: 'The field of managed service.',
      }),
      minimumPeople: t.exposeInt('minimumPeople', {
        description: 'How many people must hold a valid award; 0 withdraws the requirement.',
      }),
      effectiveFrom: t.field({
        type: 'Date',
        description: 'The first day on which it is in force.',
        resolve: ({ effectiveFrom }) => toLocalDate(effectiveFrom),
      }),
      effectiveTo: t.field({
        type: 'Date',
        nullable: true,
        description: 'The first day of the next version; null for the newest.',
        resolve: ({ effectiveTo }) => effectiveTo && toLocalDate(effectiveTo),
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
    }),
  });

builder.asEntity(CertificationRequirementType, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => requirementById(context, id),
});

/** A page of requirements. */
export const CertificationRequirementConnection = connectionOf(
  builder,
  CertificationRequirementType,
  'CertificationRequirement',
);
