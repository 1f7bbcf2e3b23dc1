import { sqltag as sql } from '@prisma/client/runtime/client';
import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type { Context, SqlReader } from './context.ts';

/** What the rows of an import need to know of the partners that they are about. */
export interface ImportPartners {
  /** The currency in which the partner is reckoned; null for an unknown one. */
  currencyOf(partnerId: string | null): string | null;
  /** Today in the time zone of the partner's program. */
  todayOf(partnerId: string | null): LocalDate;
  /** The time zone of the partner's program; null for an unknown one. */
  timeZoneOf(partnerId: string | null): string | null;
  /** Reads the partners of stored rows, which an import need not name. */
  add(tx: unknown, partnerIds: readonly string[]): Promise<void>;
}

interface PartnerRow {
  readonly id: string;
  readonly currency: string;
  readonly timeZone: string;
}

/** Reads the partners that the rows of an import name. */
export async function importPartners(
  context: Context,
  references: readonly Reference[],
): Promise<ImportPartners> {
  const known = new Map<string, PartnerRow>();
  const add = async (client: unknown, named: readonly Reference[]): Promise<void> => {
    for (const row of await readPartners(client, named)) known.set(row.id, row);
  };
  await add(context.db.read, references);
  const now = context.clock.now();
  return {
    currencyOf: (partnerId) => known.get(partnerId ?? '')?.currency ?? null,
    todayOf(partnerId) {
      const partner = known.get(partnerId ?? '');
      return partner ? todayIn(now, partner.timeZone) : context.today;
    },
    timeZoneOf: (partnerId) => known.get(partnerId ?? '')?.timeZone ?? null,
    add: (tx, partnerIds) =>
      add(
        tx,
        partnerIds.filter((id) => !known.has(id)).map((id) => ({ id })),
      ),
  };
}

async function readPartners(client: unknown, references: readonly Reference[]): Promise<PartnerRow[]> {
  if (references.length === 0) return [];
  const ids = [...new Set(references.flatMap(({ id }) => id ?? []))];
  const names = [
    ...new Set(
      references.flatMap(({ externalReference: name }) =>
        name ? [JSON.stringify([name.system, name.externalId])] : [],
      ),
    ),
  ];
  return (client as SqlReader).$queryRaw<PartnerRow[]>(sql`
    SELECT partner_id AS id, currency, time_zone AS "timeZone" FROM channelgraph.partner_directory
    WHERE partner_id = ANY(${ids}::text[]) OR partner_id IN (
      SELECT n.entity_id FROM channelgraph.external_name n
      JOIN (SELECT w::jsonb ->> 0 AS system, w::jsonb ->> 1 AS external_id FROM unnest(${names}::text[]) AS w) w
        ON n.system = w.system AND n.external_id = w.external_id
      WHERE n.entity_type = 'Partner')`);
}
