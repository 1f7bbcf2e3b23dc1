import { normalizeCompanyName } from './customer.names.ts';
import { identifyingDomains } from './customer.domains.ts';

/** By what a company can be recognised, the surest first. */
export type MatchingKeyKind = 'DUNS' | 'TAX_ID' | 'DOMAIN' | 'NAME_COUNTRY';

/** One normalised value by which a company can be recognised. */
export interface MatchingKey {
  readonly kind: MatchingKeyKind;
  readonly value: string;
}

/** How surely two records are one company, the surest first; RELATED ones are above or below a sure match. */
export const matchStrengths = ['CERTAIN', 'STRONG', 'WEAK', 'RELATED'] as const;
export type MatchStrength = (typeof matchStrengths)[number];

/** A stored customer that may be the one meant. */
export interface MatchCandidate {
  readonly customerId: string;
  readonly parentId: string | null;
  readonly keys: readonly MatchingKey[];
}

/** A customer that may be the one meant, how surely, and by which keys. */
export interface CustomerMatch {
  readonly customerId: string;
  readonly strength: MatchStrength;
  /** The keys in common; none for a related customer. */
  readonly keys: readonly MatchingKey[];
}

/** A company as somebody described it. */
export interface Prospect {
  readonly name: string;
  readonly country: string | null;
  readonly domains: readonly string[];
  readonly duns: string | null;
  readonly taxIds: readonly string[];
}

/** Gives the keys of a company as described; what is no sound value gives none. */
export function matchingKeysOf(
  prospect: Prospect,
  freeMailDomains: readonly string[],
): readonly MatchingKey[] {
  const duns = prospect.duns?.replace(/[\s-]/g, '') ?? '';
  const name = normalizeCompanyName(prospect.name);
  const taxIds = prospect.taxIds.map(normalizeTaxId).filter((id) => id !== '');
  return [
    ...(/^\d{9}$/.test(duns) ? [{ kind: 'DUNS' as const, value: duns }] : []),
    ...[...new Set(taxIds)].sort().map((value) => ({ kind: 'TAX_ID' as const, value })),
    ...identifyingDomains(prospect.domains, freeMailDomains).map((value) => ({
      kind: 'DOMAIN' as const,
      value,
    })),
    ...(name === '' ? [] : [{ kind: 'NAME_COUNTRY' as const, value: `${name}|${prospect.country ?? ''}` }]),
  ];
}

/** Reduces a tax number to what two spellings of it share. */
export function normalizeTaxId(text: string): string {
  return text.replace(/[\s.\-/]/g, '').toUpperCase();
}

const strengthOf: Readonly<Record<MatchingKeyKind, MatchStrength>> = {
  DUNS: 'CERTAIN',
  TAX_ID: 'CERTAIN',
  DOMAIN: 'STRONG',
  NAME_COUNTRY: 'WEAK',
};

/**
 * Finds the candidates that may be the company with these keys, the surest first.
 *
 * @remarks The candidates must contain the parents of those that match, up to the top. The answer depends
 * neither on the order of the keys nor on that of the candidates.
 */
export function matchCustomers(
  keys: readonly MatchingKey[],
  candidates: readonly MatchCandidate[],
): readonly CustomerMatch[] {
  const direct = candidates.flatMap(({ customerId, keys: theirs }) => {
    const shared = sharedKeys(keys, theirs);
    const strengths = shared.map(({ kind }) => strengthOf[kind]);
    const strength = matchStrengths.find((each) => strengths.includes(each));
    return strength === undefined ? [] : [{ customerId, strength, keys: shared }];
  });
  const known = new Set(direct.map(({ customerId }) => customerId));
  const sure = new Set(direct.filter(isSure).map(({ customerId }) => customerId));
  const related = relativesOf(sure, candidates)
    .filter((customerId) => !known.has(customerId))
    .map((customerId) => ({ customerId, strength: 'RELATED' as const, keys: [] }));
  return [...direct, ...related].sort((a, b) => bySureness(a, b) || byId(a, b));
}

/** Tells whether a match is sure enough to be acted upon without asking anybody. */
export function isSure({ strength }: Pick<CustomerMatch, 'strength'>): boolean {
  return strength === 'CERTAIN' || strength === 'STRONG';
}

/** The customer that a description means, and those that its other keys name instead. */
export interface Identity {
  readonly customerId: string;
  readonly strength: MatchStrength;
  /** Customers of other trees that keys of the same description name just as surely. */
  readonly contradictingIds: readonly string[];
}

/** Decides which customer is meant; null when none is for sure. */
export function identityAmong(
  matches: readonly CustomerMatch[],
  candidates: readonly MatchCandidate[],
): Identity | null {
  const parents = new Map(candidates.map(({ customerId, parentId }) => [customerId, parentId]));
  const depth = (id: string) => lineAbove(id, parents).length;
  const sure = matches
    .filter(isSure)
    .toSorted((a, b) => bySureness(a, b) || depth(a.customerId) - depth(b.customerId) || byId(a, b));
  const [first] = sure;
  if (!first) return null;
  const top = topOf(first.customerId, parents);
  const contradictingIds = sure
    .filter(({ customerId }) => topOf(customerId, parents) !== top)
    .map(({ customerId }) => customerId)
    .sort();
  return { customerId: first.customerId, strength: first.strength, contradictingIds };
}

function sharedKeys(ours: readonly MatchingKey[], theirs: readonly MatchingKey[]): readonly MatchingKey[] {
  const shared = ours.flatMap((our) => theirs.flatMap((their) => sharedKey(our, their) ?? []));
  const distinct = new Map(shared.map((key) => [`${key.kind} ${key.value}`, key]));
  return [...distinct].sort(([a], [b]) => compare(a, b)).map(([, key]) => key);
}

// A country that is not known contradicts none.
function sharedKey(our: MatchingKey, their: MatchingKey): MatchingKey | null {
  if (our.kind !== their.kind) return null;
  if (our.value === their.value) return our;
  if (our.kind !== 'NAME_COUNTRY') return null;
  const [ourName, ourCountry] = nameAndCountry(our.value);
  const [theirName, theirCountry] = nameAndCountry(their.value);
  if (ourName !== theirName || (ourCountry !== '' && theirCountry !== '')) return null;
  return ourCountry === '' ? their : our;
}

function nameAndCountry(value: string): readonly [name: string, country: string] {
  const cut = value.lastIndexOf('|');
  return [value.slice(0, cut), value.slice(cut + 1)];
}

function relativesOf(ids: ReadonlySet<string>, candidates: readonly MatchCandidate[]): readonly string[] {
  const parents = new Map(candidates.map(({ customerId, parentId }) => [customerId, parentId]));
  const above = new Set([...ids].flatMap((id) => lineAbove(id, parents)));
  return candidates
    .map(({ customerId }) => customerId)
    .filter((id) => above.has(id) || lineAbove(id, parents).some((ancestor) => ids.has(ancestor)));
}

function lineAbove(id: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const line = new Set<string>();
  let next = parents.get(id) ?? null;
  while (next !== null && next !== id && !line.has(next)) {
    line.add(next);
    next = parents.get(next) ?? null;
  }
  return [...line];
}

function topOf(id: string, parents: ReadonlyMap<string, string | null>): string {
  return lineAbove(id, parents).at(-1) ?? id;
}

function bySureness(a: CustomerMatch, b: CustomerMatch): number {
  const rank = matchStrengths.indexOf(a.strength) - matchStrengths.indexOf(b.strength);
  return rank || b.keys.length - a.keys.length;
}

function byId(a: CustomerMatch, b: CustomerMatch): number {
  return compare(a.customerId, b.customerId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
