import type { Runtime, TimerPurpose } from '../runtime.ts';

interface Timer {
  readonly at: number;
  readonly purpose: TimerPurpose;
  readonly run: () => void;
}

/** A clock that moves only when it is told to, with chance that is always the same. */
export interface VirtualRuntime extends Runtime {
  /** Moves the clock and fires what falls due, in order. */
  advance(ms: number): void;
  /** How many timers are set. */
  readonly timerCount: number;
  /** Every wait before another attempt, in milliseconds. */
  readonly waits: readonly number[];
}

/**
 * Creates a virtual runtime.
 *
 * @remarks With `skipWaits` a wait before another attempt is over at once, and the clock moves by it.
 */
export function createVirtualRuntime(
  options: { readonly now?: number; readonly random?: () => number; readonly skipWaits?: boolean } = {},
): VirtualRuntime {
  const { random = () => 0.5, skipWaits = false } = options;
  const timers = new Set<Timer>();
  const waits: number[] = [];
  let now = options.now ?? Date.UTC(2026, 9, 15, 9);
  const advance = (ms: number): void => {
    const end = now + ms;
    for (;;) {
      const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due);
      now = Math.max(now, due.at);
      due.run();
    }
    now = end;
  };
  return {
    waits,
    advance,
    random,
    now: () => now,
    get timerCount() {
      return timers.size;
    },
    setTimer: (ms, run, purpose) => {
      const timer = { at: now + ms, purpose, run };
      timers.add(timer);
      if (purpose === 'wait') waits.push(ms);
      if (purpose === 'wait' && skipWaits) queueMicrotask(() => timers.has(timer) && advance(ms));
      return () => {
        timers.delete(timer);
      };
    },
  };
}
