import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type { SqlReader } from './context.ts';

/** Reads the currencies of the partners that references name, by partner id. */
export async function partnerCurrencies(
  client: unknown,
  references: readonly Reference[],
): Promise<Map<string, string>> {
  const ids = [...new Set(references.flatMap(({ id }) => id ?? []))];
  const names = [
    ...new Set(
      references.flatMap(({ externalReference: name }) =>
        name ? [JSON.stringify([name.system, name.externalId])] : [],
      ),
    ),
  ];
  const rows = await (client as SqlReader).$queryRaw<{ id: string; currency: string }[]>(sql`
    SELECT partner_id AS id, currency FROM channelgraph.partner_directory
    WHERE partner_id = ANY(${ids}::text[]) OR partner_id IN (
      SELECT n.entity_id FROM channelgraph.external_name n
      JOIN (SELECT w::jsonb ->> 0 AS system, w::jsonb ->> 1 AS external_id FROM unnest(${names}::text[]) AS w) w
        ON n.system = w.system AND n.external_id = w.external_id
      WHERE n.entity_type = 'Partner')`);
  return new Map(rows.map(({ id, currency }) => [id, currency]));
}
