import { addBusinessMinutes } from '../../business-calendar.ts';
import type { LeadPolicy } from './lead.policy.ts';

/** What a lead is routed by. */
export interface RoutedLead {
  readonly productLineIds: readonly string[];
  /** A path of regions from the widest to the narrowest; null when not known. */
  readonly region: string | null;
  /** The partners that had it before; they do not get it again. */
  readonly triedPartnerIds: readonly string[];
}

/** A partner as the routing sees it. */
export interface Candidate {
  readonly partnerId: string;
  readonly types: readonly string[];
  readonly status: string;
  readonly deliveredScopes: readonly string[];
  /** Where it works, as paths of regions; empty for everywhere. */
  readonly regions: readonly string[];
  /** Null without a tier. */
  readonly tierRank: number | null;
  readonly openLeads: number;
}

/** Why a partner does not get a lead, in the order in which it is asked. */
export const exclusionRules = ['STATUS', 'TRIED', 'TYPE', 'PRODUCT', 'TERRITORY', 'CAPACITY'] as const;
export type ExclusionRule = (typeof exclusionRules)[number];

/** A partner that could get the lead, with what its place among the others rests on. */
export interface RankedCandidate {
  readonly partnerId: string;
  readonly tierRank: number | null;
  /** The region of the partner that the lead lies in; null for a partner that works everywhere. */
  readonly territory: string | null;
  readonly openLeads: number;
  readonly capacity: number;
}

/** A routing with its reasons. */
export interface Routing {
  readonly partnerId: string | null;
  readonly considered: number;
  readonly excluded: readonly { readonly rule: ExclusionRule; readonly count: number }[];
  /** The first ten in the order of preference. */
  readonly ranking: readonly RankedCandidate[];
}

const longestRanking = 10;

/**
 * Finds the partner that a lead goes to: the highest tier first, then the narrowest territory that the lead
 * lies in, then the fewest open leads, then the older id. The order of the candidates does not matter.
 */
export function routeLead(lead: RoutedLead, candidates: readonly Candidate[], policy: LeadPolicy): Routing {
  const judged = candidates.map((candidate) => ({ candidate, rule: exclusionOf(lead, candidate, policy) }));
  const ranking = judged
    .filter(({ rule }) => rule === null)
    .map(({ candidate }) => rankedOf(lead, candidate, policy))
    .sort(byPreference);
  const counts = exclusionRules.map((rule) => ({
    rule,
    count: judged.filter((each) => each.rule === rule).length,
  }));
  return {
    partnerId: ranking[0]?.partnerId ?? null,
    considered: candidates.length,
    excluded: counts.filter(({ count }) => count > 0),
    ranking: ranking.slice(0, longestRanking),
  };
}

/** Names the first rule that keeps a lead from a partner; null when none does. */
export function exclusionOf(
  lead: RoutedLead,
  candidate: Candidate,
  policy: LeadPolicy,
): ExclusionRule | null {
  if (candidate.status !== 'ACTIVE') return 'STATUS';
  if (lead.triedPartnerIds.includes(candidate.partnerId)) return 'TRIED';
  if (!sharesOne(policy.partnerTypes, candidate.types)) return 'TYPE';
  if (!meetsProducts(lead, candidate, policy)) return 'PRODUCT';
  if (territoryOf(lead.region, candidate.regions) === undefined) return 'TERRITORY';
  return candidate.openLeads < capacityOf(policy, candidate.tierRank) ? null : 'CAPACITY';
}

/** Gives how many open leads a partner of a rank may have. */
export function capacityOf({ capacity }: LeadPolicy, tierRank: number | null): number {
  if (tierRank === null || tierRank < 1) return capacity.withoutTier;
  return capacity.byRank[Math.min(tierRank, capacity.byRank.length) - 1] ?? capacity.withoutTier;
}

/**
 * Finds the narrowest of a partner's regions that a lead lies in: null when the partner works everywhere or
 * the lead's region is not known, undefined when the lead lies in none.
 */
export function territoryOf(region: string | null, regions: readonly string[]): string | null | undefined {
  if (regions.length === 0 || region === null) return null;
  return regions
    .filter((each) => liesIn(region, each))
    .sort((a, b) => depthOf(b) - depthOf(a) || (a < b ? -1 : 1))[0];
}

/** Gives the instant at which a partner that was given a lead now has had its time. */
export function respondBy({ response }: LeadPolicy, now: Date, timeZone: string): Date {
  const { hours, clock, calendar } = response;
  if (clock === 'ELAPSED') return new Date(now.getTime() + hours * 3_600_000);
  return addBusinessMinutes({ ...calendar, timeZone: calendar.timeZone ?? timeZone }, now, hours * 60);
}

function meetsProducts(lead: RoutedLead, candidate: Candidate, { products }: LeadPolicy): boolean {
  return products
    .filter(({ productLineId }) => lead.productLineIds.includes(productLineId))
    .every(
      ({ partnerTypes, deliveredScopes }) =>
        sharesOne(partnerTypes, candidate.types) &&
        deliveredScopes.every((scope) => candidate.deliveredScopes.includes(scope)),
    );
}

function rankedOf(lead: RoutedLead, candidate: Candidate, policy: LeadPolicy): RankedCandidate {
  const { partnerId, tierRank, openLeads } = candidate;
  return {
    partnerId,
    tierRank,
    territory: territoryOf(lead.region, candidate.regions) ?? null,
    openLeads,
    capacity: capacityOf(policy, tierRank),
  };
}

function byPreference(a: RankedCandidate, b: RankedCandidate): number {
  return (
    (b.tierRank ?? 0) - (a.tierRank ?? 0) ||
    depthOf(b.territory) - depthOf(a.territory) ||
    a.openLeads - b.openLeads ||
    (a.partnerId < b.partnerId ? -1 : 1)
  );
}

/** An empty list wants nothing. */
const sharesOne = (wanted: readonly string[], held: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((each) => held.includes(each));
const liesIn = (region: string, wider: string): boolean => region === wider || region.startsWith(`${wider}/`);
const depthOf = (region: string | null): number => (region === null ? 0 : region.split('/').length);
