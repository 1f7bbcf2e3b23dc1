import fc from 'fast-check';
import { expect, test } from 'vitest';
import { registrableDomain } from './customer.domains.ts';
import { normalizeDomains } from './identity-key.normalization.ts';
import type { StoredDomain } from './identity-key.normalization.ts';

const own = (value: string): StoredDomain => ({ value, mergedFromId: null });
const brought = (value: string): StoredDomain => ({ value, mergedFromId: 'cus_merged' });

test.each<[string, string[], StoredDomain[], unknown]>([
  ['sound keys', ['mail.acme.co.uk'], [own('acme.co.uk')], { removed: [], added: [] }],
  [
    'a host',
    ['mail.acme.co.uk'],
    [own('mail.acme.co.uk')],
    { removed: ['mail.acme.co.uk'], added: [own('acme.co.uk')] },
  ],
  [
    'two hosts of one domain',
    [],
    [own('a.acme.com'), brought('b.acme.com')],
    { removed: ['a.acme.com', 'b.acme.com'], added: [own('acme.com')] },
  ],
  [
    'a host that a merged customer brought along',
    [],
    [brought('www2.acme.com')],
    { removed: ['www2.acme.com'], added: [brought('acme.com')] },
  ],
  ['a provider of mailboxes', ['gmail.com'], [own('gmail.com')], { removed: ['gmail.com'], added: [] }],
  ['a public suffix', [], [own('co.uk')], { removed: ['co.uk'], added: [] }],
  ['a domain without its key', ['acme.com'], [], { removed: [], added: [own('acme.com')] }],
])('%s', (_, domains, keys, change) => {
  expect(normalizeDomains({ domains, keys }, ['gmail.com'])).toEqual(change);
});

const someHost = fc.constantFrom(
  'acme.com',
  'a.acme.com',
  'b.a.acme.co.uk',
  'co.uk',
  'x.github.io',
  'gmail.com',
);
const someKeys = fc.uniqueArray(
  fc.record({ value: someHost, mergedFromId: fc.constantFrom(null, 'cus_1', 'cus_2') }),
  { selector: ({ value }) => value },
);

test('what is normalised is registrable, stays as it is the second time, and forgets nobody who was known', () => {
  fc.assert(
    fc.property(fc.array(someHost), someKeys, (domains, keys) => {
      const { removed, added } = normalizeDomains({ domains, keys }, ['gmail.com']);
      const after = [...keys.filter(({ value }) => !removed.includes(value)), ...added];
      const values = after.map(({ value }) => value);
      expect(values.every((value) => registrableDomain(value) === value && value !== 'gmail.com')).toBe(true);
      expect(normalizeDomains({ domains, keys: after }, ['gmail.com'])).toEqual({ removed: [], added: [] });
      for (const { value } of keys) {
        const domain = registrableDomain(value);
        if (domain !== null && domain !== 'gmail.com') expect(values).toContain(domain);
      }
    }),
    { numRuns: 1000 },
  );
});
