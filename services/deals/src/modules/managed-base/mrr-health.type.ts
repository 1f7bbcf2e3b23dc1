import { addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { money } from '@channelgraph/core/money.ts';
import { hiddenWhenUnauthorized } from '@channelgraph/graphql/builder.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { directoryPartnerById, todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { growthOf, isInDistress, quarterly } from '../mrr-movement/mrr-movement.distress.ts';
import { loadMrrMonths } from '../mrr-movement/mrr-movement.loaders.ts';
import type { MrrMonth as MonthValue } from '../mrr-movement/mrr-movement.months.ts';
import type { MrrKind } from '../mrr-movement/mrr-movement.derive.ts';

const mrrMonthsOf = nestedLoader<
  Context,
  { readonly from: LocalDate; readonly to: LocalDate },
  readonly MonthValue[]
>((context, partnerIds, window) => loadMrrMonths(context.db.read, partnerIds, window));

const amounts: Readonly<Record<string, { readonly kind: MrrKind; readonly description: string }>> = {
  new: { kind: 'NEW', description: 'Revenue of first contracts.' },
  reactivated: { kind: 'REACTIVATION', description: 'Revenue of contracts that had stopped earning.' },
  expansion: { kind: 'EXPANSION', description: 'What customers took more.' },
  contraction: { kind: 'CONTRACTION', description: 'What customers took less; negative.' },
  churn: { kind: 'CHURN', description: 'What ended or was suspended; negative.' },
  priceChange: { kind: 'PRICE_CHANGE', description: 'What prices changed, the scope being the same.' },
  transferredIn: { kind: 'TRANSFER_IN', description: 'What came from another partner.' },
  transferredOut: { kind: 'TRANSFER_OUT', description: 'What went to another partner; negative.' },
};

const MrrMonth = builder.objectRef<MonthValue>('MrrMonth').implement({
  description:
    'The recurring revenue of a partner in one currency in a month. Opening plus all movements is closing, to the minor unit.',
  fields: (t) => ({
    month: t.expose('month', { type: 'Date', description: 'The first day of the month.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of all amounts.' }),
    opening: t.field({
      type: 'Money',
      description: 'What was earned in a month before it began.',
      resolve: ({ openingMinor, currency }) => money(openingMinor, currency),
    }),
    ...Object.fromEntries(
      Object.entries(amounts).map(([name, { kind, description }]) => [
        name,
        t.field({
          type: 'Money',
          description,
          resolve: ({ movements, currency }) => money(movements[kind], currency),
        }),
      ]),
    ),
    net: t.field({
      type: 'Money',
      description:
        'New, reactivated and expanded less contracted and churned; prices and transfers are left out.',
      resolve: (row) => money(growthOf(row).netMinor, row.currency),
    }),
    closing: t.field({
      type: 'Money',
      description: 'What was earned in a month when it ended.',
      resolve: ({ closingMinor, currency }) => money(closingMinor, currency),
    }),
  }),
});

interface HealthValue {
  readonly asOf: LocalDate;
  readonly months: readonly MonthValue[];
}

/** Tells whether any currency is in distress by its months, or by its quarters. */
const inDistress = (
  { months }: HealthValue,
  periods: (own: ReturnType<typeof growthOf>[]) => Parameters<typeof isInDistress>[0],
): boolean =>
  [...Map.groupBy(months, ({ currency }) => currency).values()].some((own) =>
    isInDistress(periods(own.map(growthOf))),
  );

const MrrHealth = builder.objectRef<HealthValue>('MrrHealth').implement({
  description: 'What a partner wins in recurring revenue against what is left of it.',
  fields: (t) => ({
    asOf: t.expose('asOf', {
      type: 'Date',
      description: 'The day; the months that were over then are shown.',
    }),
    isInDistress: t.boolean({
      description:
        'Whether in each of the last two months new revenue was won and less was left in the end than before, in any currency.',
      resolve: (health) => inDistress(health, (months) => months),
    }),
    isInDistressByQuarter: t.boolean({
      description: 'The same for the last two calendar quarters that were over.',
      resolve: (health) => inDistress(health, quarterly),
    }),
    months: t.field({
      type: [MrrMonth],
      description: 'The months, the earliest first, by currency; none for a partner that never earned.',
      resolve: ({ months }) => [...months],
    }),
  }),
});

const mostMonths = 60;

builder.objectField(Partner, 'mrrHealth', (t) =>
  t.field({
    type: MrrHealth,
    nullable: true,
    description:
      'What the partner won in recurring revenue against what is left of it; null for a viewer who may not see it.',
    authScopes: ({ id }) => ({ partner: id }),
    ...hiddenWhenUnauthorized,
    args: {
      asOf: t.arg({
        type: 'Date',
        description: 'The day to look back from. Default: today in the time zone of the partner’s program.',
      }),
      months: t.arg.int({
        description: 'How many months that were over, 1 to 60. Default 12; distress needs 2, by quarter 8.',
      }),
    },
    resolve: async ({ id }, { asOf, months }, context) => {
      const count = months ?? 12;
      if (count < 1 || count > mostMonths)
        throw new BadUserInputError(`1 to ${mostMonths} months are shown.`);
      if (!(await directoryPartnerById(context, id))) return null;
      const day = asOf ?? (await todayOfPartner(context, id));
      const to = startOfMonth(day);
      const window = { from: addMonths(to, -count), to };
      return { asOf: day, months: await mrrMonthsOf(context, { parentId: id, args: window }) };
    },
  }),
);
