import { SubgraphFailure } from './subgraph-failure.ts';

/** How long one subgraph call may take. */
export interface TimeBudget {
  readonly timeoutMs: number;
  /** The deadline of the whole request. */
  readonly deadline: AbortSignal;
}

/**
 * Waits for work that cannot be cancelled, no longer than the budget allows.
 *
 * @throws {@link SubgraphFailure} of kind `timeout` or `deadline`
 */
export function settleWithin<Result>(
  work: Promise<Result>,
  { timeoutMs, deadline }: TimeBudget,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const giveUp = () => reject(new SubgraphFailure('deadline', 'the request ran out of time'));
    if (deadline.aborted) {
      giveUp();
      // Its outcome no longer matters, but an unhandled rejection would end the process.
      work.catch(() => undefined);
      return;
    }
    const timer = setTimeout(
      () => reject(new SubgraphFailure('timeout', `no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    deadline.addEventListener('abort', giveUp, { once: true });
    const release = () => {
      clearTimeout(timer);
      deadline.removeEventListener('abort', giveUp);
    };
    work.then(resolve, reject).finally(release);
  });
}
