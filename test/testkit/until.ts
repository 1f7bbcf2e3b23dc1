import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until the answer is what is waited for, and gives it.
 *
 * @throws Error with the last answer after the time is up.
 */
export async function until<Value>(
  ask: () => Promise<Value>,
  isReached: (value: Value) => boolean,
  { timeoutMs = 15_000, what = 'a condition' } = {},
): Promise<Value> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await ask();
      if (isReached(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(
        `Waited ${timeoutMs} ms for ${what}. Last: ${String(last instanceof Error ? last.stack : JSON.stringify(last))}`,
      );
    }
    await delay(25);
  }
}
