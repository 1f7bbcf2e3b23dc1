import {
  type PartnerListVariables,
  type PartnerSummary,
  type Scorecard,
  ScorecardGet,
  ScorecardList,
  type ScorecardSummary,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

/** The day that a report describes, and the knowledge it rests on. */
export interface AsOf {
  /** The day, for example `2026-10-15`. @defaultValue today, in the time zone of the program */
  readonly asOf?: string | undefined;
  /** Leaves out what was recorded after this instant. @defaultValue now */
  readonly knownAt?: string | undefined;
}

/** Which partners' scorecards to list, and how. */
export interface ScorecardListArguments extends ListOptions, AsOf {
  readonly filter?: PartnerListVariables['filter'];
  /** Words of the partner's name. */
  readonly search?: PartnerListVariables['search'];
  readonly orderBy?: PartnerListVariables['orderBy'];
}

/** A partner with the totals of its scorecard; null where the partner has none. */
export type PartnerScorecard = PartnerSummary & { readonly scorecard: ScorecardSummary | null };

/**
 * Reads a partner's scorecard with all its lines: the field `Partner.scorecard`.
 *
 * @returns null when the partner is absent, not visible, or has no scorecard.
 */
export async function getScorecard(
  client: CoreClient,
  partnerId: string,
  options: AsOf & RequestOptions = {},
): Promise<Scorecard | null> {
  const { asOf, knownAt } = options;
  return (await client.query(ScorecardGet, { partnerId, asOf, knownAt }, options)).partner?.scorecard ?? null;
}

/** Lists partners with the totals of their scorecards: the query `partners`. */
export function listScorecards(
  client: CoreClient,
  options: ScorecardListArguments & RequestOptions = {},
): PagePromise<PartnerScorecard> {
  const { filter, search, orderBy, asOf, knownAt } = options;
  return listOf('ScorecardList', options, async (page) => {
    const variables = { filter, search, orderBy, asOf, knownAt, ...page };
    return (await client.query(ScorecardList, variables, options)).partners;
  });
}
