import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifyingDomains, registrableDomain } from './customer.domains.ts';
import { identityAmong, matchCustomers, matchingKeysOf } from './customer.matching.ts';
import type { MatchCandidate, MatchingKey, Prospect } from './customer.matching.ts';

test.each([
  ['mail.acme.co.uk', 'acme.co.uk'],
  ['https://www.acme.co.uk/contact', 'acme.co.uk'],
  ['acme.github.io', 'acme.github.io'],
  ['docs.acme.github.io', 'acme.github.io'],
  ['github.io', null],
  ['co.uk', null],
  ['münchen.de', 'xn--mnchen-3ya.de'],
  ['shop.xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
  ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['127.0.0.1', null],
  ['not a domain', null],
])('%s is registered as %s', (text, domain) => {
  expect(registrableDomain(text)).toBe(domain);
});

test('where anybody gets a mailbox, nobody is recognised', () => {
  expect(identifyingDomains(['mail.gmail.com', 'acme.com', 'www.acme.com'], ['gmail.com'])).toEqual([
    'acme.com',
  ]);
});

const prospect = (over: Partial<Prospect> = {}): Prospect => ({
  name: 'Acme Ltd',
  country: 'GB',
  domains: ['mail.acme.co.uk'],
  duns: '12-345-6789',
  taxIds: ['gb 123.456'],
  ...over,
});

test('a description has the keys that can be read from it', () => {
  expect(matchingKeysOf(prospect(), [])).toEqual([
    { kind: 'DUNS', value: '123456789' },
    { kind: 'TAX_ID', value: 'GB123456' },
    { kind: 'DOMAIN', value: 'acme.co.uk' },
    { kind: 'NAME_COUNTRY', value: 'acme|GB' },
  ]);
  expect(matchingKeysOf(prospect({ duns: '12', taxIds: ['-'], domains: ['?'], name: '…' }), [])).toEqual([]);
});

const candidate = (customerId: string, keys: readonly MatchingKey[], parentId: string | null = null) =>
  ({ customerId, parentId, keys }) satisfies MatchCandidate;
const duns = (value: string): MatchingKey => ({ kind: 'DUNS', value });
const domain = (value: string): MatchingKey => ({ kind: 'DOMAIN', value });
const named = (value: string): MatchingKey => ({ kind: 'NAME_COUNTRY', value });

test('each match says how sure it is and by which keys', () => {
  const candidates = [
    candidate('cus_group', []),
    candidate('cus_certain', [duns('1'), domain('acme.com'), named('acme|GB')], 'cus_group'),
    candidate('cus_strong', [domain('acme.com')]),
    candidate('cus_weak', [named('acme|')]),
    candidate('cus_elsewhere', [named('acme|US')]),
    candidate('cus_child', [], 'cus_certain'),
    candidate('cus_sibling', [], 'cus_group'),
  ];
  expect(matchCustomers([duns('1'), domain('acme.com'), named('acme|GB')], candidates)).toEqual([
    {
      customerId: 'cus_certain',
      strength: 'CERTAIN',
      keys: [domain('acme.com'), duns('1'), named('acme|GB')],
    },
    { customerId: 'cus_strong', strength: 'STRONG', keys: [domain('acme.com')] },
    { customerId: 'cus_weak', strength: 'WEAK', keys: [named('acme|GB')] },
    { customerId: 'cus_child', strength: 'RELATED', keys: [] },
    { customerId: 'cus_group', strength: 'RELATED', keys: [] },
  ]);
});

test('keys that name two companies contradict each other, unless one belongs to the other', () => {
  const keys = [duns('1'), domain('acme.com')];
  const apart = [candidate('cus_a', [duns('1')]), candidate('cus_b', [domain('acme.com')])];
  expect(identityAmong(matchCustomers(keys, apart), apart)).toEqual({
    customerId: 'cus_a',
    strength: 'CERTAIN',
    contradictingIds: ['cus_b'],
  });
  const together = [candidate('cus_a', [duns('1')], 'cus_b'), candidate('cus_b', [domain('acme.com')])];
  expect(identityAmong(matchCustomers(keys, together), together)).toEqual({
    customerId: 'cus_a',
    strength: 'CERTAIN',
    contradictingIds: [],
  });
  const alike = [candidate('cus_w', [named('acme|GB')])];
  expect(identityAmong(matchCustomers([named('acme|GB')], alike), alike)).toBeNull();
});

test('of a parent and a child with one domain the parent is meant', () => {
  const both = [candidate('cus_a', [domain('a.com')], 'cus_b'), candidate('cus_b', [domain('a.com')])];
  expect(identityAmong(matchCustomers([domain('a.com')], both), both)?.customerId).toBe('cus_b');
});

const someKeys = fc
  .array(
    fc.oneof(
      fc.record({ kind: fc.constant('DUNS' as const), value: fc.constantFrom('1', '2', '3') }),
      fc.record({ kind: fc.constant('TAX_ID' as const), value: fc.constantFrom('1', '2') }),
      fc.record({ kind: fc.constant('DOMAIN' as const), value: fc.constantFrom('a.com', 'b.com') }),
      fc.record({
        kind: fc.constant('NAME_COUNTRY' as const),
        value: fc.constantFrom('a|GB', 'a|', 'a|US', 'b|'),
      }),
    ),
    { maxLength: 5 },
  )
  .map((keys) => [...new Map(keys.map((key) => [`${key.kind}${key.value}`, key])).values()]);
const someCandidates = fc
  .array(fc.tuple(someKeys, fc.option(fc.nat(6), { nil: null })), { maxLength: 7 })
  .map((rows) =>
    rows.map(([keys, parent], index) =>
      candidate(`cus_${index}`, keys, parent !== null && parent < index ? `cus_${parent}` : null),
    ),
  );

test('two descriptions match each other as surely and by the same keys from either side', () => {
  fc.assert(
    fc.property(someKeys, someKeys, (ours, theirs) => {
      const matchOf = (keys: readonly MatchingKey[], others: readonly MatchingKey[]) =>
        matchCustomers(keys, [candidate('cus_x', others)]);
      expect(matchOf(ours, theirs)).toEqual(matchOf(theirs, ours));
    }),
    { numRuns: 1000 },
  );
});

test('the answer does not depend on the order of keys or candidates, and names each customer once', () => {
  fc.assert(
    fc.property(someKeys, someCandidates, fc.infiniteStream(fc.nat(1000)), (keys, candidates, order) => {
      const shuffle = <Item>(items: readonly Item[]) =>
        items
          .map((item) => ({ item, place: order.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ item }) => item);
      const matches = matchCustomers(keys, candidates);
      const mixed = shuffle(candidates.map((each) => ({ ...each, keys: shuffle(each.keys) })));
      const again = matchCustomers(shuffle(keys), mixed);
      expect(again).toEqual(matches);
      expect(identityAmong(again, mixed)).toEqual(identityAmong(matches, candidates));
      expect(new Set(matches.map(({ customerId }) => customerId)).size).toBe(matches.length);
    }),
    { numRuns: 1000 },
  );
});
