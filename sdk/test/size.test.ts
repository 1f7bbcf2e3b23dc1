import { expect, it } from 'vitest';
import { budgets, measure } from '../scripts/size.ts';

it.each(budgets)('ships $name in at most $limit bytes, with nothing imported', async ({ code, limit }) => {
  const { bytes, imports } = await measure(code);
  expect(bytes).toBeGreaterThan(100);
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(imports).toEqual([]);
});
