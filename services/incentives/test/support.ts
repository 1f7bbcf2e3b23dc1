import { createIds } from '@channelgraph/core/ids.ts';
import { fixedClock } from '@channelgraph/core/clock.ts';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { serviceViewer, type Capability, type Viewer } from '@channelgraph/core/viewer.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import { graphql } from 'graphql';
import pg from 'pg';
import { createTestDatabase } from '../../../test/testkit/databases.ts';
import { createIncentivesSubgraph } from '../src/subgraph.ts';

export const now = '2026-10-15T09:00:00Z';

/** A running incentives service on a database of its own. */
export async function startIncentives(options: { readonly poolSize?: number } = {}) {
  const database = await createTestDatabase('incentives');
  const statements: string[] = [];
  const subgraph = await createIncentivesSubgraph({
    databaseUrl: database.url,
    clock: fixedClock(now),
    ids: createIds(),
    logger: createLogger({ name: 'incentives', level: 'silent' }),
    transport: { deliver: () => Promise.resolve() },
    timeZone: 'America/New_York',
    onStatement: (sql) => statements.push(sql),
    ...options,
  });
  const owner = new pg.Pool({ connectionString: database.url, max: 4 });
  // The database may be dropped while the sockets of an ended pool are still closing.
  owner.on('error', () => undefined);
  return {
    subgraph,
    /** A connection of the owner, past every door. */
    owner,
    /** Every statement that the service sent. */
    statements,
    as:
      (viewer: Viewer) =>
      (source: string, variableValues: Record<string, unknown> = {}) =>
        graphql({
          schema: subgraph.schema,
          source,
          variableValues,
          contextValue: subgraph.createContext({ viewer }),
        }),
    async [Symbol.asyncDispose]() {
      await owner.end();
      await subgraph.stop();
      await database.drop();
    },
  };
}

export type Incentives = Awaited<ReturnType<typeof startIncentives>>;

const staff = (userId: string, role: Viewer['role']): Viewer => ({
  userId,
  role,
  partnerId: null,
  capabilities: [],
  displayName: userId,
});

export const ada = staff('stf_ada', 'PROGRAM_ADMIN');
export const alan = staff('stf_alan', 'PROGRAM_ADMIN');
export const carla = staff('stf_carla', 'CAM');
export const marc = staff('stf_marc', 'CAM');
export const ana = staff('stf_ana', 'ANALYST');
export const service = serviceViewer('demo');

export const harbor = 'prt_harbor';
export const ridgeline = 'prt_ridgeline';
export const lattice = 'prt_lattice';

/** A user of a partner with one capability. */
export function userOf(partnerId: string, capability: Capability): Viewer {
  return {
    userId: `usr_${partnerId}_${capability}`,
    role: 'PARTNER_USER',
    partnerId,
    capabilities: [capability],
    displayName: capability,
  };
}

let events = 0;

type Payload<Type extends EventEnvelope['type']> = EventEnvelope<Type>['data'];

/** Makes `partners.partner.changed`: an MSP of the second tier, unless said otherwise. */
export function partnerChanged(
  partnerId: string,
  change: Partial<Payload<'partners.partner.changed'>> = {},
): EventEnvelope<'partners.partner.changed'> {
  events += 1;
  return {
    id: `evt_partner_${events}`,
    type: 'partners.partner.changed',
    occurredAt: now,
    subject: partnerId,
    sequence: events,
    version: 1,
    actor: 'stf_ada',
    data: {
      partnerId,
      displayName: partnerId,
      types: ['MSP'],
      segment: 'PURE_PLAY',
      status: 'ACTIVE',
      programId: 'prg_msp',
      timeZone: 'America/New_York',
      currency: 'USD',
      deliveredScopes: [],
      regions: [],
      enrolledOn: null,
      externalReferences: [],
      tiers: [{ tierId: 'tir_2', rank: 2, from: '2024-01-01', to: null }],
      camIds: ['stf_carla'],
      version: events,
      ...change,
    },
  };
}

/** Makes `deals.contract.months_closed` for one month of a contract of Harbor. */
export function monthClosed(
  month: string,
  mrr: string,
  change: Partial<Payload<'deals.contract.months_closed'>> = {},
): EventEnvelope<'deals.contract.months_closed'> {
  events += 1;
  const contractId = change.contractId ?? 'ctr_clinic';
  return {
    id: `evt_month_${events}`,
    type: 'deals.contract.months_closed',
    occurredAt: now,
    subject: contractId,
    sequence: events,
    version: 1,
    actor: 'service:deals',
    data: {
      contractId,
      partnerId: harbor,
      customerId: 'cus_clinic',
      months: [{ month, mrr }],
      currency: 'USD',
      productLineIds: [],
      ...change,
    },
  };
}

/** Publishes the plan of the tests: 5, 8 and 12.5 % from 2024 on. */
export async function publishPlan(incentives: Incentives, input: Record<string, unknown> = {}, viewer = ada) {
  return incentives.as(viewer)(
    `mutation ($input: IncentivePlanPublishInput!) { incentivePlanPublish(input: $input) {
      __typename
      ... on IncentivePlanPublishSuccess { incentivePlan { id version versions { version effectiveFrom effectiveTo } } }
      ... on ConflictError { rule message }
      ... on ValidationError { issues { path code } }
      ... on VersionMismatchError { actualVersion }
    } }`,
    {
      input: {
        code: 'MSP-MRR',
        name: 'MRR commission',
        effectiveFrom: '2024-01-01',
        rates: [
          { tierRank: 1, rate: '0.05' },
          { tierRank: 2, rate: '0.08' },
          { tierRank: 3, rate: '0.125' },
        ],
        ...input,
      },
    },
  );
}

/** A row of an accrual as the database holds it. */
export interface StoredAccrual {
  readonly id: string;
  readonly partner_id: string;
  readonly source_key: string;
  readonly currency: string;
  readonly base_minor: string;
  readonly amount_minor: string;
  readonly already_accrued_minor: string;
  readonly status: string;
  readonly reverses_id: string | null;
  readonly explanation: { step: string; value: string }[];
}

/** Reads all accruals in the order in which they were made. */
export async function storedAccruals({ owner }: Incentives): Promise<StoredAccrual[]> {
  return (await owner.query<StoredAccrual>('SELECT * FROM accrual ORDER BY created_at, id')).rows;
}

/** Reads what a partner is owed per currency straight from the postings. */
export async function owedTo({ owner }: Incentives, partnerId: string): Promise<Record<string, string>> {
  const { rows } = await owner.query<{ currency: string; owed: string }>(
    `SELECT p.currency, (-sum(p.amount_minor))::text AS owed FROM posting p JOIN ledger_account a ON a.id = p.account_id
     WHERE a.kind <> 'VENDOR_EXPENSE' AND p.partner_id = $1 GROUP BY 1`,
    [partnerId],
  );
  return Object.fromEntries(rows.map(({ currency, owed }) => [currency, owed]));
}
