import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { requirementById } from '../certification-requirement/certification-requirement.loaders.ts';
import { CertificationRequirementType } from '../certification-requirement/certification-requirement.type.ts';
import { CertificationScopeEnum } from '../../vocabulary.ts';
import { coverageOfPartner } from './certification-coverage.loaders.ts';
import type { Coverage, ScopeCoverage } from './certification-coverage.formula.ts';

const CertificationScopeCoverage = builder.objectRef<ScopeCoverage>('CertificationScopeCoverage').implement({
  description: 'The certified people of a partner in one scope that it delivers.',
  fields: (t) => ({
    scope: t.expose('scope', { type: CertificationScopeEnum, description: 'The field of managed service.' }),
    required: t.exposeInt('required', {
      nullable: true,
      description:
        'How many people must be certified; null when no requirement is in force, and the scope is then not part of the value.',
    }),
    current: t.exposeInt('current', {
      description: 'How many active users hold a valid award, each counted once.',
    }),
    expiringWithin60Days: t.exposeInt('expiringWithin60Days', {
      description: 'How many of them lose their last award of the scope within 60 days.',
    }),
    expiringWithin30Days: t.exposeInt('expiringWithin30Days', {
      description: 'How many of them lose their last award of the scope within 30 days.',
    }),
    gap: t.exposeInt('gap', { description: 'How many people are missing; 0 when the scope is covered.' }),
    requirement: t.field({
      type: CertificationRequirementType,
      nullable: true,
      description: 'The version of the requirement that was applied; null when none is in force.',
      resolve: ({ requirementId }, _, context) =>
        requirementId === null ? null : requirementById(context, requirementId),
    }),
  }),
});

const CertificationCoverage = builder.objectRef<Coverage>('CertificationCoverage').implement({
  description: "How far a partner's certified people meet the requirements on a day.",
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'Date', description: 'The day that it describes.' }),
    value: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The mean, over the delivered scopes with a requirement, of the covered share, at most 1 each. Null when no scope is delivered or none has a requirement: never 0 for want of data.',
      resolve: ({ value }) => value?.toFixed() ?? null,
    }),
    numerator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The sum of the covered shares; null like the value.',
      resolve: ({ numerator }) => numerator?.toFixed() ?? null,
    }),
    denominator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'How many delivered scopes have a requirement; null like the value.',
      resolve: ({ denominator }) => denominator?.toFixed() ?? null,
    }),
    isApplicable: t.boolean({
      description: 'Whether the partner delivers a scope at all.',
      resolve: ({ status }) => status !== 'NOT_APPLICABLE',
    }),
    hasUncoveredScope: t.exposeBoolean('hasUncoveredScope', {
      description: 'Whether a delivered scope with a requirement has nobody certified.',
    }),
    scopes: t.field({
      type: [CertificationScopeCoverage],
      description: 'The delivered scopes.',
      resolve: ({ scopes }) => [...scopes],
    }),
  }),
});

builder.objectField(Partner, 'certificationCoverage', (t) =>
  t.field({
    type: CertificationCoverage,
    nullable: true,
    description:
      "How far the partner's certified people meet the requirements on a day. Null for a partner out of sight. Every user of the partner sees it.",
    args: {
      asOf: t.arg({
        type: 'Date',
        description:
          "The day to answer for. Default: today in the time zone of the partner's program. A later day shows what is left if nothing is renewed.",
      }),
    },
    resolve: ({ id }, { asOf }, context) => coverageOfPartner(context, id, asOf ?? null),
  }),
);
