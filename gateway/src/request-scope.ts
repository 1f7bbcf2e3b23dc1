import { AsyncLocalStorage } from 'node:async_hooks';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** What one request carries through the gateway; Apollo's context value. */
export interface RequestScope {
  readonly requestId: string;
  readonly viewer: Viewer;
  /** Aborts when the request's time is used up or the gateway gives up on it. */
  readonly deadline: AbortSignal;
  readonly report: RequestReport;
}

/** What is logged and counted about a request when it ends; never variables or results. */
export interface RequestReport {
  operationName: string | null;
  operationType: string | null;
  /** The limit that refused the request. */
  refusedBy: string | null;
  readonly codes: Set<string>;
  /** Services whose fields are missing from the answer. */
  readonly lostServices: Set<string>;
}

/** Creates the empty report of a new request. */
export function createRequestReport(): RequestReport {
  return {
    operationName: null,
    operationType: null,
    refusedBy: null,
    codes: new Set(),
    lostServices: new Set(),
  };
}

/** The id of the request being served, for code that Apollo calls without a context (error formatting). */
export const currentRequestId = new AsyncLocalStorage<string>();
