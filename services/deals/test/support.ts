import { graphql } from 'graphql';
import { createLogger } from '@channelgraph/server/logging.ts';
import type { EventEnvelope, EventPayloads, EventType } from '@channelgraph/core/event-types.ts';
import { deterministicIds } from '@channelgraph/core/ids.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Capability, Viewer } from '@channelgraph/core/viewer.ts';
import { createTestDatabase } from '../../../test/testkit/databases.ts';
import { eventTypesOf, eventsAbout } from '../../../test/testkit/event-log.ts';
import type { LoggedEvent } from '../../../test/testkit/event-log.ts';
import type { Context } from '../src/context.ts';
import { createDealsSubgraph } from '../src/subgraph.ts';

/** The answer to a query of a test; loosely typed, because each test names its own fields. */
export interface Answer {
  // A test reads the fields that its own query asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

/** The deals subgraph of one test on a database of its own. */
export interface DealsGraph extends AsyncDisposable {
  readonly database: Awaited<ReturnType<typeof createDealsSubgraph>>['database'];
  /** The events delivered to other services so far. */
  readonly delivered: EventEnvelope[];
  /** The statements sent to the database so far, those of transactions left out. */
  readonly statements: string[];
  /** Makes the context of a request or a task. */
  createContext(viewer: Viewer): Context;
  /** Sets the business clock. */
  setTime(instant: string): void;
  ask(viewer: Viewer, source: string, variables?: Record<string, unknown>): Promise<Answer>;
  consume<Type extends EventType>(type: Type, subject: string, data: EventPayloads[Type]): Promise<void>;
  /** The types of the events about a subject, in their order, whether or not anybody receives them. */
  eventsOf(subject: string): Promise<readonly string[]>;
  /** The events about a subject with what they tell, in their order. */
  events(subject: string): Promise<readonly LoggedEvent[]>;
  /** Ends the service and starts it again on the same database. */
  restart(): Promise<void>;
  /** Works until no job is left. */
  settle(): Promise<void>;
}

/** A program administrator. */
export const admin: Viewer = {
  ...serviceViewer('test'),
  userId: 'stf_admin',
  role: 'PROGRAM_ADMIN',
  displayName: 'Ada',
};

/** A user of a partner with the capabilities given. */
export function partnerUser(partnerId: string, ...capabilities: Capability[]): Viewer {
  return { userId: `usr_${partnerId}`, role: 'PARTNER_USER', partnerId, capabilities, displayName: 'Pat' };
}

/** An account manager. */
export function cam(userId: string): Viewer {
  return { userId, role: 'CAM', partnerId: null, capabilities: [], displayName: 'Carla' };
}

/** Starts the deals subgraph with the partners `prt_a` and `prt_b` and the product line `pln_x` known to it. */
export async function createDealsGraph(): Promise<DealsGraph> {
  const database = await createTestDatabase('deals');
  let now = new Date('2026-10-15T09:00:00Z');
  const delivered: EventEnvelope[] = [];
  const statements: string[] = [];
  const ids = deterministicIds(database.name);
  const environment = {
    databaseUrl: database.url,
    clock: { now: () => now },
    ids,
    logger: createLogger({ name: 'deals', level: 'silent' }),
    timeZone: 'America/New_York',
    transport: {
      deliver: async (_: unknown, event: EventEnvelope) => {
        delivered.push(event);
      },
    },
    onStatement: (sql: string) => {
      if (!/^(BEGIN|COMMIT|ROLLBACK|SELECT set_config)/.test(sql)) statements.push(sql);
    },
  };
  let subgraph = await createDealsSubgraph(environment);
  let sequence = 0;
  const graph: DealsGraph = {
    get database() {
      return subgraph.database;
    },
    delivered,
    statements,
    createContext: (viewer) => subgraph.createContext({ viewer }) as Context,
    setTime: (instant) => {
      now = new Date(instant);
    },
    async ask(viewer, source, variables = {}) {
      const contextValue = subgraph.createContext({ viewer });
      const { data, errors = [] } = await graphql({
        schema: subgraph.schema,
        source,
        variableValues: variables,
        contextValue,
      });
      return {
        data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
        errors: errors.map(({ message, extensions }) => ({ message, extensions })),
      };
    },
    consume: (type, subject, data) => {
      sequence += 1;
      return subgraph.consume({
        id: `evt_${sequence}`,
        type,
        occurredAt: now.toISOString(),
        subject,
        sequence,
        version: 1,
        actor: 'service:partners',
        data,
      } as EventEnvelope);
    },
    eventsOf: (subject) => eventTypesOf(database.url, subject),
    events: (subject) => eventsAbout(database.url, subject),
    async restart() {
      await subgraph.stop();
      subgraph = await createDealsSubgraph(environment);
    },
    async settle() {
      while ((await subgraph.runJobs()) > 0);
    },
    async [Symbol.asyncDispose]() {
      await subgraph.stop();
      await database.drop();
    },
  };
  await graph.consume('partners.partner.changed', 'prt_a', partner('prt_a', ['stf_carla']));
  await graph.consume('partners.partner.changed', 'prt_b', partner('prt_b', []));
  await graph.consume('partners.product_line.changed', 'pln_x', {
    productLineId: 'pln_x',
    code: 'X',
    name: 'X',
    isActive: true,
    version: 1,
    externalReferences: [{ system: 'crm', externalId: 'GTX' }],
  } as never);
  return graph;
}

/** What partners says of a partner. */
export function partner(
  partnerId: string,
  camIds: readonly string[],
): EventPayloads['partners.partner.changed'] {
  return {
    partnerId,
    displayName: partnerId,
    types: ['MSP'],
    segment: 'PURE_PLAY',
    status: 'ACTIVE',
    programId: 'prg_1',
    timeZone: 'America/New_York',
    currency: 'USD',
    deliveredScopes: [],
    regions: [],
    enrolledOn: '2026-01-01',
    tiers: [],
    camIds,
    version: 1,
    externalReferences: [{ system: 'crm', externalId: `name of ${partnerId}` }],
  };
}
