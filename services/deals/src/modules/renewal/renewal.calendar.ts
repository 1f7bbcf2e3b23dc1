import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import type { Renewal as RenewalRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context, SqlReader } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import { calendarReasons } from './renewal.reasons.ts';
import type { CalendarReason } from './renewal.reasons.ts';
import { renewalById } from './renewal.loaders.ts';
import { healthOf } from './renewal.values.ts';
import { Renewal } from './renewal.type.ts';

const RenewalCalendarReason = builder.objectRef<CalendarReason>('RenewalCalendarReason').implement({
  description: 'Why a renewal needs work.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The kind of reason, such as `PRICE_LOCK_ENDS`.' }),
    message: t.exposeString('message', { description: 'The reason in words.' }),
  }),
});

const RenewalCalendarEntry = builder.objectRef<RenewalRow>('RenewalCalendarEntry').implement({
  description: 'A renewal in the order in which it should be worked.',
  fields: (t) => ({
    renewal: t.field({
      type: Renewal,
      nullable: true,
      description: 'The renewal, with its `atRiskMrr` and `latestSafeStart`.',
      resolve: ({ id }, _, context) => renewalById(context, id),
    }),
    reasons: t.field({
      type: [RenewalCalendarReason],
      description: 'Why it needs work now; empty when it can wait.',
      resolve: async (row, _, context) => {
        const contract = await contractById(context, row.contractId);
        return calendarReasons({
          today: await todayOfPartner(context, row.partnerId),
          termEnd: dateText(row.termEnd),
          windowOpensOn: dateText(row.windowOpensOn),
          noticeDeadline: dateText(row.noticeDeadline),
          latestSafeStart: dateText(row.latestSafeStart),
          autoRenew: contract?.autoRenew ?? false,
          priceLockedUntil: dateText(contract?.priceLockedUntil ?? null),
          health: healthOf(row),
          healthRule: row.healthRule,
        });
      },
    }),
  }),
});

/** The most renewals that a calendar lists. */
const mostEntries = 100;
const usualEntries = 25;

builder.queryField('renewalCalendar', (t) =>
  t.field({
    type: [RenewalCalendarEntry],
    description:
      'The undecided renewals that the viewer may see, by currency and then by the revenue at risk, most first: a partner’s own, an account manager’s portfolio, or the program’s.',
    args: {
      partnerId: t.arg.id({ description: 'Only those of this partner. Default: all in sight.' }),
      until: t.arg({
        type: 'Date',
        description: 'Only those whose term ends by this day. Default: no limit.',
      }),
      first: t.arg.int({ description: 'How many, 1 to 100. Default 25.' }),
    },
    resolve: (_, { partnerId, until, first }, context) =>
      ranked(context, {
        partnerId: partnerId ?? null,
        until: until ?? null,
        first: requireCount(first ?? usualEntries),
      }),
  }),
);

function requireCount(first: number): number {
  if (first >= 1 && first <= mostEntries) return first;
  throw new BadUserInputError(`first is ${first}: ask for 1 to ${mostEntries} renewals.`);
}

interface CalendarScope {
  readonly partnerId: string | null;
  readonly until: LocalDate | null;
  readonly first: number;
}

async function ranked(
  context: Context,
  { partnerId, until, first }: CalendarScope,
): Promise<readonly RenewalRow[]> {
  const ids = await (context.db.read as unknown as SqlReader).$queryRaw<{ id: string }[]>(sql`
    SELECT r.id FROM renewal r
    LEFT JOIN channelgraph.partner_directory d ON d.partner_id = r.partner_id
    WHERE r.decided_on IS NULL AND r.voided_on IS NULL
      AND r.term_end >= (${context.clock.now()}::timestamptz AT TIME ZONE coalesce(d.time_zone, 'UTC'))::date - ${graceDays}::int
      AND (${partnerId}::text IS NULL OR r.partner_id = ${partnerId}::text)
      AND (${until}::date IS NULL OR r.term_end <= ${until}::date)
    ORDER BY r.currency, r.expiring_mrr_minor * (1 - r.probability) DESC, r.term_end, r.id
    LIMIT ${first}`);
  const rows = await Promise.all(ids.map(({ id }) => renewalById(context, id)));
  return rows.filter((row) => row !== null);
}
