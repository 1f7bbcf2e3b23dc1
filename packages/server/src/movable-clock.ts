import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '@channelgraph/core/clock.ts';

/**
 * Creates the business clock of a development or sandbox deployment: it shows the instant written in
 * a file, and the machine's time while there is no file.
 *
 * @remarks A file, because several processes must agree and a running one must follow a change. Only
 * business rules read this clock; tokens, timeouts and logs stay on the machine's time.
 */
export function createMovableClock(file: string): Clock {
  let stamp = -1;
  let instant: number | null = null;
  return {
    now() {
      const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (changed !== stamp) {
        stamp = changed;
        instant = readClock(file)?.getTime() ?? null;
      }
      return new Date(instant ?? Date.now());
    },
  };
}

/** Reads the instant at which the clock stands; null while it follows the machine's time. */
export function readClock(file: string): Date | null {
  if (!existsSync(file)) return null;
  const instant = new Date(readFileSync(file, 'utf8').trim());
  if (Number.isNaN(instant.getTime())) {
    throw new Error(`${file} holds no instant: write one such as 2026-10-15T09:00:00Z, or delete the file.`);
  }
  return instant;
}

/** Stops the clock at an instant. */
export function setClock(file: string, instant: Date): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${instant.toISOString()}\n`);
}

/** Lets the clock follow the machine's time again. */
export function releaseClock(file: string): void {
  rmSync(file, { force: true });
}
