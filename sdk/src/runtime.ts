/** The time, timers and chance that the SDK uses; replace parts of it in tests. */
export interface Runtime {
  /** Milliseconds since 1970. */
  now(): number;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** Calls `run` after `ms` milliseconds and returns what cancels it. */
  setTimer(ms: number, run: () => void, purpose: TimerPurpose): () => void;
}

/** What a timer is for: the limit of an attempt or a call, or the wait before another attempt. */
export type TimerPurpose = 'limit' | 'wait';

/** The clock, timers and chance of the platform. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  random: () => Math.random(),
  setTimer: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
