import { expect, it } from 'vitest';
import { parseLimits } from './parse-limits.ts';

it('reads limits and times', () => {
  expect(parseLimits('{"maxDepth":14,"requestTimeoutMs":8000}')).toEqual({
    limits: { maxDepth: 14 },
    requestTimeoutMs: 8000,
  });
  expect(parseLimits('{}')).toEqual({ limits: {} });
});

it.each([
  ['nothing like JSON', 'maxDepth=14', 'must be a JSON object'],
  ['a list', '[]', 'must be a JSON object'],
  ['a limit that does not exist', '{"maxDeepness":1}', '"maxDeepness" is no limit'],
  ['a limit of nothing', '{"maxDepth":0}', 'whole number of at least 1'],
  ['text', '{"maxDepth":"14"}', 'whole number of at least 1'],
  ['a prototype', '{"__proto__":{"maxDepth":1}}', '"__proto__" is no limit'],
])('refuses %s', (_what, text, message) => {
  expect(() => parseLimits(text)).toThrow(message);
});
