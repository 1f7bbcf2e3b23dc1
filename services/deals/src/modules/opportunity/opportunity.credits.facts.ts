import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { Context, Transaction } from '../../context.ts';
import { AffectedDays, requestFacts } from '../partner-fact/partner-fact.requests.ts';
import { partnersTouched } from './opportunity.credits.store.ts';
import type { CreditChange } from './opportunity.credits.store.ts';

/** Asks for the figures of everybody whose credit changed, from the first day of the deal on. */
export function requestCreditFacts(
  tx: Transaction,
  context: Context,
  changes: readonly (CreditChange & { readonly since: LocalDate })[],
): Promise<void> {
  const affected = new AffectedDays();
  for (const change of changes) {
    for (const partnerId of partnersTouched(change)) affected.add(partnerId, change.since);
  }
  if (affected.entries().length === 0) return Promise.resolve();
  return withProgramRights(tx, context.viewer, () => requestFacts(tx, affected));
}
