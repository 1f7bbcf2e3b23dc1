import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { checkSystem, shownName, storedName, withStoredName } from '@channelgraph/server/bulk/own-names.ts';

const staff = serviceViewer('test');
const userOf = (partnerId: string): Viewer => ({ ...staff, role: 'PARTNER_USER', partnerId });

test('the names of two companies never meet, and each reads its own as written', () => {
  const system = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('prt_'));
  fc.assert(
    fc.property(system, fc.string(), (written, externalId) => {
      const name = { system: written, externalId };
      const [one, other] = [storedName(userOf('prt_a'), name), storedName(userOf('prt_b'), name)];
      expect(one.system).not.toBe(other.system);
      expect([shownName(one), shownName(other), storedName(staff, name)]).toEqual([name, name, name]);
    }),
    { numRuns: 1000 },
  );
});

test('an item without a name stays as it is', () => {
  const item = { id: 'x', externalReference: null };
  expect(withStoredName(userOf('prt_a'), item)).toBe(item);
});

test('nobody names a system like the names of a company', () => {
  const issues = createIssues();
  checkSystem({ system: 'prt_b/crm', externalId: '1' }, issues);
  checkSystem({ system: 'crm', externalId: '1' }, issues);
  checkSystem(null, issues);
  expect(issues.issues.map(({ code, path }) => `${path.join('.')} ${code}`)).toEqual([
    'externalReference.system RESERVED',
  ]);
});
