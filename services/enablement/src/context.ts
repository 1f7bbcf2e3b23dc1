import type { ReadClient, TransactionClient } from '@channelgraph/server/database/door.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { PrismaClient } from './db.ts';

/** What resolvers, services, tasks and consumers of this service work with. */
export type Context = RequestContext<PrismaClient>;

/** The client inside a write transaction. */
export type Transaction = TransactionClient<PrismaClient>;

/** Anything that reads: the viewer's read client or a transaction. */
export type Reader = Pick<
  ReadClient<PrismaClient>,
  | 'certificationAward'
  | 'certificationRequirement'
  | 'certificationTrack'
  | 'coverageProgress'
  | 'externalReference'
  | 'membership'
  | 'partnerProfile'
  | 'reportedCoverage'
  | '$queryRaw'
>;
