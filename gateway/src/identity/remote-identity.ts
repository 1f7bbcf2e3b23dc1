import { capabilities, roles, serviceViewer } from '@channelgraph/core/viewer.ts';
import { internalTokenHeader } from '@channelgraph/server/identity/internal-token.ts';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { HttpExchanger } from '../data-sources/http-exchange.ts';
import type { SignRequest } from '../data-sources/remote-transport.ts';
import { SubgraphFailure } from '../data-sources/subgraph-failure.ts';
import type { ResolveIdentity } from './viewer-cache.ts';

const answerShape = z.object({
  viewer: z
    .object({
      userId: z.string().min(1),
      role: z.enum(roles),
      partnerId: z.string().nullable(),
      capabilities: z.array(z.enum(capabilities)),
      displayName: z.string(),
    })
    .nullable(),
});

/** Creates the question "who is this subject?" to a partners service on another port or machine. */
export function createRemoteIdentity(options: {
  /** The service's `/identity` address. */
  readonly url: URL;
  readonly sign: SignRequest;
  readonly exchanger: HttpExchanger;
  readonly timeoutMs: number;
}): ResolveIdentity {
  const { url, sign, exchanger, timeoutMs } = options;
  const viewer = serviceViewer('gateway');
  return async (subject) => {
    const body = JSON.stringify({ subject });
    const requestId = randomUUID();
    const token = await sign({ viewer, audience: 'partners', requestId, body });
    const answer = await exchanger.post({
      url,
      headers: {
        'content-type': 'application/json',
        'x-request-id': requestId,
        [internalTokenHeader]: token,
      },
      body,
      isRepeatable: true,
      maxResponseBytes: 64 * 1024,
      timeoutMs,
      deadline: new AbortController().signal,
    });
    if (answer.status !== 200) throw new SubgraphFailure('refused', `HTTP status ${answer.status}`);
    return answerShape.parse(JSON.parse(answer.body)).viewer;
  };
}
