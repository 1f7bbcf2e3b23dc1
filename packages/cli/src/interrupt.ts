/** Listens for Ctrl-C and the request to end until it is disposed of. */
export interface Interrupt extends Disposable {
  /** Aborted by the first signal; the second ends the process at once. */
  readonly signal: AbortSignal;
}

/** Gives a signal that Ctrl-C aborts, so that work can end in an orderly way. */
export function interruptSignal(onInterrupt: () => void): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    onInterrupt();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off('SIGINT', stop).off('SIGTERM', stop),
  };
}
