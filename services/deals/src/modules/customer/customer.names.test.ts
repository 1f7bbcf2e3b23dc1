import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeCompanyName, normalizeDomain } from './customer.names.ts';

test.each([
  ['Acme Ltd', 'acme'],
  ['ACME, Limited.', 'acme'],
  ['Société Générale S.A.', 'societe generale'],
  ['Johnson & Johnson Inc.', 'johnson and johnson'],
  ['Co', 'co'],
  ["O'Reilly Media", 'oreilly media'],
  ['株式会社 日立', '株式会社 日立'],
])('%s reads as "%s"', (name, normalized) => {
  expect(normalizeCompanyName(name)).toBe(normalized);
});

test('a normalised name is normal already', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const once = normalizeCompanyName(name);
      expect(normalizeCompanyName(once)).toBe(once);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['https://www.Acme.co.uk/about?x=1', 'acme.co.uk'],
  ['acme.com.', 'acme.com'],
  ['acme.com:8080', 'acme.com'],
  ['not a domain', null],
  ['localhost', null],
  ['', null],
])('%s is the domain %s', (text, domain) => {
  expect(normalizeDomain(text)).toBe(domain);
});
