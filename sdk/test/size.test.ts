import { expect, it, vi } from 'vitest';
import { budgets, measure } from '../scripts/size.ts';

// It builds or starts programs, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

it.each(budgets)('ships $name in at most $limit bytes, with nothing imported', async ({ code, limit }) => {
  const { bytes, imports } = await measure(code);
  expect(bytes).toBeGreaterThan(100);
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(imports).toEqual([]);
});
