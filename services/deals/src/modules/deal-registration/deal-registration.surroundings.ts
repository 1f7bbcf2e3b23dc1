import { sqltag as sql } from '@prisma/client/runtime/client';
import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { DirectoryPartner } from '@channelgraph/server/partner-directory.ts';
import type { BusinessCalendar } from '../../business-calendar.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { registrationPolicy } from './deal-registration.policy.ts';
import type { RegistrationPolicy } from './deal-registration.policy.ts';

/** The partner of a registration, its day and the rules of that day. */
export interface Surroundings {
  readonly partner: DirectoryPartner;
  /** Today in the time zone of the partner's program. */
  readonly today: LocalDate;
  readonly policy: PolicyVersion<RegistrationPolicy>;
  /** When registrations are decided about. */
  readonly calendar: BusinessCalendar;
}

/** Reads the surroundings of a partner's registrations. @throws NotFoundError for a partner out of sight. */
export async function surroundingsOf(
  tx: Transaction,
  context: Context,
  partnerId: string,
): Promise<Surroundings> {
  const [partner] = await directoryPartners(tx, [partnerId]);
  if (!partner) throw new NotFoundError('Partner', ['partner']);
  const today = todayIn(context.clock.now(), partner.timeZone);
  const policy = await policyOn(tx, registrationPolicy, today);
  return { partner, today, policy, calendar: calendarOf(policy.body, partner.timeZone) };
}

/** Gives the calendar by which a program decides. */
export function calendarOf({ decision }: RegistrationPolicy, timeZone: string): BusinessCalendar {
  const { calendar } = decision;
  return { ...calendar, timeZone: calendar.timeZone ?? timeZone };
}

/** Reads the rank of a partner's tier on a day; null when it has none. */
export async function tierRankOn(
  reader: SqlReader,
  partnerId: string,
  on: LocalDate,
): Promise<number | null> {
  const [tier] = await reader.$queryRaw<{ rank: number }[]>(sql`
    SELECT rank FROM channelgraph.partner_tier
    WHERE partner_id = ${partnerId} AND valid_from <= ${on}::date AND (valid_to IS NULL OR valid_to > ${on}::date)
    ORDER BY rank DESC LIMIT 1`);
  return tier?.rank ?? null;
}
