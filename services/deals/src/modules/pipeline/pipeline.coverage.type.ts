import { money } from '@channelgraph/core/money.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import { builder } from '../../builder.ts';
import { PipelineNormalization } from '../../vocabulary.ts';
import { registrationById } from '../deal-registration/deal-registration.loaders.ts';
import { DealRegistration } from '../deal-registration/deal-registration.type.ts';
import { coverageSums } from './pipeline.coverage.loaders.ts';
import { coverageOf } from './pipeline.coverage.ts';
import type { Coverage } from './pipeline.coverage.ts';
import { requireCloseWindow, requireTarget } from './pipeline.period.ts';
import { expiringProtectionsOf } from './pipeline.protections.ts';
import type { ExpiringProtection } from './pipeline.protections.ts';
import { Pipeline } from './pipeline.type.ts';

interface CoverageValue extends Coverage {
  readonly leftOutCurrencies: readonly string[];
}

const amounts = {
  target: ['The target that was named.', 'targetMinor'],
  closed: ['What was won in the period, as the deals stand.', 'closedMinor'],
  remaining: ['Target − closed; 0 when the target is reached.', 'remainingMinor'],
  open: ['What is open and expected to close in the period.', 'openMinor'],
  weighted: ['Open × likelihood that counts, rounded once, half to even.', 'weightedMinor'],
} as const satisfies Record<string, readonly [string, keyof Coverage]>;

const PipelineCoverage = builder.objectRef<CoverageValue>('PipelineCoverage').implement({
  description: 'How far what may be won in a period reaches for what a target still lacks.',
  fields: (t) => ({
    normalization: t.expose('normalization', {
      type: PipelineNormalization,
      description: 'The measure that was added up.',
    }),
    ...(Object.fromEntries(
      Object.entries(amounts).map(([name, [description, measure]]) => [
        name,
        t.field({
          type: 'Money',
          description,
          resolve: (row) => money(row[measure], row.currency),
        }),
      ]),
    ) as Record<keyof typeof amounts, ReturnType<typeof t.field>>),
    ratio: t.expose('ratio', {
      type: 'Decimal',
      nullable: true,
      description:
        'Weighted ÷ remaining with four decimals: 1 when what is likely to be won just reaches the target. Null when nothing remains.',
    }),
    leftOutCurrencies: t.field({
      type: ['CurrencyCode'],
      description: 'The currencies of deals that are not in it, because nothing is converted.',
      resolve: ({ leftOutCurrencies }) => [...leftOutCurrencies],
    }),
  }),
});

const PipelineExpiringProtection = builder
  .objectRef<ExpiringProtection>('PipelineExpiringProtection')
  .implement({
    description: 'A protection that is about to end.',
    fields: (t) => ({
      registration: t.field({
        type: DealRegistration,
        nullable: true,
        description: 'The registration that protects.',
        resolve: ({ id }, _, context) => registrationById(context, id),
      }),
      protectedTo: t.field({
        type: 'Date',
        description:
          'The first day after the protection, as it was on the day of the pipeline: an extension that was granted later does not count.',
        resolve: ({ day }) => day,
      }),
      daysLeft: t.exposeInt('daysLeft', {
        description: 'The days from the day of the pipeline to that day; 1 on the last protected day.',
      }),
    }),
  });

const ExpiringProtectionConnection = connectionOf(
  builder,
  PipelineExpiringProtection,
  'PipelineExpiringProtection',
);

builder.objectFields(Pipeline, (t) => ({
  coverage: t.field({
    type: PipelineCoverage,
    description:
      'The likely amount of the open deals of a period ÷ what the target of the period still lacks: weighted(open) ÷ (target − closed).',
    args: {
      target: t.arg({
        type: 'MoneyInput',
        required: true,
        description: 'What is to be won in the period, e.g. the target of a plan. At least 0.',
      }),
      normalization: t.arg({
        type: PipelineNormalization,
        required: true,
        description: 'The measure of the target.',
      }),
      closesFrom: t.arg({ type: 'Date', required: true, description: 'The first day of the period.' }),
      closesBefore: t.arg({ type: 'Date', required: true, description: 'The first day after the period.' }),
    },
    resolve: async (pipeline, { target, normalization, closesFrom, closesBefore }, context) => {
      const { currency } = target;
      const targetMinor = requireTarget(target);
      requireCloseWindow({ closesFrom, closesBefore });
      const period = { from: closesFrom, before: closesBefore };
      const rows = await coverageSums(context, pipeline, { normalization, ...period });
      const own = rows.find((row) => row.currency === currency) ?? nothing;
      return {
        ...coverageOf(own, { normalization, currency, targetMinor }),
        leftOutCurrencies: rows.flatMap((row) => (row.currency === currency ? [] : [row.currency])),
      };
    },
  }),
  expiringProtections: t.field({
    type: ExpiringProtectionConnection,
    description:
      'The registrations whose protection ends within the days of the policy (default 14) after the day of the pipeline, the earliest first.',
    args: pageArgs(t),
    resolve: (pipeline, args, context) => expiringProtectionsOf(context, pipeline, args),
  }),
}));

const nothing = { closedMinor: 0n, openMinor: 0n, weighted: 0n };
