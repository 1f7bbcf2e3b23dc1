import type { EventEnvelope, ServiceName } from '@channelgraph/core/event-types.ts';
import { createIds } from '@channelgraph/core/ids.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import { graphql } from 'graphql';
import { createTestDatabase } from '../../../test/testkit/databases.ts';
import type { Context } from '../src/context.ts';
import { createPartnersSubgraph } from '../src/subgraph.ts';

/** A running partners service on a database of its own, with a clock that tests move. */
export async function startPartners() {
  const database = await createTestDatabase('partners');
  const time = { now: new Date('2026-10-15T09:00:00Z') };
  const statements: string[] = [];
  const delivered: { readonly consumer: ServiceName; readonly event: EventEnvelope }[] = [];
  const subgraph = await createPartnersSubgraph({
    databaseUrl: database.url,
    clock: { now: () => new Date(time.now) },
    ids: createIds(),
    logger: createLogger({ name: 'partners', level: 'silent' }),
    transport: {
      deliver: (consumer, event) => {
        delivered.push({ consumer, event });
        return Promise.resolve();
      },
    },
    timeZone: 'America/New_York',
    onStatement: (sql) => statements.push(sql),
  });
  const contextOf = (viewer: Viewer) => subgraph.createContext({ viewer }) as Context;
  return {
    subgraph,
    time,
    /** Every statement that the service sent. */
    statements,
    contextOf,
    /** Delivers what is waiting and gives all events delivered to a consumer so far. */
    async eventsFor(consumer: ServiceName) {
      while ((await subgraph.runJobs()) > 0);
      return delivered.filter((each) => each.consumer === consumer).map(({ event }) => event);
    },
    /** Runs an operation as a viewer and gives its data; fails on any error. */
    async ask(viewer: Viewer, source: string, variableValues: Record<string, unknown> = {}) {
      const answer = await graphql({
        schema: subgraph.schema,
        source,
        variableValues,
        contextValue: contextOf(viewer),
      });
      if (answer.errors) throw new Error(answer.errors.map(({ message }) => message).join('\n'));
      return JSON.parse(JSON.stringify(answer.data));
    },
    /** Runs an operation as a viewer and gives the codes of its errors. */
    async refusals(viewer: Viewer, source: string, variableValues: Record<string, unknown> = {}) {
      const answer = await graphql({
        schema: subgraph.schema,
        source,
        variableValues,
        contextValue: contextOf(viewer),
      });
      return (answer.errors ?? []).map(({ extensions }) => extensions['code']);
    },
    async [Symbol.asyncDispose]() {
      await subgraph.stop();
      await database.drop();
    },
  };
}

/** The running service of a test. */
export type Partners = Awaited<ReturnType<typeof startPartners>>;

const staff = (userId: string, role: Viewer['role']): Viewer => ({
  userId,
  role,
  partnerId: null,
  capabilities: [],
  displayName: userId,
});

export const ada = staff('stf_ada', 'PROGRAM_ADMIN');
export const ana = staff('stf_ana', 'ANALYST');
export const service = serviceViewer('test');

/** An account manager as the identity provider would name them. */
export const camViewer = (id: string) => staff(id, 'CAM');

/** A user of a partner. */
export const userOf = (partnerId: string, userId = 'usr_of_partner'): Viewer => ({
  userId,
  role: 'PARTNER_USER',
  partnerId,
  capabilities: ['ADMIN'],
  displayName: userId,
});

const bulkFields =
  'rows { index id externalId action issues { code path } } createdCount updatedCount unchangedCount refusedCount isDryRun';

/** Calls a bulk mutation as an administrator and gives its answer. */
export async function bulk(
  partners: Partners,
  name: string,
  items: readonly object[],
  options: object = {},
  viewer = ada,
) {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const source = `mutation($input: ${title}Input!) { result: ${name}(input: $input) {
    __typename ... on ${title}Success { ${bulkFields} } ... on UserError { code message } } }`;
  return (await partners.ask(viewer, source, { input: { items, ...options } })).result;
}

const crm = (externalId: string) => ({ externalReference: { system: 'crm', externalId } });

/** A small program: two partners, two account managers, a user each. */
export async function seedProgram(partners: Partners) {
  const program = await bulk(partners, 'programUpsertMany', [
    {
      ...crm('msp-program'),
      name: 'Northwind MSP Program',
      timeZone: 'America/New_York',
      currency: 'USD',
      tiers: [
        { rank: 1, label: 'Registered', ...crm('registered') },
        { rank: 2, label: 'Silver', ...crm('silver'), benefits: { marginUpliftRate: '0.05' } },
        { rank: 3, label: 'Gold', ...crm('gold') },
      ],
    },
  ]);
  const companies = await bulk(partners, 'partnerUpsertMany', [
    {
      ...crm('harbor'),
      legalName: 'Harbor Managed Services Inc.',
      displayName: 'Harbor',
      types: ['MSP'],
      segment: 'PURE_PLAY',
      regions: ['East'],
      domains: ['harbor.example'],
      deliveredScopes: ['SECURITY_OPERATIONS'],
    },
    {
      ...crm('oakfield'),
      legalName: 'Oakfield Resellers LLC',
      displayName: 'Oakfield',
      types: ['RESELLER'],
      regions: ['West'],
    },
  ]);
  const people = await bulk(partners, 'staffMemberUpsertMany', [
    { ...crm('carla'), subject: 'carla.cam', displayName: 'Carla', role: 'CAM' },
    { ...crm('marc'), subject: 'marc.cam', displayName: 'Marc', role: 'CAM' },
  ]);
  await bulk(
    partners,
    'programEnrollmentUpsertMany',
    ['harbor', 'oakfield'].map((id) => ({
      partner: crm(id),
      program: crm('msp-program'),
      startsOn: '2024-01-01',
    })),
  );
  const users = await bulk(partners, 'partnerUserUpsertMany', [
    {
      ...crm('u-harbor'),
      partner: crm('harbor'),
      subject: 'harbor.admin',
      email: 'Admin@Harbor.example',
      displayName: 'Hanna',
      capabilities: ['ADMIN'],
    },
    {
      ...crm('u-oakfield'),
      partner: crm('oakfield'),
      subject: 'oakfield.sales',
      email: 'sales@oakfield.example',
      displayName: 'Otto',
      capabilities: ['SALES'],
    },
  ]);
  for (const [partner, cam] of [
    ['harbor', 'carla'],
    ['oakfield', 'marc'],
  ] as const) {
    await partners.ask(
      ada,
      `mutation($input: CamAssignInput!) { camAssign(input: $input) { ... on UserError { message } } }`,
      {
        input: { partner: crm(partner), cam: crm(cam), from: '2024-01-01' },
      },
    );
  }
  const ids = (result: { rows: { id: string }[] }) => result.rows.map(({ id }) => id);
  const [harbor = '', oakfield = ''] = ids(companies);
  const [carla = '', marc = ''] = ids(people);
  const [hanna = '', otto = ''] = ids(users);
  return { programId: ids(program)[0] ?? '', harbor, oakfield, carla, marc, hanna, otto };
}

export { crm };
