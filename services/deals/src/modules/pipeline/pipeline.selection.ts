import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { emptySql, joinSql, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';

/** The moment that a pipeline describes: the state of a day, as it was known at an instant. */
export interface PipelineMoment {
  readonly asOf: LocalDate;
  /** Null: as it is known now. */
  readonly knownAt: Date | null;
}

/** Which deals and contracts a pipeline is about: all conditions given hold. */
export interface PipelineSelection {
  readonly partnerIds?: readonly string[] | null | undefined;
  /** Those of the partners that this account manager looks after. */
  readonly accountManagerId?: string | null | undefined;
  readonly partnerTypes?: readonly string[] | null | undefined;
  readonly segments?: readonly string[] | null | undefined;
  readonly productLineIds?: readonly string[] | null | undefined;
  readonly regions?: readonly string[] | null | undefined;
  /** With `regions`: also those without one. */
  readonly includesNoRegion?: boolean | null | undefined;
}

/** The condition that a row of history, alias `t`, was true on the day as the instant knew it. */
export function trueThen({ asOf, knownAt }: PipelineMoment): SqlFragment {
  return sql`t.valid_from <= ${asOf}::date AND (t.valid_to IS NULL OR t.valid_to > ${asOf}::date) AND ${believed(sql`t`, knownAt)}`;
}

/** The condition that a row of history under an alias was believed at an instant; null is now. */
export function believed(alias: SqlFragment, knownAt: Date | null): SqlFragment {
  return knownAt === null
    ? sql`${alias}.superseded_at IS NULL`
    : sql`${alias}.recorded_at <= ${knownAt} AND (${alias}.superseded_at IS NULL OR ${alias}.superseded_at > ${knownAt})`;
}

/** The condition that a deal is neither won nor lost, in the words of the index of open deals. */
export const isOpen = sql`t.stage NOT IN ('WON', 'RENEWED', 'LOST', 'LAPSED')`;

/** The further conditions on the history of deals, alias `t`, each beginning with AND. */
export function dealsWithin(selection: PipelineSelection): SqlFragment {
  return sql`${within(selection)} ${productsWithin(selection)} ${regionWithin(selection, sql`t.region`)}`;
}

/** The further conditions on the history of contracts, alias `t`; their region is that of their registration. */
export function contractsWithin(selection: PipelineSelection): SqlFragment {
  const region = sql`(SELECT g.region FROM managed_contract c JOIN deal_registration g ON g.id = c.registration_id WHERE c.id = t.contract_id)`;
  return sql`${within(selection)} ${productsWithin(selection)} ${regionWithin(selection, region)}`;
}

/** The conditions on the partner of a row, alias `t`, each beginning with AND. */
export function within(selection: PipelineSelection): SqlFragment {
  const { partnerIds, accountManagerId, partnerTypes, segments } = selection;
  const conditions = [
    ...(partnerIds ? [sql`AND t.partner_id = ANY(${[...partnerIds]}::text[])`] : []),
    ...(accountManagerId
      ? [
          sql`AND t.partner_id IN (SELECT m.partner_id FROM channelgraph.portfolio m WHERE m.cam_id = ${accountManagerId})`,
        ]
      : []),
    ...(partnerTypes
      ? [
          sql`AND t.partner_id IN (SELECT d.partner_id FROM channelgraph.partner_directory d WHERE d.types && ${[...partnerTypes]}::text[])`,
        ]
      : []),
    ...(segments
      ? [
          sql`AND t.partner_id IN (SELECT d.partner_id FROM channelgraph.partner_directory d WHERE d.segment = ANY(${[...segments]}::text[]))`,
        ]
      : []),
  ];
  return conditions.length === 0 ? emptySql : joinSql(conditions, ' ');
}

function productsWithin({ productLineIds }: PipelineSelection): SqlFragment {
  return productLineIds ? sql`AND t.product_line_ids && ${[...productLineIds]}::text[]` : emptySql;
}

// A region contains those below it: EMEA has EMEA/DE in it.
function regionWithin({ regions, includesNoRegion }: PipelineSelection, region: SqlFragment): SqlFragment {
  if (!regions) return emptySql;
  return sql`AND EXISTS (SELECT FROM (SELECT ${region} AS region) own WHERE
    CASE WHEN own.region IS NULL THEN ${includesNoRegion === true}::boolean ELSE EXISTS (
      SELECT FROM unnest(${[...regions]}::text[]) AS wanted
      WHERE own.region = wanted OR starts_with(own.region, wanted || '/')) END)`;
}
