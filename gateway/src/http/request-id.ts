import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { acceptRequestId } from '@channelgraph/server/http-host.ts';

/** Takes over the client's `x-request-id` where it is safe to log and to pass on, and makes one otherwise. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  return acceptRequestId(request.headers['x-request-id']) ?? randomUUID();
}
