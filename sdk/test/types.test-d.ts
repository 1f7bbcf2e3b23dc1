import { parse } from 'graphql';
import {
  type AnyPartnerApiError,
  assertNever,
  type Client,
  isPartnerApiError,
  type Opportunity,
  OpportunityStage,
  type Partner,
  type QueryDocument,
  type Scorecard,
} from '../src/index.ts';
import {
  managedContractActions,
  type ManagedContractIn,
  type Registration,
  type Renewal,
} from '../src/index.ts';
import { bindActions } from '../src/action.ts';
import { createMockClient } from '../src/testing/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const expectType = <_Holds extends true>(): void => {};

declare const client: Client;
declare const typed: QueryDocument<{ partner: { id: string } | null }, { id: string }>;
declare const withoutVariables: QueryDocument<{ total: number }, { [key: string]: never }>;

export async function results(): Promise<void> {
  const scorecard = await client.scorecards.get('prt_1', { asOf: '2026-10-15' });
  expectType<Equal<typeof scorecard, Scorecard | null>>();
  const page = await client.partners.list({ filter: { status: { eq: 'ACTIVE' } } });
  expectType<Equal<(typeof page.nodes)[number]['displayName'], string>>();
  for await (const { id } of client.partners.list()) expectType<Equal<typeof id, string>>();

  // @ts-expect-error results cannot be changed
  page.nodes[0].displayName = 'x';
  // @ts-expect-error there is no such field
  void (await client.partners.get('prt_1'))?.nickname;
  // @ts-expect-error null must be handled
  void (await client.partners.get('prt_1')).id;
  // @ts-expect-error `max` is required
  void client.partners.list().toArray();
  // @ts-expect-error a partner or a filter, not both
  void client.pipelines.get({ partnerId: 'prt_1', filter: {} });
}

export async function documents(): Promise<void> {
  const data = await client.query(typed, { id: 'prt_1' }, { signal: AbortSignal.timeout(5) });
  expectType<Equal<typeof data, { partner: { id: string } | null }>>();
  const total = await client.query(withoutVariables);
  expectType<Equal<typeof total, { total: number }>>();
  const untyped = await client.query('{ partner { id } }');
  expectType<Equal<typeof untyped, unknown>>();
  const node = await client.query(parse('{ a }') as QueryDocument<{ a: string }, Record<string, never>>);
  expectType<Equal<typeof node, { a: string }>>();
  // @ts-expect-error the variables are required
  void client.query(typed);
  // @ts-expect-error the id is a string
  void client.query(typed, { id: 7 });
}

export function openEnums(partner: Partner): string {
  // Known values are suggested, and values of a later API are no type error.
  const stage: OpportunityStage = OpportunityStage.COMMITTED;
  const later: OpportunityStage = 'A_STAGE_OF_NEXT_YEAR';
  // @ts-expect-error a value is still a text
  const wrong: OpportunityStage = 7;
  return partner.status === 'ACTIVE' ? `${stage}${later}` : String(wrong);
}

export async function unions(): Promise<string> {
  const result = await client.seatSnapshots.recordMany.safe({ items: [] });
  if (result.ok) return String(result.value.createdCount);
  // @ts-expect-error a failure has no value
  void result.value;
  const { error } = result;
  switch (error.__typename) {
    case 'ValidationError':
      return error.issues.map(({ path }) => path.join('.')).join();
    case 'IdempotencyKeyReusedError':
      return error.message;
    case 'IdempotencyInProgressError':
      return String(error.retryAfterMs);
    default:
      // A new member of the schema's union is a type error here.
      return assertNever(error);
  }
}

export function errors(error: unknown): string {
  if (!isPartnerApiError(error)) throw error;
  expectType<Equal<typeof error, AnyPartnerApiError>>();
  // @ts-expect-error only validation errors have issues
  void error.issues;
  if (error.kind === 'validation') return String(error.issues.length);
  if (error.kind === 'rateLimit') return String(error.resetAt?.toISOString());
  return error.kind === 'conflict' ? String(error.details['rule']) : error.message;
}

export function mocks(): void {
  const mock = createMockClient();
  mock.on('PartnerGet', ({ id }) => {
    expectType<Equal<typeof id, string>>();
    return { partner: null };
  });
  // @ts-expect-error no such operation
  mock.on('PartnerFetch', {});
  // @ts-expect-error not the data of that operation
  mock.on('PartnerGet', { partner: { id: 7 } });
}

declare const contract: ManagedContractIn;
declare const registration: Registration<'APPROVED'>;
declare const renewal: Renewal;
declare const opportunity: Opportunity<'OPEN'>;

export async function actions(): Promise<void> {
  const contracts = bindActions(client, managedContractActions);
  if (contract.status === 'ACTIVE') {
    const suspended = await contracts.suspend(contract, { reason: 'The customer asked for it.' });
    expectType<Equal<typeof suspended.status, 'SUSPENDED'>>();
    const resumed = await contracts.resume.safe(suspended);
    if (resumed.ok) expectType<Equal<typeof resumed.value.status, 'ACTIVE'>>();
    // @ts-expect-error a suspended contract is not suspended again
    void contracts.suspend(suspended);
  }
  // @ts-expect-error a contract in an unknown state takes no action
  void contracts.suspend(contract);
  // @ts-expect-error the version comes from the record
  if (contract.status === 'ACTIVE') void contracts.amend(contract, { expectedVersion: 1 });
}

export async function registrations(): Promise<void> {
  expectType<Equal<typeof registration.status, 'APPROVED'>>();
  const won = await client.registrations.win(registration, {});
  expectType<Equal<typeof won.status, 'WON'>>();
  // @ts-expect-error what is approved is not approved again
  void client.registrations.approve(registration);
  // @ts-expect-error what was won cannot be extended
  void client.registrations.extend(won, { days: 30 });
}

export async function renewals(): Promise<void> {
  if (renewal.stage !== 'QUOTED') return;
  const committed = await client.renewals.commit(renewal);
  expectType<Equal<typeof committed.stage, 'COMMITTED'>>();
  // @ts-expect-error a renewal is committed once
  void client.renewals.commit(committed);
}

export async function opportunities(): Promise<void> {
  const lost = await client.opportunities.lose(opportunity, { lossReason: 'PRICE' });
  expectType<Equal<typeof lost.outcome, 'LOST'>>();
  // @ts-expect-error to lose needs a reason
  void client.opportunities.lose(opportunity);
  // @ts-expect-error what is lost does not move
  void client.opportunities.move(lost, { stage: 'QUALIFIED' });
}
