import type { TransactionClient } from '@channelgraph/server/database/door.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { PrismaClient } from './db.ts';

/** The context of one request to this service. */
export type Context = RequestContext<PrismaClient>;

/** The client inside a write transaction of this service. */
export type Transaction = TransactionClient<PrismaClient>;
