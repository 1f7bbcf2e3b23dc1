import { serviceNames } from '@channelgraph/server/service-names.ts';
import { Client } from 'pg';
import type { TestGraph } from '../../testkit/graph.ts';

/** The partners whose data carries marks, by the keys of the demo. */
export const marked = ['harbor', 'ridgeline'] as const;
/** One of them. */
export type Marked = (typeof marked)[number];

/** The mark in every text that belongs to a partner and to nobody else. */
export function markOf(partner: Marked): string {
  return `zq${partner}canaryqz`;
}

/** Texts that the services read back as something else than text: enumerations, hashes, keys of the program. */
const meaningful =
  /^(id|.*_id|entity_type|system|kpi|status|role|action|chain|hash|.*_hash|currency|stage|motion|revenue_model|source_role|loss_reason|kind|scope|unit|provenance|billing|seat_unit|cause|specialisation|type|segment|lifecycle_stage|subject|source_key|hq_country|time_zone|level|track|actor|created_by|updated_by|recorded_by|revoked_by|email|value|principal|mutation|key|input_hash|evidence_kind|subscriber|consumer|probability_source|state)$/;

/**
 * Marks every text column of every table that belongs to a partner, and the customers that it alone has.
 *
 * @remarks Directly in the databases, so that fields which no mutation writes are marked as well. E-mail
 * addresses are marked in front, because they must stay addresses and stay different.
 */
export async function plantCanaries(
  graph: TestGraph,
  ids: Readonly<Record<Marked, string>>,
): Promise<number> {
  let planted = 0;
  for (const service of serviceNames) {
    const client = new Client({ connectionString: graph.urls[service] });
    await client.connect();
    for (const { table, owner, columns } of await markable(client)) {
      // Rows that are written once are marked all the same; nothing is written here afterwards.
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
      for (const partner of marked) {
        const sets = columns.map(
          (column) => `${column} = CASE WHEN ${column} IS NULL THEN NULL ELSE $1 || ' ' || ${column} END`,
        );
        const { rowCount } = await client.query(
          `UPDATE ${table} SET ${sets.join(', ')} WHERE ${owner} = $2`,
          [markOf(partner), ids[partner]],
        );
        planted += (rowCount ?? 0) * columns.length;
      }
    }
    if (service === 'deals') planted += await markCustomers(client, ids);
    await client.end();
  }
  return planted;
}

interface Markable {
  readonly table: string;
  readonly owner: string;
  readonly columns: readonly string[];
}

async function markable(client: Client): Promise<Markable[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT format('%I.%I', table_schema, table_name) AS table, array_agg(column_name::text) AS columns
     FROM information_schema.columns JOIN pg_tables t ON t.schemaname = table_schema AND t.tablename = table_name
     WHERE table_schema IN ('public', 'channelgraph') GROUP BY 1`,
  );
  const { rows: texts } = await client.query<{ table: string; column: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS table, column_name::text AS column FROM information_schema.columns
     WHERE table_schema IN ('public', 'channelgraph') AND data_type = 'text'`,
  );
  return rows.flatMap(({ table, columns }) => {
    const owner = table === 'public.partner' ? 'id' : 'partner_id';
    const own = texts
      .filter((text) => text.table === table && !meaningful.test(text.column))
      .map(({ column }) => column);
    return columns.includes(owner) &&
      own.length > 0 &&
      !table.endsWith('external_name') &&
      !table.endsWith('external_reference')
      ? [{ table, owner, columns: own }]
      : [];
  });
}

async function markCustomers(client: Client, ids: Readonly<Record<Marked, string>>): Promise<number> {
  let planted = 0;
  for (const partner of marked) {
    const { rowCount } = await client.query(
      `UPDATE customer SET legal_name = $1 || ' ' || legal_name, normalized_name = $1 || ' ' || normalized_name
       WHERE id IN (SELECT customer_id FROM customer_partner WHERE partner_id = $2)`,
      [markOf(partner), ids[partner]],
    );
    planted += (rowCount ?? 0) * 2;
  }
  return planted;
}
