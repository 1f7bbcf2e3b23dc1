import { ConflictError, NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import type { Context } from '../../../context.ts';
import { DirectionEnum, IndicatorEnum, KpiEnum } from '../../../vocabulary.ts';
import { kpiDefinitions } from '../../kpi-definition/kpi-definition.catalogue.ts';
import type { TemplateVersion } from '../scorecard.loaders.ts';
import { readTemplate } from '../scorecard.loaders.ts';
import { publishTemplate } from '../scorecard.service.ts';
import { ScorecardTemplate } from '../scorecard.type.ts';

const TemplateKpiInput = builder.inputType('ScorecardTemplateKpiInput', {
  description: 'How one KPI counts in a scorecard.',
  fields: (t) => ({
    kpi: t.field({ type: KpiEnum, required: true, description: 'The KPI.' }),
    weight: t.field({ type: 'Decimal', required: true, description: 'Its share of 100.' }),
    floor: t.field({ type: 'Decimal', required: true, description: 'The value that scores 0 points.' }),
    target: t.field({ type: 'Decimal', required: true, description: 'The value that scores 100 points.' }),
    direction: t.field({
      type: DirectionEnum,
      description: 'Whether more or less is better. Default: as the KPI is defined.',
    }),
    indicator: t.field({
      type: IndicatorEnum,
      description: 'Whether it announces results or reports them. Default: as the KPI is defined.',
    }),
    minimumSample: t.int({ description: 'The smallest sample that is scored. Default: any.' }),
    isVerificationRequired: t.boolean({
      description:
        'Whether a figure that rests on what only the partner reports is shown and not scored. Default `false`.',
    }),
  }),
});

const PublishInput = builder.inputType('ScorecardTemplatePublishInput', {
  description: 'What `scorecardTemplatePublish` takes.',
  fields: (t) => ({
    profileId: t.id({ required: true, description: 'The kind of partner that is measured by it.' }),
    effectiveFrom: t.field({
      type: 'Date',
      required: true,
      description: 'The first day in force, after that of the last version.',
    }),
    minimumCoverage: t.field({
      type: 'Decimal',
      description: 'The share of the applicable weight that must be scored for a total. Default `0.60`.',
    }),
    greenFrom: t.field({ type: 'Decimal', description: 'The smallest total that is green. Default `70`.' }),
    amberFrom: t.field({ type: 'Decimal', description: 'The smallest total that is amber. Default `40`.' }),
    kpis: t.field({
      type: [TemplateKpiInput],
      required: true,
      description: 'The KPIs that count; their weights sum to 100.',
    }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationField('scorecardTemplatePublish', (t) =>
  t.field({
    type: ScorecardTemplate,
    description:
      'Publishes the next version of a kind of partner’s scorecard rules; the version before ends where it begins. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: PublishInput, required: true, description: 'The rules.' }) },
    errors: resultOf({
      mutation: 'ScorecardTemplatePublish',
      field: 'template',
      fieldDescription: 'The version published.',
      errors: [NotFoundError, ConflictError],
    }),
    resolve: (_, { input }, context) => publishAndRead(context, input),
  }),
);

async function publishAndRead(
  context: Context,
  input: typeof PublishInput.$inferInput,
): Promise<TemplateVersion> {
  const { profileId, effectiveFrom, idempotencyKey, minimumCoverage, greenFrom, amberFrom } = input;
  const kpis = input.kpis.map(
    ({ kpi, direction, indicator, minimumSample, isVerificationRequired, ...rule }) => ({
      kpi,
      ...rule,
      direction: direction ?? kpiDefinitions[kpi].direction ?? ('HIGHER_IS_BETTER' as const),
      indicator: indicator ?? kpiDefinitions[kpi].indicator,
      minimumSample: minimumSample ?? null,
      ...(isVerificationRequired ? { requiresVerified: true } : {}),
    }),
  );
  const body = {
    minimumCoverage: minimumCoverage ?? '0.60',
    greenFrom: greenFrom ?? '70',
    amberFrom: amberFrom ?? '40',
    kpis,
  };
  return readTemplate(
    context,
    await publishTemplate(context, { profileId, effectiveFrom, idempotencyKey, body }),
  );
}
