import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultLeadPolicy as policy } from './lead.policy.ts';
import { capacityOf, exclusionOf, respondBy, routeLead, territoryOf } from './lead.routing.ts';
import type { Candidate, RoutedLead } from './lead.routing.ts';

const lead = (over: Partial<RoutedLead> = {}): RoutedLead => ({
  productLineIds: ['pln_x'],
  region: 'EMEA/DE/BY',
  triedPartnerIds: [],
  ...over,
});
const candidate = (partnerId: string, over: Partial<Candidate> = {}): Candidate => ({
  partnerId,
  types: ['MSP'],
  status: 'ACTIVE',
  deliveredScopes: [],
  regions: [],
  tierRank: 1,
  openLeads: 0,
  ...over,
});
const chosen = (...candidates: Candidate[]) => routeLead(lead(), candidates, policy).partnerId;

describe('a lead goes', () => {
  test('to the highest tier, then the narrowest territory, then the fewest open leads, then the older id', () => {
    expect(chosen(candidate('a'), candidate('b', { tierRank: 3 }), candidate('c', { tierRank: null }))).toBe(
      'b',
    );
    expect(
      chosen(candidate('a', { regions: ['EMEA'] }), candidate('b', { regions: ['EMEA/DE', 'AMER'] })),
    ).toBe('b');
    expect(chosen(candidate('a', { openLeads: 2 }), candidate('b', { openLeads: 1 }))).toBe('b');
    expect(chosen(candidate('b'), candidate('a'))).toBe('a');
    expect(chosen()).toBeNull();
  });

  test('to no partner that a rule excludes; the first rule is the reason', () => {
    const ruled = {
      ...policy,
      partnerTypes: ['MSP'],
      products: [{ productLineId: 'pln_x', partnerTypes: [], deliveredScopes: ['CLOUD_MANAGEMENT'] }],
    };
    const able = { deliveredScopes: ['CLOUD_MANAGEMENT'] };
    const ruleFor = (over: Partial<Candidate>, tried: string[] = []) =>
      exclusionOf(lead({ triedPartnerIds: tried }), candidate('a', { ...able, ...over }), ruled);
    expect(ruleFor({})).toBeNull();
    expect(ruleFor({ status: 'SUSPENDED', openLeads: 99 })).toBe('STATUS');
    expect(ruleFor({}, ['a'])).toBe('TRIED');
    expect(ruleFor({ types: ['REFERRAL'] })).toBe('TYPE');
    expect(ruleFor({ deliveredScopes: [] })).toBe('PRODUCT');
    expect(ruleFor({ regions: ['EMEA/DE/B', 'AMER'] })).toBe('TERRITORY');
    expect(ruleFor({ openLeads: 10 })).toBe('CAPACITY');
    expect(ruleFor({ openLeads: 9 })).toBeNull();
  });

  test('with the reasons for it', () => {
    expect(routeLead(lead(), [candidate('a', { status: 'INACTIVE' }), candidate('b', { regions: ['EMEA'] }), candidate('c', { regions: ['APAC'] })], policy)).toEqual({
      partnerId: 'b',
      considered: 3,
      excluded: [{ rule: 'STATUS', count: 1 }, { rule: 'TERRITORY', count: 1 }],
      ranking: [{ partnerId: 'b', tierRank: 1, territory: 'EMEA', openLeads: 0, capacity: 10 }],
    }); // prettier-ignore
  });
});

test('a territory is a path: it holds what lies beneath it and nothing that merely begins alike', () => {
  expect(territoryOf('EMEA/DE/BY', ['EMEA', 'EMEA/DE', 'EMEA/DE/B'])).toBe('EMEA/DE');
  expect(territoryOf('EMEA', ['EMEA/DE'])).toBeUndefined();
  expect(territoryOf('EMEA', [])).toBeNull();
  expect(territoryOf(null, ['EMEA'])).toBeNull();
});

test('capacity goes by rank; a rank above the list has the last number', () => {
  expect([null, 0, 1, 2, 3, 4, 9].map((rank) => capacityOf(policy, rank))).toEqual([
    5, 5, 10, 20, 40, 80, 80,
  ]);
});

test('the time to answer counts business hours where the partner is, or hours around the clock', () => {
  const friday = new Date('2026-10-16T20:00:00Z'); // 16:00 in New York.
  expect(respondBy(policy, friday, 'America/New_York').toISOString()).toBe('2026-10-20T20:00:00.000Z');
  const elapsed = { ...policy, response: { ...policy.response, clock: 'ELAPSED' as const } };
  expect(respondBy(elapsed, friday, 'America/New_York').toISOString()).toBe('2026-10-17T12:00:00.000Z');
});

