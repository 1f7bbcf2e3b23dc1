import type { Runtime } from './runtime.ts';

/** Rejects with the signal's reason the moment it aborts, even when `work` never settles. */
export async function abortable<Value>(work: PromiseLike<Value>, signal: AbortSignal): Promise<Value> {
  let onAbort = (): void => {};
  const abort = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([abort, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits that long, or rejects with the signal's reason the moment it aborts. */
export async function wait(runtime: Runtime, ms: number, signal: AbortSignal): Promise<void> {
  let cancel = (): void => {};
  const elapsed = new Promise<void>((resolve) => {
    cancel = runtime.setTimer(ms, resolve, 'wait');
  });
  try {
    await abortable(elapsed, signal);
  } finally {
    cancel();
  }
}

/** A signal that aborts with its parent or when its time is over, and must be closed. */
export interface Scope {
  readonly signal: AbortSignal;
  close(): void;
}

/** Opens a scope; `onParentAbort` and `onTimeout` make the reason that it aborts with. */
export function openScope(
  runtime: Runtime,
  limits: {
    parent: AbortSignal | undefined;
    ms: number;
    onParentAbort: (cause: unknown) => unknown;
    onTimeout: () => unknown;
  },
): Scope {
  const { parent, ms, onParentAbort, onTimeout } = limits;
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(onParentAbort(parent?.reason));
  };
  const cancelTimer = runtime.setTimer(ms, () => controller.abort(onTimeout()), 'limit');
  if (parent?.aborted === true) abort();
  parent?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    close: () => {
      cancelTimer();
      // A signal that outlives the call (one for a whole page, say) must not collect listeners.
      parent?.removeEventListener('abort', abort);
    },
  };
}
