import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Transaction } from '../../context.ts';

/** Collects the earliest affected day per partner. */
export class AffectedDays {
  readonly #days = new Map<string, LocalDate>();

  /** Notes that something about the partner changed from the day on. */
  add(partnerId: string, day: LocalDate): void {
    const known = this.#days.get(partnerId);
    if (known === undefined || day < known) this.#days.set(partnerId, day);
  }

  /** The partners with their earliest day. */
  entries(): readonly { readonly partnerId: string; readonly day: LocalDate }[] {
    return [...this.#days].map(([partnerId, day]) => ({ partnerId, day }));
  }
}

/**
 * Asks for the facts of partners to be computed again, in the transaction of the change.
 *
 * @remarks One waiting job per partner, whatever the number of changes: the earliest day is kept in a
 * row of its own, so that a job that is replaced forgets nothing.
 */
export async function requestFacts(tx: Transaction, affected: AffectedDays): Promise<void> {
  const rows = affected.entries();
  if (rows.length === 0) return;
  const json = JSON.stringify(rows);
  await tx.$executeRaw(sql`
    INSERT INTO partner_fact_state AS s (partner_id, dirty_from)
    SELECT r."partnerId", r.day FROM jsonb_to_recordset(${json}::jsonb) AS r("partnerId" text, day date)
    ORDER BY 1
    ON CONFLICT (partner_id) DO UPDATE SET dirty_from = least(s.dirty_from, excluded.dirty_from)`);
  await enqueuePerPartner(
    tx,
    'recompute_facts',
    rows.map(({ partnerId }) => partnerId),
  );
}

/** Puts one job per partner into the queue, in one statement; a waiting job of the partner is replaced. */
export async function enqueuePerPartner(
  tx: Transaction,
  task: string,
  partnerIds: readonly string[],
): Promise<void> {
  if (partnerIds.length === 0) return;
  await tx.$executeRaw(sql`
    SELECT channelgraph.enqueue(${task}, jsonb_build_object('partnerId', p), ${task} || ':' || p, ${task} || ':' || p, now())
    FROM unnest(${[...partnerIds]}::text[]) AS p`);
}
