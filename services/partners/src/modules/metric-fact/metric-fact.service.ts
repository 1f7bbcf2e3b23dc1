import { referenceTables } from '../../reference-tables.ts';
import { fromLocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { Kpi, MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { Decimal } from 'decimal.js';
import type { BulkInput, BulkItem, BulkResult, BulkRow } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { requireItemCount, summarise } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import { checkFact } from './metric-fact.check.ts';

/** A fact about a partner together with who measured it. */
export interface NewFact extends MetricFactPayload {
  readonly partnerId: string;
  /** The service or the other system that measured. */
  readonly source: string;
}

/** What became of a fact: stored under a new id, or known already. */
export interface StoredFact {
  readonly id: string;
  readonly isNew: boolean;
}

/**
 * Stores facts: the one intake for the program's own services and for imports.
 *
 * @remarks Facts are only ever added. One that says what the latest of its partner, KPI, day and source
 * says already is not stored again; a different one restates it. Facts must have passed `checkFact`.
 */
export async function recordFacts(tx: Transaction, context: Context, facts: readonly NewFact[]): Promise<StoredFact[]> {
  const partnerIds = [...new Set(facts.map(({ partnerId }) => partnerId))].sort();
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('facts ' || id, 0))::text
    FROM unnest(${partnerIds}::text[]) WITH ORDINALITY AS p(id, place) ORDER BY place`;
  const latest = await latestFacts(tx, facts);
  const rows: ReturnType<typeof toRow>[] = [];
  const results = facts.map((fact) => {
    const key = placeOf(fact);
    const known = latest.get(key);
    const content = contentOf(fact);
    if (known?.content === content) return { id: known.id, isNew: false };
    const row = toRow(fact, context);
    rows.push(row);
    latest.set(key, { id: row.id, content });
    return { id: row.id, isNew: true };
  });
  if (rows.length > 0) await tx.metricFact.createMany({ data: rows });
  return results;
}

interface LatestFact {
  readonly id: string;
  readonly content: string;
}

interface LatestRow extends Omit<NewFact, 'numerator' | 'denominator'> {
  readonly id: string;
  readonly numerator: { toString(): string } | null;
  readonly denominator: { toString(): string } | null;
}

async function latestFacts(tx: Transaction, facts: readonly NewFact[]): Promise<Map<string, LatestFact>> {
  const places = facts.map(({ partnerId, kpi, asOf, source }) => ({ partner_id: partnerId, kpi, as_of: asOf, source }));
  const rows = await tx.$queryRaw<LatestRow[]>`
    SELECT DISTINCT ON (f.partner_id, f.kpi, f.as_of, f.source)
      f.id, f.partner_id AS "partnerId", f.kpi, f.as_of::text AS "asOf", f.period_start::text AS "periodStart",
      f.period_end::text AS "periodEnd", f.status::text AS status, f.numerator, f.denominator, f.unit::text AS unit,
      f.currency, f.sample_size AS "sampleSize", f.provenance::text AS provenance, f.source,
      f.source_version AS "sourceVersion", f.evidence_query AS "evidenceQuery"
    FROM metric_fact f
    JOIN (SELECT DISTINCT * FROM jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
          AS x(partner_id text, kpi text, as_of date, source text)) w
      ON f.partner_id = w.partner_id AND f.kpi = w.kpi AND f.as_of = w.as_of AND f.source = w.source
    ORDER BY f.partner_id, f.kpi, f.as_of, f.source, f.recorded_at DESC, f.sequence DESC`;
  return new Map(
    rows.map(({ id, numerator, denominator, ...fact }) => {
      const stored = { ...fact, numerator: numerator?.toString() ?? null, denominator: denominator?.toString() ?? null };
      return [placeOf(stored), { id, content: contentOf(stored) }];
    }),
  );
}

function placeOf({ partnerId, kpi, asOf, source }: NewFact): string {
  return JSON.stringify([partnerId, kpi, asOf, source]);
}

function contentOf(fact: NewFact): string {
  const plain = (text: string | null) => (text === null ? null : new Decimal(text).toFixed());
  return JSON.stringify([
    fact.periodStart, fact.periodEnd, fact.status, plain(fact.numerator), plain(fact.denominator), fact.unit,
    fact.currency, fact.sampleSize, fact.provenance, fact.sourceVersion, fact.evidenceQuery,
  ]); // prettier-ignore
}

function toRow(fact: NewFact, context: Context) {
  return {
    ...fact,
    id: context.ids.next('fct'),
    asOf: fromLocalDate(fact.asOf),
    periodStart: fromLocalDate(fact.periodStart),
    periodEnd: fromLocalDate(fact.periodEnd),
    recordedAt: context.clock.now(),
    recordedBy: context.viewer.userId,
  };
}

/** A fact as it is sent in by an import. */
export interface MetricFactItem {
  readonly partner: Reference;
  readonly kpi: string;
  readonly asOf: string;
  readonly periodStart?: string | null | undefined;
  readonly periodEnd?: string | null | undefined;
  readonly status?: MetricFactPayload['status'] | null | undefined;
  readonly numerator?: string | null | undefined;
  readonly denominator?: string | null | undefined;
  readonly unit?: MetricFactPayload['unit'] | null | undefined;
  readonly currency?: string | null | undefined;
  readonly sampleSize?: number | null | undefined;
  readonly source?: string | null | undefined;
  readonly sourceVersion?: string | null | undefined;
  readonly evidenceQuery?: string | null | undefined;
}

/** Stores facts that another system measured, each checked by itself; their provenance is IMPORT. */
export async function importFacts(context: Context, input: BulkInput<MetricFactItem & BulkItem>): Promise<BulkResult> {
  const { idempotencyKey, ...rest } = input;
  requireItemCount(input.items.length);
  return mutate(context, { mutation: 'metricFactRecordMany', idempotencyKey, input: rest }, async (tx) => {
    const references = await resolveReferences(tx, referenceTables, input.items.map(({ partner }) => ({ type: 'Partner', reference: partner })));
    const checked = input.items.map((item, index) => checkItem(item, index, references));
    const facts = checked.flatMap(({ fact }) => fact ?? []);
    const stored = input.dryRun ? null : await recordFacts(tx, context, facts);
    const known = input.dryRun ? await knownFacts(tx, facts) : null;
    const rows = checked.map(({ fact, issues }, index): BulkRow => {
      if (!fact) return { index, externalId: null, id: null, action: 'REFUSED', issues };
      const result = stored?.[facts.indexOf(fact)] ?? null;
      const id = result?.id ?? known?.get(fact) ?? null;
      const isNew = result ? result.isNew : id === null;
      return { index, externalId: null, id, action: isNew ? 'CREATED' : 'UNCHANGED', issues: [] };
    });
    if (stored) await auditImport(tx, context, facts, stored);
    return summarise(rows, input.dryRun === true);
  });
}

async function knownFacts(tx: Transaction, facts: readonly NewFact[]): Promise<Map<NewFact, string>> {
  const latest = await latestFacts(tx, facts);
  return new Map(
    facts.flatMap((fact): [NewFact, string][] => {
      const known = latest.get(placeOf(fact));
      return known?.content === contentOf(fact) ? [[fact, known.id]] : [];
    }),
  );
}

function checkItem(item: MetricFactItem, index: number, references: ReferenceBook) {
  const issues = createIssues(['items', index]);
  const partnerId = requireReference({ type: 'Partner', field: 'partner', reference: item.partner }, references, issues);
  const fact: NewFact = {
    partnerId: partnerId ?? '',
    kpi: item.kpi as Kpi,
    asOf: item.asOf,
    periodStart: item.periodStart ?? item.asOf,
    periodEnd: item.periodEnd ?? item.asOf,
    status: item.status ?? 'OK',
    numerator: item.numerator ?? null,
    denominator: item.denominator ?? null,
    unit: item.unit ?? 'COUNT',
    currency: item.currency ?? null,
    sampleSize: item.sampleSize ?? 0,
    provenance: 'IMPORT',
    source: item.source?.trim() || 'import',
    sourceVersion: item.sourceVersion?.trim() || '1',
    evidenceQuery: item.evidenceQuery ?? null,
  };
  checkFact(fact, issues);
  return { fact: issues.issues.length === 0 ? fact : null, issues: issues.issues };
}

async function auditImport(tx: Transaction, context: Context, facts: readonly NewFact[], stored: readonly StoredFact[]): Promise<void> {
  await audit(
    tx,
    context,
    facts.flatMap((fact, index) => {
      const result = stored[index];
      if (!result?.isNew) return [];
      return [{ action: 'metricFact.recorded', entityType: 'MetricFact', entityId: result.id, partnerId: fact.partnerId, before: null, after: fact }];
    }),
  );
}
