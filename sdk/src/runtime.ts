/** The time, timers and chance that the SDK uses; replace parts of it in tests. */
export interface Runtime {
  /** Milliseconds since 1970. */
  now(): number;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** That many unpredictable bytes. */
  randomBytes(count: number): Uint8Array;
  /** Calls `run` after `ms` milliseconds and returns what cancels it. */
  setTimer(ms: number, run: () => void): () => void;
}

/** The clock, timers and Web Crypto of the platform. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  random: () => Math.random(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  setTimer: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
