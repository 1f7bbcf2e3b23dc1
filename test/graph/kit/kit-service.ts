import { fixedClock } from '@channelgraph/core/clock.ts';
import { createIds } from '@channelgraph/core/ids.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createSubgraphBuilder } from '@channelgraph/graphql/builder.ts';
import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { PrismaClient } from '@channelgraph/partners/__generated__/prisma/client.ts';
import type { Consumers } from '@channelgraph/server/events/consume.ts';
import type { EventTransport } from '@channelgraph/server/events/deliver.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import { createSubgraph } from '@channelgraph/server/subgraph.ts';
import { createTestDatabase } from '../../testkit/databases.ts';

/** The context of the service below. */
export type KitContext = RequestContext<PrismaClient>;

export const admin: Viewer = {
  userId: 'stf_admin',
  role: 'PROGRAM_ADMIN',
  partnerId: null,
  capabilities: [],
  displayName: 'Ada',
};

/** Makes a partner user of a company. */
export function partnerUser(partnerId: string): Viewer {
  return {
    userId: `usr_of_${partnerId}`,
    role: 'PARTNER_USER',
    partnerId,
    capabilities: ['ADMIN'],
    displayName: partnerId,
  };
}

/** Starts a service made of nothing but the kit, on a database of its own. */
export async function startKitService(
  options: {
    readonly transport?: EventTransport;
    readonly consumers?: Consumers<PrismaClient>;
    readonly onStatement?: (sql: string) => void;
    /** The database of a service that ran before. Default: one of its own. */
    readonly databaseUrl?: string;
  } = {},
) {
  const database = options.databaseUrl
    ? { url: options.databaseUrl, drop: () => Promise.resolve() }
    : await createTestDatabase('partners');
  const builder = createSubgraphBuilder<KitContext>();
  addAuditTrail(builder, 'partners');
  const subgraph = await createSubgraph<PrismaClient>(
    {
      name: 'partners',
      schema: builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' }),
      createClient: (adapter) => new PrismaClient({ adapter }),
      consumers: options.consumers ?? {},
      tasks: {},
      schedule: [],
    },
    {
      databaseUrl: database.url,
      clock: fixedClock('2026-10-15T09:00:00Z'),
      ids: createIds(),
      logger: createLogger({ name: 'kit', level: 'silent' }),
      transport: options.transport ?? { deliver: () => Promise.resolve() },
      ...(options.onStatement ? { onStatement: options.onStatement } : {}),
    },
  );
  return {
    subgraph,
    url: database.url,
    as: (viewer: Viewer) => subgraph.createContext({ viewer }) as KitContext,
    async [Symbol.asyncDispose]() {
      await subgraph.stop();
      await database.drop();
    },
  };
}

/** Stores a product line, the simplest thing that the service can store. */
export async function storeLine(
  tx: Parameters<Parameters<KitContext['db']['write']>[0]>[0],
  id: string,
): Promise<void> {
  const at = new Date('2026-10-15T09:00:00Z');
  await tx.productLine.create({
    data: { id, code: id, name: id, createdAt: at, createdBy: 'test', updatedAt: at, updatedBy: 'test' },
  });
}
