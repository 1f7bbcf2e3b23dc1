import { sqltag as sql } from '@prisma/client/runtime/client';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { directoryPartners, replicatePartner } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { AffectedDays, requestFacts } from './partner-fact.requests.ts';

/**
 * Takes in what partners says of a partner, and asks for its facts when it is new, or its currency or its enrolment changed.
 *
 * @remarks A partner without any deal has facts too: that the contract figures do not apply to it.
 */
export async function receivePartner(
  tx: Transaction,
  _context: Context,
  event: EventEnvelope<'partners.partner.changed'>,
): Promise<void> {
  const { partnerId } = event.data;
  const [before] = await directoryPartners(tx, [partnerId]);
  await replicatePartner(tx, event);
  const isNew =
    (await tx.$executeRaw(
      sql`INSERT INTO partner_fact_state (partner_id) VALUES (${partnerId}) ON CONFLICT DO NOTHING`,
    )) === 1;
  const isAsBefore =
    before?.currency === event.data.currency && dateText(before.enrolledOn) === event.data.enrolledOn;
  if (!isNew && isAsBefore) return;
  const affected = new AffectedDays();
  affected.add(partnerId, '0001-01-01');
  await requestFacts(tx, affected);
}
