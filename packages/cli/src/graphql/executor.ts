/** One operation for the API. */
export interface GraphqlRequest {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs operations against the API, in process or over HTTP; every command reaches the program through it.
 *
 * @throws {@link ApiFailure} when the operation failed as a whole.
 */
export interface GraphqlExecutor {
  execute(request: GraphqlRequest): Promise<Readonly<Record<string, unknown>>>;
}

/** The API did not carry out an operation. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: string;
  /** True when the input itself was refused, so that repeating it is of no use. */
  readonly isInputFault: boolean;
  readonly requestId: string | null;

  constructor(
    message: string,
    details: { code: string; isInputFault?: boolean; requestId?: string | null; cause?: unknown },
  ) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.isInputFault = details.isInputFault ?? false;
    this.requestId = details.requestId ?? null;
  }
}
