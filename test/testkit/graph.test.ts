import { expect, test } from 'vitest';
import { createTestGraph } from './graph.ts';

test('opens the graph with the demo program told', { timeout: 120_000 }, async () => {
  await using graph = await createTestGraph({ demo: true });
  const ask = await graph.ask('harbor.sales');
  const answer = await ask('{ viewer { role partner { displayName scorecard { total } } } }');
  expect(answer).toEqual({
    data: {
      viewer: {
        role: 'PARTNER_USER',
        partner: { displayName: 'Harbor Managed Services', scorecard: { total: '71.28' } },
      },
    },
  });
});
