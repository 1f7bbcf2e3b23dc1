import { randomUUID } from 'node:crypto';
import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Clock } from '@channelgraph/core/clock.ts';
import type { Ids } from '@channelgraph/core/ids.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { Database, ViewerDatabase } from './database/door.ts';

/** What every resolver and service method works with: who asks, the time, the database as they see it. */
export interface RequestContext<Client = unknown> {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Today in the deployment's time zone; rules of one program use that program's own zone. */
  readonly today: LocalDate;
  /** The deployment's time zone. */
  readonly timeZone: string;
  readonly db: ViewerDatabase<Client>;
}

/** Makes the context of one request. */
export function createRequestContext<Client>(options: {
  readonly viewer: Viewer;
  readonly requestId?: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly timeZone: string;
  readonly database: Database<Client>;
}): RequestContext<Client> {
  const { viewer, clock, ids, timeZone, database } = options;
  const requestId = options.requestId ?? randomUUID();
  return {
    viewer,
    requestId,
    clock,
    ids,
    today: todayIn(clock.now(), timeZone),
    timeZone,
    db: database.for(viewer, requestId),
  };
}
