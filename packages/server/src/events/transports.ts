import { randomUUID } from 'node:crypto';
import type { EventEnvelope, ServiceName } from '@channelgraph/core/event-types.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { internalTokenHeader, signInternalToken } from '../identity/internal-token.ts';
import type { InternalSigner } from '../identity/internal-token.ts';
import type { EventTransport } from './deliver.ts';

/** Delivers by call, to services that run in the same process. */
export function createLocalTransport(
  consumerOf: (name: ServiceName) => { consume(event: EventEnvelope): Promise<void> } | undefined,
): EventTransport {
  return {
    async deliver(consumer, event) {
      const target = consumerOf(consumer);
      if (!target) throw new Error(`${consumer} does not run in this process.`);
      await target.consume(event);
    },
  };
}

/** Delivers by signed HTTP POST. Any answer but 204 means that the consumer did not commit. */
export function createRemoteTransport(options: {
  readonly signer: InternalSigner;
  readonly urls: Readonly<Partial<Record<ServiceName, string>>>;
  /** @defaultValue 10,000 ms */
  readonly timeoutMs?: number;
}): EventTransport {
  const { signer, urls, timeoutMs = 10_000 } = options;
  const viewer = serviceViewer(signer.name);
  return {
    async deliver(consumer, event) {
      const url = urls[consumer];
      if (!url) throw new Error(`No URL is known for ${consumer}.`);
      const body = JSON.stringify(event);
      const token = await signInternalToken(signer, {
        audience: consumer,
        viewer,
        requestId: randomUUID(),
        body,
      });
      const response = await fetch(new URL('/events', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', [internalTokenHeader]: token },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (response.status !== 204) throw new Error(`${consumer} answered ${response.status}.`);
    },
  };
}
