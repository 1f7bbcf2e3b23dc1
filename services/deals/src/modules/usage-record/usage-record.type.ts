import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { addDays, addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import type { UsageRecord as RecordRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { ProductLine } from '../../entities/product-line.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { SeatProvenance, SeatUnit, UsageAggregation } from '../../vocabulary.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { believedUsageOf, usageRecordById, usageRecordsOf } from './usage-record.loaders.ts';
import { usageMonths } from './usage-record.months.ts';
import type { UsageMonth as UsageMonthValue } from './usage-record.months.ts';

/** What was told of a product line's usage on a day. */
export const UsageRecord = builder.objectRef<RecordRow>('UsageRecord').implement({
  description:
    'What was told of the usage of a contract’s product line on a day. Never changed: a correction is the next revision.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract whose usage was told.',
      resolve: ({ contractId }, _, context) => contractById(context, contractId),
    }),
    productLine: t.field({
      type: ProductLine,
      nullable: true,
      description: 'The product line that was used.',
      resolve: ({ productLineId }) => ({ id: productLineId }),
    }),
    date: t.field({ type: 'Date', description: 'The day.', resolve: ({ date }) => dateText(date) }),
    quantity: t.exposeInt('quantity', { description: 'How much was used.' }),
    unit: t.expose('unit', { type: SeatUnit, description: 'What was counted.' }),
    revision: t.exposeInt('revision', {
      description: '1 when its source first told the day; one more for each correction.',
    }),
    provenance: t.expose('provenance', { type: SeatProvenance, description: 'Where it comes from.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    recordedBy: t.field({
      type: 'ID',
      description: 'Who recorded it; hidden from analysts.',
      resolve: ({ recordedBy }, _, { viewer }) => maskPersonalData(viewer, recordedBy),
    }),
  }),
});

builder.asEntity(UsageRecord, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => usageRecordById(context, id),
});

const UsageRecordConnection = connectionOf(builder, UsageRecord, 'UsageRecord');

builder.objectField(ManagedContract, 'usageRecords', (t) =>
  t.field({
    type: UsageRecordConnection,
    description: 'What was told of its usage day by day, the latest day first.',
    args: {
      includeRestated: t.arg.boolean({
        description:
          'Whether quantities that another of the same day, line and unit has replaced are listed too. Verified comes before measured, imported and reported; then the latest revision. Default `false`.',
      }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { includeRestated, ...args }, context) =>
      usageRecordsOf(context, {
        parentId: id,
        args: { ...args, includeRestated: includeRestated ?? false },
      }),
  }),
);

const UsageMonth = builder.objectRef<UsageMonthValue>('UsageMonth').implement({
  description: 'What a contract used in a month, in one unit, and what is billed for it.',
  fields: (t) => ({
    month: t.expose('month', { type: 'Date', description: 'The first day of the month.' }),
    unit: t.expose('unit', { type: SeatUnit, description: 'What was counted.' }),
    aggregation: t.expose('aggregation', {
      type: UsageAggregation,
      description: 'The contract’s rule by which the days become one number.',
    }),
    quantity: t.exposeInt('quantity', {
      nullable: true,
      description:
        'What the rule makes of the days, rounded half to even; null when nothing was told until the end of the month.',
    }),
    monthlyMinimum: t.exposeInt('monthlyMinimum', {
      description: 'The least that is billed; 0 in a unit that the contract does not count in.',
    }),
    billable: t.exposeInt('billable', {
      description: 'What is billed: the quantity, but never less than the minimum.',
    }),
    daysTold: t.exposeInt('daysTold', { description: 'The days of the month that somebody told.' }),
    provenance: t.expose('provenance', {
      type: SeatProvenance,
      nullable: true,
      description: 'The least trusted source of what was told in the month; null when nothing was.',
    }),
    isOver: t.exposeBoolean('isOver', {
      description:
        'Whether the month, or the contract in it, is over; until then the figures may still move.',
    }),
  }),
});

const mostMonths = 60;

builder.objectField(ManagedContract, 'usage', (t) =>
  t.field({
    type: [UsageMonth],
    description:
      'What it used and what is billed, by month and unit, for the months in which it was in force. Of several sources of a day the most trusted is believed: verified, measured, imported, reported by the partner; of one source its last revision.',
    args: {
      from: t.arg({
        type: 'Date',
        description: 'Months from the one of this day on. Default: a year before `to`.',
      }),
      to: t.arg({
        type: 'Date',
        description: 'Months that begin before this day; at most 60 of them. Default: tomorrow.',
      }),
    },
    resolve: async (row, { from, to }, context) => {
      const tomorrow = addDays(await todayOfPartner(context, row.partnerId), 1);
      const window = windowOf(from, to ?? tomorrow);
      const told = await believedUsageOf(context, { parentId: row.id, args: window });
      const contract = {
        unit: row.seatUnit,
        aggregation: row.usageAggregation,
        monthlyMinimum: row.monthlyMinimum,
        termStart: dateText(row.termStart),
        endedOn: dateText(row.endedOn),
      };
      return [...usageMonths(contract, told ?? [], { ...window, tomorrow })];
    },
  }),
);

function windowOf(from: LocalDate | null | undefined, to: LocalDate) {
  const first = startOfMonth(from ?? addMonths(to, -12));
  const end = addMonths(startOfMonth(addDays(to, -1)), 1);
  if (first >= end) throw new BadUserInputError('`from` must lie before `to`.');
  if (addMonths(first, mostMonths) < end) {
    throw new BadUserInputError(`At most ${mostMonths} months of usage are read at once.`);
  }
  return { from: first, to: end };
}