const regions = fc.constantFrom('EMEA', 'EMEA/DE', 'EMEA/DE/BY', 'EMEA/FR', 'AMER', 'AMER/US');
const candidates = fc.uniqueArray(
  fc.record({
    partnerId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    types: fc.subarray(['MSP', 'REFERRAL', 'RESELLER']),
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'SUSPENDED'),
    deliveredScopes: fc.subarray(['CLOUD_MANAGEMENT', 'SECURITY']),
    regions: fc.array(regions, { maxLength: 2 }),
    tierRank: fc.option(fc.integer({ min: 1, max: 5 })),
    openLeads: fc.integer({ min: 0, max: 3 }),
  }),
  { selector: ({ partnerId }) => partnerId, maxLength: 8 },
);
const leads = fc.record({
  productLineIds: fc.subarray(['pln_x', 'pln_y']),
  region: fc.option(regions),
  triedPartnerIds: fc.subarray(['a', 'b', 'c']),
});
const tight = { ...policy, capacity: { withoutTier: 1, byRank: [1, 2, 3] } };

test('routing does not depend on the order of the candidates', () => {
  fc.assert(
    fc.property(leads, candidates, fc.infiniteStream(fc.nat()), (each, list, keys) => {
      const shuffled = list.map((value) => ({ value, key: keys.next().value })).sort((a, b) => a.key - b.key);
      expect(
        routeLead(
          each,
          shuffled.map(({ value }) => value),
          tight,
        ),
      ).toEqual(routeLead(each, list, tight));
    }),
    { numRuns: 1000 },
  );
});

/** The rules in plain words, written without the ones under test: who is better than whom, one question after another. */
function modelled(lead: RoutedLead, list: readonly Candidate[]): string | null {
  const depth = ({ regions: own }: Candidate): number => {
    const { region } = lead;
    if (own.length === 0 || region === null) return 0;
    const around = own.filter((each) => `${region}/`.startsWith(`${each}/`));
    return around.length === 0 ? -1 : Math.max(...around.map((each) => each.split('/').length));
  };
  const room = ({ tierRank }: Candidate): number => (tierRank === null ? 1 : Math.min(tierRank, 3));
  const needsCloud = lead.productLineIds.includes('pln_y');
  const able = list.filter(
    (each) =>
      each.status === 'ACTIVE' &&
      !lead.triedPartnerIds.includes(each.partnerId) &&
      each.types.some((type) => type !== 'REFERRAL') &&
      (!needsCloud || each.deliveredScopes.includes('CLOUD_MANAGEMENT')) &&
      depth(each) >= 0 &&
      each.openLeads < room(each),
  );
  let best: Candidate | null = null;
  for (const each of able) {
    const gains = best && [
      (each.tierRank ?? 0) - (best.tierRank ?? 0),
      depth(each) - depth(best),
      best.openLeads - each.openLeads,
      each.partnerId < best.partnerId ? 1 : -1,
    ];
    if (gains === null || (gains.find((gain) => gain !== 0) ?? 0) > 0) best = each;
  }
  return best?.partnerId ?? null;
}

test('a lead goes where plain words send it', () => {
  const ruled = {
    ...tight,
    partnerTypes: ['MSP', 'RESELLER'],
    products: [{ productLineId: 'pln_y', partnerTypes: [], deliveredScopes: ['CLOUD_MANAGEMENT'] }],
  };
  fc.assert(
    fc.property(leads, candidates, (each, list) => {
      expect(routeLead(each, list, ruled).partnerId).toBe(modelled(each, list));
    }),
    { numRuns: 2000 },
  );
});

test('any run of leads stays within every partner’s capacity and goes to nobody who is excluded', () => {
  fc.assert(
    fc.property(fc.array(leads, { maxLength: 20 }), candidates, (queue, list) => {
      let now = list;
      for (const each of queue) {
        const { partnerId, considered, excluded } = routeLead(each, now, tight);
        const eligible = now.filter((one) => exclusionOf(each, one, tight) === null);
        expect(partnerId === null).toBe(eligible.length === 0);
        expect(excluded.reduce((sum, { count }) => sum + count, eligible.length)).toBe(considered);
        if (partnerId !== null) expect(eligible.map((one) => one.partnerId)).toContain(partnerId);
        now = now.map((one) =>
          one.partnerId === partnerId ? { ...one, openLeads: one.openLeads + 1 } : one,
        );
      }
      for (const one of now) {
        const before = list.find(({ partnerId }) => partnerId === one.partnerId)?.openLeads ?? 0;
        expect(one.openLeads).toBeLessThanOrEqual(Math.max(before, capacityOf(tight, one.tierRank)));
      }
    }),
    { numRuns: 1000 },
  );
});
