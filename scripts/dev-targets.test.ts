import { expect, test } from 'vitest';
import { targetsOf } from './dev-targets.ts';

test('regenerates what depends on the changed file, and nothing after its own output', () => {
  expect(targetsOf('services/deals/src/modules/opportunity/opportunity.type.ts')).toEqual([
    'deals',
    'gateway',
    'sdk',
  ]);
  expect(targetsOf('services/deals/prisma/schema/customer.prisma')).toEqual(['deals', 'gateway', 'sdk']);
  expect(targetsOf('packages/graphql/src/scalars.ts')).toEqual([
    'partners',
    'deals',
    'enablement',
    'incentives',
    'gateway',
    'sdk',
  ]);
  expect(targetsOf('sdk/operations/partners/partner.graphql')).toEqual(['sdk']);
  for (const path of [
    'services/deals/schema.graphql',
    'services/deals/src/__generated__/prisma/client.ts',
    'services/deals/src/modules/opportunity/amounts.test.ts',
    'services/deals/prisma/migrations/20261101000000_init/migration.sql',
    'gateway/src/server.ts',
  ]) {
    expect(targetsOf(path)).toEqual([]);
  }
});
