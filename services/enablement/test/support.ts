import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { createIds } from '@channelgraph/core/ids.ts';
import type { MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { type Capability, type Viewer, serviceViewer } from '@channelgraph/core/viewer.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import { type ExecutionResult, graphql } from 'graphql';
import { createTestDatabase } from '../../../test/testkit/databases.ts';
import { createEnablementSubgraph } from '../src/subgraph.ts';

export const now = '2026-10-15T09:00:00Z';

type Payload<Type extends EventEnvelope['type']> = EventEnvelope<Type>['data'];

/** A running enablement service on a database of its own, with a clock that the test moves. */
export async function startEnablement() {
  const database = await createTestDatabase('enablement');
  const statements: string[] = [];
  const sent: EventEnvelope[] = [];
  let instant = new Date(now);
  const subgraph = await createEnablementSubgraph({
    databaseUrl: database.url,
    clock: { now: () => instant },
    ids: createIds(),
    logger: createLogger({ name: 'enablement', level: 'silent' }),
    transport: { deliver: (_, event) => Promise.resolve(void sent.push(event)) },
    timeZone: 'America/New_York',
    onStatement: (sql) => statements.push(sql),
  });
  let received = 0;
  const receive = async <Type extends EventEnvelope['type']>(
    type: Type,
    subject: string,
    data: Payload<Type>,
  ): Promise<void> => {
    received += 1;
    await subgraph.consume({
      id: `evt_test_${received}`,
      type,
      occurredAt: instant.toISOString(),
      subject,
      sequence: received,
      version: 1,
      actor: 'stf_ada',
      data,
    } as EventEnvelope);
  };
  return {
    subgraph,
    /** Every statement that the service sent. */
    statements,
    setClock: (to: string) => void (instant = new Date(to)),
    as:
      (viewer: Viewer) =>
      async (source: string, variableValues: Record<string, unknown> = {}) =>
        plain(
          await graphql({
            schema: subgraph.schema,
            source,
            variableValues,
            contextValue: subgraph.createContext({ viewer }),
          }),
        ),
    /** Tells the service about a partner: an MSP that delivers infrastructure and security, unless said otherwise. */
    partner: (partnerId: string, change: Partial<Payload<'partners.partner.changed'>> = {}) =>
      receive('partners.partner.changed', partnerId, {
        ...mspOf(partnerId),
        version: received + 1,
        ...change,
      }),
    /** Tells the service about a partner's user. */
    user: (
      userId: string,
      partnerId: string,
      change: Partial<Payload<'partners.partner_user.changed'>> = {},
    ) =>
      receive('partners.partner_user.changed', userId, {
        userId,
        partnerId,
        status: 'ACTIVE',
        externalReferences: [{ system: 'lms', externalId: userId }],
        ...change,
      }),
    /** Works until nothing is due and gives the facts that were sent meanwhile. */
    async settle(): Promise<Record<string, readonly MetricFactPayload[]>> {
      sent.length = 0;
      while ((await subgraph.runJobs()) > 0);
      const events = sent.filter((event) => event.type === 'enablement.metrics.recorded');
      const facts = Map.groupBy(events, ({ subject }) => subject);
      return Object.fromEntries(
        [...facts].map(([subject, list]) => [
          subject,
          list.flatMap(({ data }) => (data as Payload<'enablement.metrics.recorded'>).facts),
        ]),
      );
    },
    async [Symbol.asyncDispose]() {
      await subgraph.stop();
      await database.drop();
    },
  };
}

export type Enablement = Awaited<ReturnType<typeof startEnablement>>;

function mspOf(partnerId: string): Payload<'partners.partner.changed'> {
  return {
    partnerId,
    displayName: partnerId,
    types: ['MSP'],
    segment: 'PURE_PLAY',
    status: 'ACTIVE',
    programId: 'prg_msp',
    timeZone: 'America/New_York',
    currency: 'USD',
    deliveredScopes: ['INFRASTRUCTURE_MANAGEMENT', 'SECURITY_OPERATIONS'],
    regions: [],
    enrolledOn: null,
    externalReferences: [],
    tiers: [],
    camIds: ['stf_carla'],
    version: 1,
  };
}

/** An answer as it arrives: its shape depends on the query, which each test writes itself. */
export type Json = ReturnType<typeof JSON.parse>;

// graphql-js answers with objects without a prototype, which `toEqual` tells from literals nowhere else.
function plain(result: ExecutionResult): {
  data?: Json;
  errors?: readonly { message: string; path?: unknown; extensions?: unknown }[];
} {
  return JSON.parse(JSON.stringify(result));
}

const staff = (userId: string, role: Viewer['role']): Viewer => ({
  userId,
  role,
  partnerId: null,
  capabilities: [],
  displayName: userId,
});

export const ada = staff('stf_ada', 'PROGRAM_ADMIN');
export const carla = staff('stf_carla', 'CAM');
export const marc = staff('stf_marc', 'CAM');
export const ana = staff('stf_ana', 'ANALYST');
export const service = serviceViewer('demo');

export const harbor = 'prt_harbor';
export const ridgeline = 'prt_ridgeline';

/** A user of a partner with one capability. */
export function userOf(
  partnerId: string,
  capability: Capability,
  userId = `usr_${capability.toLowerCase()}`,
): Viewer {
  return { userId, role: 'PARTNER_USER', partnerId, capabilities: [capability], displayName: capability };
}

/** Creates one track per scope and returns the ids by code. */
export async function createTracks({ as }: Enablement): Promise<Record<string, string>> {
  const items = [
    { code: 'INFRA', name: 'Infrastructure manager', scope: 'INFRASTRUCTURE_MANAGEMENT' },
    { code: 'SEC', name: 'Security analyst', scope: 'SECURITY_OPERATIONS' },
    { code: 'SALES', name: 'Sales', scope: null, kind: 'SALES' },
  ].map((item) => ({ ...item, externalReference: { system: 'lms', externalId: item.code } }));
  const { data } = await as(ada)(
    `mutation ($items: [CertificationTrackUpsertItem!]!) { certificationTrackUpsertMany(input: { items: $items }) {
      ... on CertificationTrackUpsertManySuccess { rows { externalId id } } } }`,
    { items },
  );
  const { rows } = data.certificationTrackUpsertMany as { rows: { externalId: string; id: string }[] };
  return Object.fromEntries(rows.map(({ externalId, id }) => [externalId, id]));
}

/** Publishes a requirement of two people for infrastructure and for security. */
export async function publishRequirements(
  { as }: Enablement,
  effectiveFrom = '2024-01-01',
  minimumPeople = 2,
) {
  return as(ada)(
    `mutation ($input: CertificationRequirementPublishInput!) { certificationRequirementPublish(input: $input) {
      __typename
      ... on CertificationRequirementPublishSuccess { requirements { id version scope minimumPeople effectiveFrom effectiveTo } }
      ... on ValidationError { issues { path code } } } }`,
    {
      input: {
        effectiveFrom,
        requirements: ['INFRASTRUCTURE_MANAGEMENT', 'SECURITY_OPERATIONS'].map((scope) => ({
          partnerType: 'MSP',
          scope,
          minimumPeople,
        })),
      },
    },
  );
}

/** Records awards through the bulk mutation; `[user, track, awardedOn, more]` each. */
export async function recordAwards(
  { as }: Enablement,
  awards: readonly (readonly [
    user: string,
    track: string,
    awardedOn: string,
    more?: Record<string, unknown>,
  ])[],
  options: Record<string, unknown> = {},
) {
  const { data, errors } = await as(ada)(
    `mutation ($input: CertificationAwardUpsertManyInput!) { certificationAwardUpsertMany(input: $input) {
      __typename
      ... on CertificationAwardUpsertManySuccess {
        createdCount updatedCount unchangedCount refusedCount isDryRun
        rows { index externalId id action issues { code path } } }
      ... on UserError { code message } } }`,
    {
      input: {
        items: awards.map(([user, track, awardedOn, more]) => ({
          user: { externalReference: { system: 'lms', externalId: user } },
          track: { externalReference: { system: 'lms', externalId: track } },
          awardedOn,
          ...more,
        })),
        ...options,
      },
    },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.certificationAwardUpsertMany;
}

/** Sets up Harbor with three people: INFRA 3 of 2, SEC 1 of 2, so a coverage of 1.5/2. */
export async function startHarbor(): Promise<Enablement & { readonly tracks: Record<string, string> }> {
  const enablement = await startEnablement();
  await enablement.partner(harbor);
  for (const id of ['usr_admin', 'usr_technical', 'usr_sales']) await enablement.user(id, harbor);
  const tracks = await createTracks(enablement);
  await publishRequirements(enablement);
  await recordAwards(enablement, [
    ['usr_admin', 'INFRA', '2025-06-01', { evidence: 'Score 91' }],
    ['usr_technical', 'INFRA', '2025-06-01', { evidence: 'Score 88' }],
    ['usr_sales', 'INFRA', '2024-12-10', { evidence: 'Score 71' }],
    ['usr_technical', 'SEC', '2025-06-01'],
  ]);
  return { ...enablement, tracks };
}
