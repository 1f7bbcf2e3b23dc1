import { fromLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { FactDetail, Kpi, MetricFactPayload } from '@channelgraph/core/kpi.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { Decimal } from 'decimal.js';
import type { MetricFact as MetricFactRow, PrismaClient } from '../../db.ts';
import type { Context, Transaction } from '../../context.ts';
import { referenceTables } from '../../reference-tables.ts';
import { isService } from './metric-fact.precedence.ts';
import { checkFact, isPlainDecimal } from './metric-fact.check.ts';

/** A fact about a partner together with who measured it. */
export interface NewFact extends MetricFactPayload {
  /** The id to store it under. Default: a new one. */
  readonly id?: string;
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
export async function recordFacts(
  tx: Transaction,
  context: Context,
  facts: readonly NewFact[],
): Promise<StoredFact[]> {
  await lockFacts(tx, facts);
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

// Two intakes for one partner would otherwise both find a fact new.
async function lockFacts(tx: Transaction, facts: readonly NewFact[]): Promise<void> {
  await lockAll(
    tx,
    facts.map(({ partnerId }) => `facts ${partnerId}`),
  );
}

interface LatestFact {
  readonly id: string;
  readonly content: string;
}

interface LatestRow extends Omit<NewFact, 'id' | 'numerator' | 'denominator'> {
  readonly id: string;
  readonly numerator: { toString(): string } | null;
  readonly denominator: { toString(): string } | null;
}

async function latestFacts(tx: Transaction, facts: readonly NewFact[]): Promise<Map<string, LatestFact>> {
  const places = facts.map(({ partnerId, kpi, asOf, source }) => ({
    partner_id: partnerId,
    kpi,
    as_of: asOf,
    source,
  }));
  const rows = await tx.$queryRaw<LatestRow[]>`
    SELECT DISTINCT ON (f.partner_id, f.kpi, f.as_of, f.source)
      f.id, f.partner_id AS "partnerId", f.kpi, f.as_of::text AS "asOf", f.period_start::text AS "periodStart",
      f.period_end::text AS "periodEnd", f.status::text AS status, f.numerator, f.denominator, f.unit::text AS unit,
      f.currency, f.sample_size AS "sampleSize", f.provenance::text AS provenance, f.source,
      f.source_version AS "sourceVersion", f.evidence_query AS "evidenceQuery", f.details
    FROM metric_fact f
    JOIN (SELECT DISTINCT * FROM jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
          AS x(partner_id text, kpi text, as_of date, source text)) w
      ON f.partner_id = w.partner_id AND f.kpi = w.kpi AND f.as_of = w.as_of AND f.source = w.source
    ORDER BY f.partner_id, f.kpi, f.as_of, f.source, f.recorded_at DESC, f.sequence DESC`;
  return new Map(
    rows.map(({ id, numerator, denominator, ...fact }) => {
      const stored = {
        ...fact,
        numerator: numerator?.toString() ?? null,
        denominator: denominator?.toString() ?? null,
      };
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
    (fact.details ?? []).map(({ name, value }) => [name, value]),
  ]); // prettier-ignore
}

function toRow(fact: NewFact, context: Context) {
  return {
    ...fact,
    details: (fact.details ?? []).map((detail) => ({ ...detail })),
    id: fact.id ?? context.ids.next('fct'),
    asOf: fromLocalDate(fact.asOf),
    periodStart: fromLocalDate(fact.periodStart),
    periodEnd: fromLocalDate(fact.periodEnd),
    recordedAt: context.clock.now(),
    recordedBy: context.viewer.userId,
  };
}

/** A fact as it is sent in by an import. */
export interface MetricFactItem extends BulkItem {
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

/**
 * How facts of other systems are imported: each is checked by itself, and their provenance is IMPORT.
 *
 * @remarks A fact that is stored already is UNCHANGED; one that says something else is CREATED beside it.
 */
export const metricFactBulk: BulkDefinition<PrismaClient, MetricFactItem, NewFact> = {
  mutation: 'metricFactRecordMany',
  type: 'MetricFact',
  tables: referenceTables,
  prefix: 'fct',
  related: ({ partner }) => [{ type: 'Partner', reference: partner }],
  async findByNature(tx, items, references) {
    const facts = items.map((item) => readItem(item, references, createIssues()));
    const usable = facts.filter((fact) => fact !== null);
    await lockFacts(tx, usable);
    const latest = await latestFacts(tx, usable);
    return facts.map((fact) => {
      const known = fact && latest.get(placeOf(fact));
      return fact && known?.content === contentOf(fact) ? known.id : null;
    });
  },
  async load(tx, ids) {
    const rows = await tx.metricFact.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  check: (item, { references, issues }) => readItem(item, references, issues),
  async write(tx, context, changes) {
    await recordFacts(
      tx,
      context,
      changes.map(({ id, values }) => ({ ...values, id })),
    );
  },
  partnerOf: ({ values }) => values.partnerId,
};

/** Gives the further figures of a stored fact. */
export function detailsOf({ details }: Pick<MetricFactRow, 'details'>): readonly FactDetail[] {
  // Written by `recordFacts` alone.
  return details as unknown as readonly FactDetail[];
}

function fromRow(row: MetricFactRow): NewFact {
  return {
    partnerId: row.partnerId,
    kpi: row.kpi as Kpi,
    asOf: toLocalDate(row.asOf),
    periodStart: toLocalDate(row.periodStart),
    periodEnd: toLocalDate(row.periodEnd),
    status: row.status,
    numerator: row.numerator?.toFixed() ?? null,
    denominator: row.denominator?.toFixed() ?? null,
    unit: row.unit,
    currency: row.currency,
    sampleSize: row.sampleSize,
    provenance: row.provenance,
    source: row.source,
    sourceVersion: row.sourceVersion,
    evidenceQuery: row.evidenceQuery,
    details: detailsOf(row),
  };
}

function readItem(item: MetricFactItem, references: ReferenceBook, issues: IssueCollector): NewFact | null {
  const target = { type: 'Partner', field: 'partner', reference: item.partner };
  const partnerId = requireReference(target, references, issues);
  const plain = (text: string | null | undefined) =>
    text && isPlainDecimal(text) ? new Decimal(text).toFixed() : (text ?? null);
  const fact: NewFact = {
    partnerId: partnerId ?? '',
    kpi: item.kpi as Kpi,
    asOf: item.asOf,
    periodStart: item.periodStart ?? item.asOf,
    periodEnd: item.periodEnd ?? item.asOf,
    status: item.status ?? 'OK',
    numerator: plain(item.numerator),
    denominator: plain(item.denominator),
    unit: item.unit ?? 'COUNT',
    currency: item.currency ?? null,
    sampleSize: item.sampleSize ?? 0,
    provenance: 'IMPORT',
    source: item.source?.trim() || 'import',
    sourceVersion: item.sourceVersion?.trim() || '1',
    evidenceQuery: item.evidenceQuery ?? null,
    details: [],
  };
  if (isService(fact.source)) {
    issues.add(
      ['source'],
      'RESERVED',
      `${fact.source} measures for itself.`,
      'Name the other system that measured.',
    );
  }
  checkFact(fact, issues);
  return issues.issues.length === 0 ? fact : null;
}
