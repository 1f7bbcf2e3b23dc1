import pg from 'pg';

/** How much is put into a database. Every partner has the same share, whatever the number of partners. */
export interface ScalePlan {
  readonly partners: number;
  readonly opportunities: number;
  readonly contracts: number;
}

/** The partner whose questions are measured; it has the same records at every scale. */
export const measuredPartner = 'prt_000001';

/** The tables that grow with the program, which no question of one partner may read from end to end. */
export const largeTables: readonly string[] = [
  'opportunity',
  'opportunity_revision',
  'managed_contract',
  'managed_contract_revision',
  'mrr_movement',
  'renewal',
  'renewal_revision',
  'deal_registration',
];

/**
 * Fills a migrated deals database through the owner's connection, set by set: the same rows every time.
 *
 * @remarks Foreign keys are not checked row by row, and indexes that nothing refers to are built afterwards.
 */
export async function seedScale(databaseUrl: string, plan: ScalePlan): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    const rebuild = await dropIndexes(client);
    for (const statement of statements(plan)) await client.query(statement);
    for (const statement of rebuild) await client.query(statement);
    await client.query('VACUUM (ANALYZE)');
  } finally {
    await client.end();
  }
}

/** Drops what slows inserting down and returns the statements that bring it back. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ readonly drop: string; readonly create: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS create
     FROM pg_constraint c WHERE c.contype = 'x' AND c.conrelid = ANY($1::regclass[])
     UNION ALL
     SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
     FROM pg_index i WHERE i.indrelid = ANY($1::regclass[]) AND NOT i.indisunique AND NOT i.indisexclusion`,
    [largeTables],
  );
  for (const { drop } of rows) await client.query(drop);
  return rows.map(({ create }) => create);
}

const recorded = `'2026-01-01T00:00:00Z'::timestamptz AS created_at, 'service:scale' AS created_by,
  '2026-01-01T00:00:00Z'::timestamptz AS updated_at, 'service:scale' AS updated_by`;

function statements({ partners, opportunities, contracts }: ScalePlan): string[] {
  return [
    `INSERT INTO channelgraph.partner_directory (partner_id, display_name, types, segment, status, program_id, time_zone, currency, version)
     SELECT 'prt_' || lpad(p::text, 6, '0'), 'Partner ' || p, ARRAY['MSP'], 'PURE_PLAY', 'ACTIVE', 'prg_1', 'America/New_York', 'USD', 1
     FROM generate_series(0, ${partners - 1}) p`,
    `INSERT INTO customer (id, legal_name, normalized_name, domains, created_at, created_by, updated_at, updated_by)
     SELECT id, 'Customer ' || c, 'customer ' || c, '{}', created_at, created_by, updated_at, updated_by
     FROM (SELECT c, 'cus_' || lpad(c::text, 8, '0') AS id, ${recorded} FROM generate_series(0, ${partners * 5 - 1}) c) s`,
    `INSERT INTO customer_partner (customer_id, partner_id)
     SELECT 'cus_' || lpad(c::text, 8, '0'), 'prt_' || lpad((c % ${partners})::text, 6, '0') FROM generate_series(0, ${partners * 5 - 1}) c`,
    ...opportunityStatements(partners, opportunities),
    ...contractStatements(partners, contracts),
    `INSERT INTO deal_registration (id, partner_id, kind, status, name, customer_name, customer_domains, product_line_ids, currency,
       one_time_minor, mrr_minor, term_months, is_on_behalf, requested_fields, rejection_reasons, created_at, created_by, updated_at, updated_by)
     SELECT 'reg_' || lpad(g::text, 9, '0'), 'prt_' || lpad((g % ${partners})::text, 6, '0'), 'OPPORTUNITY', 'DRAFT', 'Registration ' || g,
       'Customer ' || g, '{}', ARRAY['pln_' || g % 7], 'USD', 1000, 0, 0, false, '{}', '{}',
       created_at + g * interval '1 second', created_by, updated_at, updated_by
     FROM (SELECT g, ${recorded} FROM generate_series(0, ${contracts - 1}) g) s`,
  ];
}

// Deal number j of a partner: the first tenths of each ten are won, the next lost, the others open.
function opportunityStatements(partners: number, opportunities: number): string[] {
  const deals = `SELECT g, j, 'opp_' || lpad(g::text, 9, '0') AS id, 'prt_' || lpad(p::text, 6, '0') AS partner_id,
      'cus_' || lpad((p + (j % 5) * ${partners})::text, 8, '0') AS customer_id,
      (ARRAY['WON','WON','WON','WON','LOST','LOST','LOST','PROSPECT','QUALIFIED','COMMITTED'])[j % 10 + 1]::opportunity_stage AS stage,
      (ARRAY[1, 1, 1, 1, 0, 0, 0, 0.1, 0.25, 0.9])[j % 10 + 1]::numeric AS probability,
      ARRAY['pln_' || j % 7] AS product_line_ids, (ARRAY['East', 'West', 'Central'])[g % 3 + 1] AS region,
      10000 + (g::bigint * 7919) % 1000000 AS amount, date '2023-01-01' + (j * 13 + p) % 1000 AS opened_on,
      CASE WHEN j % 10 < 7 THEN date '2023-01-01' + (j * 13 + p) % 1000 + 20 + j % 60 END AS closed_on, ${recorded}
    FROM (SELECT g, g % ${partners} AS p, g / ${partners} AS j FROM generate_series(0, ${opportunities - 1}) g) n`;
  const revision = `opportunity_revision (id, opportunity_id, partner_id, customer_id, valid_from, valid_to, recorded_at, recorded_by,
      motion, revenue_model, stage, source_role, product_line_ids, region, currency, one_time_minor, mrr_minor, term_months, probability)`;
  const terms = `'NEW', 'TRANSACTIONAL'`;
  return [
    `INSERT INTO opportunity (id, partner_id, customer_id, name, motion, revenue_model, stage, source_role, product_line_ids, currency,
       one_time_minor, mrr_minor, term_months, probability, opened_on, close_date, closed_on, region, created_at, created_by, updated_at, updated_by)
     SELECT id, partner_id, customer_id, 'Deal ' || g, ${terms}, stage, 'SOURCED', product_line_ids, 'USD', amount, 0, 0, probability,
       opened_on, opened_on + 60, closed_on, region, created_at + g * interval '1 second', created_by, updated_at, updated_by FROM (${deals}) d`,
    `INSERT INTO ${revision}
     SELECT 'orv_' || lpad(g::text, 9, '0') || 'a', id, partner_id, customer_id, opened_on, closed_on, created_at, created_by, ${terms},
       CASE WHEN closed_on IS NULL THEN stage ELSE 'QUALIFIED' END, 'SOURCED', product_line_ids, region, 'USD', amount, 0, 0,
       CASE WHEN closed_on IS NULL THEN probability ELSE 0.25 END FROM (${deals}) d`,
    `INSERT INTO ${revision}
     SELECT 'orv_' || lpad(g::text, 9, '0') || 'b', id, partner_id, customer_id, closed_on, NULL, created_at, created_by, ${terms},
       stage, 'SOURCED', product_line_ids, region, 'USD', amount, 0, 0, probability FROM (${deals}) d WHERE closed_on IS NOT NULL`,
  ];
}

// Each contract runs for three years and grows after the first; every fifth is lost then.
function contractStatements(partners: number, contracts: number): string[] {
  const held = `SELECT g, 'ctr_' || lpad(g::text, 9, '0') AS id, 'prt_' || lpad(p::text, 6, '0') AS partner_id,
      'cus_' || lpad((p + (j % 5) * ${partners})::text, 8, '0') AS customer_id, j % 5 = 0 AS is_lost, ARRAY['pln_' || j % 7] AS product_line_ids,
      (date '2024-01-01' + (j * 37 + p) % 700) AS term_start, (date '2024-01-01' + (j * 37 + p) % 700 + 366) AS changed_on,
      (date '2024-01-01' + (j * 37 + p) % 700 + 1096) AS term_end, 10000 + (g::bigint * 104729) % 500000 AS mrr, ${recorded}
    FROM (SELECT g, g % ${partners} AS p, g / ${partners} AS j FROM generate_series(0, ${contracts - 1}) g) n`;
  const revision = `managed_contract_revision (id, contract_id, partner_id, customer_id, valid_from, valid_to, recorded_at, recorded_by, status,
      currency, mrr_minor, contracted_seats, seat_unit, term_end, product_line_ids, sets_terms, sets_status, is_price_change, decided_on)`;
  return [
    `INSERT INTO managed_contract (id, partner_id, customer_id, product_line_ids, status, term_start, term_end, term_months, billing, currency,
       mrr_minor, contracted_seats, seat_unit, auto_renew, notice_days, decided_on, ended_on, created_at, created_by, updated_at, updated_by)
     SELECT id, partner_id, customer_id, product_line_ids, CASE WHEN is_lost THEN 'TERMINATED_EARLY' ELSE 'ACTIVE' END::contract_status,
       term_start, term_end, 36, 'MONTHLY', 'USD', mrr, 100, 'ENDPOINT', false, 90, CASE WHEN is_lost THEN changed_on END,
       CASE WHEN is_lost THEN changed_on END, created_at + g * interval '1 second', created_by, updated_at, updated_by FROM (${held}) c`,
    `INSERT INTO ${revision} SELECT 'crv_' || lpad(g::text, 9, '0') || 'a', id, partner_id, customer_id, term_start, changed_on, created_at, created_by,
       'ACTIVE', 'USD', mrr, 100, 'ENDPOINT', term_end, product_line_ids, true, true, false, NULL FROM (${held}) c`,
    `INSERT INTO ${revision} SELECT 'crv_' || lpad(g::text, 9, '0') || 'b', id, partner_id, customer_id, changed_on, NULL, created_at, created_by,
       CASE WHEN is_lost THEN 'TERMINATED_EARLY' ELSE 'ACTIVE' END::contract_status, 'USD', mrr + 1000, 110, 'ENDPOINT', term_end, product_line_ids,
       true, true, false, CASE WHEN is_lost THEN changed_on END FROM (${held}) c`,
    `INSERT INTO mrr_movement (id, contract_id, partner_id, customer_id, month, effective_on, kind, currency, amount_minor, recorded_at, recorded_by)
     SELECT 'mrr_' || lpad(g::text, 9, '0') || 'a', id, partner_id, customer_id, date_trunc('month', term_start), term_start, 'NEW', 'USD', mrr, created_at, created_by FROM (${held}) c
     UNION ALL
     SELECT 'mrr_' || lpad(g::text, 9, '0') || 'b', id, partner_id, customer_id, date_trunc('month', changed_on), changed_on,
       CASE WHEN is_lost THEN 'CHURN' ELSE 'EXPANSION' END::mrr_kind, 'USD', CASE WHEN is_lost THEN -mrr ELSE 1000 END, created_at, created_by FROM (${held}) c`,
    `INSERT INTO renewal (id, contract_id, partner_id, customer_id, term_end, window_opens_on, notice_deadline, latest_safe_start, stage, stage_since,
       health, health_rule, health_trace, currency, expiring_mrr_minor, probability, created_at, created_by, updated_at, updated_by)
     SELECT 'rnw_' || lpad(g::text, 9, '0'), id, partner_id, customer_id, term_end, term_end - 90, term_end - 90, term_end - 120, 'UPCOMING', term_start,
       'GREEN', 'healthy', '[]', 'USD', mrr + 1000, 0.8, created_at + g * interval '1 second', created_by, updated_at, updated_by FROM (${held}) c WHERE NOT is_lost`,
    `INSERT INTO renewal_revision (id, renewal_id, contract_id, partner_id, valid_from, recorded_at, recorded_by, stage, health, competitive_evaluation, probability)
     SELECT 'rnr_' || lpad(g::text, 9, '0'), 'rnw_' || lpad(g::text, 9, '0'), id, partner_id, term_start, created_at, created_by, 'UPCOMING', 'GREEN', false, 0.8
     FROM (${held}) c WHERE NOT is_lost`,
  ];
}
