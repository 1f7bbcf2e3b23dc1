/** What a protected registration claims. */
export interface Holding {
  readonly registrationId: string;
  readonly partnerId: string;
  readonly kind: string;
  /** The place in line, in UTC as ISO 8601. */
  readonly submittedAt: string;
  /** The customer and everybody below it. */
  readonly nodeIds: readonly string[];
  readonly productLineIds: readonly string[];
  /** A path of regions; null for everywhere. */
  readonly region: string | null;
  /** The instants between which it is claimed, in milliseconds; the second is the first one outside. */
  readonly since: number;
  readonly until: number;
}

/** A holding that has to give way, and to whom. */
export interface Displaced {
  readonly holding: Holding;
  readonly by: readonly Holding[];
}

/** Which holdings stand, and which give way. */
export interface Settlement {
  readonly standing: readonly Holding[];
  readonly displaced: readonly Displaced[];
}

/**
 * Settles who keeps a scope that several hold, after customers were found to be one: whoever stood in line first.
 *
 * @remarks Of what stands, no two partners hold one customer, product line and region at one time, and no
 * partner holds it twice by one kind. The answer does not depend on the order of the holdings.
 */
export function settleHoldings(holdings: readonly Holding[]): Settlement {
  const standing: Holding[] = [];
  const displaced: Displaced[] = [];
  for (const holding of holdings.toSorted(byPlace)) {
    const by = standing.filter((other) => excludes(other, holding));
    if (by.length === 0) standing.push(holding);
    else displaced.push({ holding, by });
  }
  return { standing, displaced };
}

/** Tells whether two holdings cannot stand beside each other. */
export function excludes(a: Holding, b: Holding): boolean {
  const areOfOneOwner = a.partnerId === b.partnerId;
  return (
    (!areOfOneOwner || a.kind === b.kind) &&
    a.since < b.until &&
    b.since < a.until &&
    isSameRegion(a.region, b.region) &&
    haveCommon(a.nodeIds, b.nodeIds) &&
    haveCommon(a.productLineIds, b.productLineIds)
  );
}

function isSameRegion(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}

function haveCommon(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a);
  return b.some((item) => known.has(item));
}

function byPlace(a: Holding, b: Holding): number {
  if (a.submittedAt !== b.submittedAt) return a.submittedAt < b.submittedAt ? -1 : 1;
  return a.registrationId < b.registrationId ? -1 : Number(a.registrationId > b.registrationId);
}
