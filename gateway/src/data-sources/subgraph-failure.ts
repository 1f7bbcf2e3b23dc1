/** Why a subgraph gave no usable answer. */
export type SubgraphFailureKind =
  | 'unreachable'
  | 'timeout'
  | 'deadline'
  | 'refused'
  | 'oversized'
  | 'malformed';

// A subgraph that answers nonsense or refuses the gateway answers the same to the next attempt.
const retryableKinds = new Set<SubgraphFailureKind>(['unreachable', 'timeout', 'deadline']);

/** A call to a subgraph that brought no GraphQL answer. The message is for the log, never for clients. */
export class SubgraphFailure extends Error {
  readonly kind: SubgraphFailureKind;

  constructor(kind: SubgraphFailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SubgraphFailure';
    this.kind = kind;
  }

  /** Tells whether the same call may succeed later. */
  get isRetryable(): boolean {
    return retryableKinds.has(this.kind);
  }
}
