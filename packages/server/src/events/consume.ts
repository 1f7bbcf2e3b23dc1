import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { EventEnvelope, EventType } from '@channelgraph/core/event-types.ts';
import type { TransactionClient } from '../database/door.ts';
import type { RawSql } from '../raw-sql.ts';
import type { RequestContext } from '../request-context.ts';

/** What a service does with an event of one type, inside the transaction that records its receipt. */
export type Consumer<Client, Type extends EventType> = (
  tx: TransactionClient<Client>,
  context: RequestContext<Client>,
  event: EventEnvelope<Type>,
) => Promise<void>;

/** A service's consumers by event type. */
export type Consumers<Client> = { readonly [Type in EventType]?: Consumer<Client, Type> };

/**
 * Takes in one event: its effect and the note that it was received commit together, so that an event
 * delivered many times has exactly one effect.
 *
 * @throws Error when the service has no consumer for the type: the sender parks the event.
 */
export async function consume<Client>(
  consumers: Consumers<Client>,
  contextFor: (viewer: ReturnType<typeof serviceViewer>) => RequestContext<Client>,
  event: EventEnvelope,
): Promise<void> {
  const consumer = consumers[event.type] as Consumer<Client, EventType> | undefined;
  if (!consumer) throw new Error(`No consumer for ${event.type}.`);
  const context = contextFor(serviceViewer(event.type.split('.')[0] ?? 'unknown'));
  await context.db.write(async (tx) => {
    const fresh = await (tx as unknown as RawSql).$executeRaw`
      INSERT INTO channelgraph.inbox (event_id, type, subject, sequence)
      VALUES (${event.id}, ${event.type}, ${event.subject}, ${event.sequence})
      ON CONFLICT (event_id) DO NOTHING`;
    if (fresh === 1) await consumer(tx, context, event);
  });
}
