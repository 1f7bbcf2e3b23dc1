import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tasks } from '../src/tasks.ts';
import { admin, cam, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

const sales = partnerUser('prt_a', 'SALES');
const technical = partnerUser('prt_a', 'TECHNICAL');
const stranger = partnerUser('prt_b', 'ADMIN');
const carla = cam('stf_carla');
const marc = cam('stf_marc');
const analyst = { ...admin, role: 'ANALYST' as const };
const crm = (externalId: string) => ({ system: 'crm', externalId });

let graph: DealsGraph;
let subjects: {
  readonly opportunity: string;
  readonly won: string;
  readonly contract: string;
  readonly renewal: string;
};
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T13:00:00Z');
  await send('customerUpsertMany', [{ externalReference: crm('clinic'), legalName: 'Clinic' }]);
  const deal = { partner: { id: 'prt_a' }, name: 'Deal', oneTime: usd('100'), openedOn: '2026-10-01' };
  const [open, won] = await send('opportunityUpsertMany', [
    { ...deal, externalReference: crm('open'), stage: 'QUALIFIED' },
    { ...deal, externalReference: crm('won'), stage: 'WON', closedOn: '2026-10-10' },
  ]);
  const [contract] = await send('managedContractUpsertMany', [
    {
      externalReference: crm('contract'), partner: { id: 'prt_a' }, customer: { externalReference: crm('clinic') },
      termStart: '2026-01-14', termMonths: 12, mrr: usd('1000'), contractedSeats: 10,
    },
  ]); // prettier-ignore
  const { data } = await graph.ask(
    admin,
    `{ managedContract(id: "${contract.id}") { renewals { nodes { id } } } }`,
  );
  subjects = {
    opportunity: open.id,
    won: won.id,
    contract: contract.id,
    renewal: data.managedContract.renewals.nodes[0].id,
  };
});
afterAll(() => graph[Symbol.asyncDispose]());
// 09:00 in New York.
beforeEach(() => graph.setTime('2026-10-15T13:00:00Z'));

const usd = (amount: string) => ({ amount, currency: 'USD' });
async function send(name: string, items: object[]) {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($input: ${title}Input!) { ${name}(input: $input) { ... on ${title}Success { rows { id issues { code path } } } } }`,
    { input: { items } },
  );
  expect(errors).toEqual([]);
  return data[name].rows;
}

const fields = `id version kind status partner { id } opportunity { id } contract { id } renewal { id } requestedHelp neededBy owner { id }
  responseDueAt respondedAt closedAt note externalReferences { system externalId }`;
const inputTypes: Readonly<Record<string, string>> = {
  Create: 'CoSellRequestCreateInput!', Accept: 'CoSellRequestAcceptInput', Start: 'CoSellRequestNoteInput',
  Complete: 'CoSellRequestNoteInput', Decline: 'CoSellRequestDeclineInput!', Withdraw: 'CoSellRequestWithdrawInput',
}; // prettier-ignore
interface Problem {
  readonly path: readonly string[];
  readonly code: string;
}
/** Runs a mutation; gives the request, or what refused it. */
async function act(
  viewer: typeof admin,
  verb: string,
  variables: { readonly id?: string; readonly input?: object },
) {
  const [head, call] = variables.id === undefined ? ['', ''] : ['$id: ID!, ', 'id: $id, '];
  const { data, errors } = await graph.ask(
    viewer,
    `mutation (${head}$input: ${inputTypes[verb]}) { coSellRequest${verb}(${call}input: $input) {
      ... on CoSellRequest${verb}Success { coSellRequest { ${fields} } } ... on UserError { code }
      ... on ValidationError { issues { path code } } ... on PolicyViolationError { rule } } }`,
    variables,
  );
  expect(errors).toEqual([]);
  const { coSellRequest, code, rule, issues = [] } = data[`coSellRequest${verb}`];
  const problems = issues.map((each: Problem) => `${each.path.join('.')} ${each.code}`);
  return coSellRequest ?? [code, ...(rule ? [rule] : []), ...problems];
}
const help = (over: object = {}) => ({
  kind: 'ENGINEERING', opportunity: { id: subjects.opportunity }, requestedHelp: 'An engineer for two days.', ...over,
}); // prettier-ignore
const asked = (over: object = {}, viewer = sales) => act(viewer, 'Create', { input: help(over) });
const seen = async (viewer: typeof admin, id: string) =>
  (await graph.ask(viewer, `{ coSellRequest(id: "${id}") { ${fields} } }`)).data.coSellRequest;
const ids = async (viewer: typeof admin, filter: string) =>
  (
    await graph.ask(viewer, `{ coSellRequests(filter: ${filter}) { nodes { id } totalCount } }`)
  ).data.coSellRequests.nodes.map(({ id }: { readonly id: string }) => id);
const stored = () =>
  graph
    .createContext(admin)
    .db.write(async (tx) => [
      await tx.coSellRequest.findMany({ orderBy: { id: 'asc' } }),
      await tx.$queryRawUnsafe('SELECT * FROM external_reference ORDER BY entity_id, system, external_id'),
      await tx.$queryRawUnsafe('SELECT id FROM channelgraph.audit_event ORDER BY id'),
    ]);
/** Proves that what a call was refused for it did not do. */
async function refused(call: () => Promise<unknown>): Promise<unknown> {
  const before = await stored();
  const answer = await call();
  expect(await stored()).toEqual(before);
  return answer;
}
const expire = () => tasks['expire_co_sell_requests']!(graph.createContext(serviceViewer('deals')), {});

describe('a request', () => {
  test('is asked for, accepted by somebody, begun and completed, each told once', async () => {
    const request = await asked({
      neededBy: '2026-11-01',
      externalReference: { system: 'tickets', externalId: '7' },
    });
    expect(request).toEqual({
      id: expect.stringMatching(/^csr_/), version: 1, kind: 'ENGINEERING', status: 'REQUESTED', partner: { id: 'prt_a' },
      opportunity: { id: subjects.opportunity }, contract: null, renewal: null, requestedHelp: 'An engineer for two days.',
      neededBy: '2026-11-01', owner: null, responseDueAt: '2026-10-21T04:00:00.000Z', respondedAt: null, closedAt: null, note: null,
      externalReferences: [{ system: 'tickets', externalId: '7' }],
    }); // prettier-ignore
    const { id } = request;
    graph.setTime('2026-10-16T10:00:00Z');
    expect(await act(carla, 'Accept', { id, input: { note: 'Tuesday.', expectedVersion: 1 } })).toMatchObject({
      version: 2, status: 'ACCEPTED', owner: { id: 'stf_carla' }, respondedAt: '2026-10-16T10:00:00.000Z', closedAt: null, note: 'Tuesday.',
    }); // prettier-ignore
    expect(await act(carla, 'Start', { id })).toMatchObject({ status: 'IN_PROGRESS', note: 'Tuesday.' });
    graph.setTime('2026-10-20T10:00:00Z');
    expect(await act(admin, 'Complete', { id, input: { note: 'Done.' } })).toMatchObject({
      version: 4, status: 'COMPLETED', owner: { id: 'stf_carla' }, closedAt: '2026-10-20T10:00:00.000Z', note: 'Done.',
    }); // prettier-ignore
    expect(await graph.eventsOf(id)).toEqual([
      'deals.co_sell.requested', 'deals.co_sell.accepted', 'deals.co_sell.started', 'deals.co_sell.completed',
    ]); // prettier-ignore
    const { data } = await graph.ask(admin, `{ dealsAuditEvents(first: 4) { nodes { action entityId } } }`);
    expect(data.dealsAuditEvents.nodes.map(({ action, entityId }: Record<string, string>) => `${action} ${entityId === id}`)).toEqual([
      'coSellRequest.completed true', 'coSellRequest.started true', 'coSellRequest.accepted true', 'coSellRequest.requested true',
    ]); // prettier-ignore
    expect(await refused(() => act(sales, 'Withdraw', { id }))).toEqual(['INVALID_TRANSITION']);
  });

  test('is about a contract or a renewal as well, on behalf of the partner too', async () => {
    const { contract, renewal } = subjects;
    const about = (over: object) => ({ opportunity: null, ...over });
    expect(await asked(about({ kind: 'CO_DELIVERY', contract: { externalReference: crm('contract') } }), carla)).toMatchObject({
      partner: { id: 'prt_a' }, contract: { id: contract }, responseDueAt: '2026-10-26T04:00:00.000Z',
    }); // prettier-ignore
    expect(await asked(about({ kind: 'AT_RISK_RENEWAL', renewalId: renewal }), admin)).toMatchObject({
      renewal: { id: renewal }, responseDueAt: '2026-10-18T04:00:00.000Z',
    }); // prettier-ignore
  });

  test('is declined with a reason, before and after it was accepted, or withdrawn', async () => {
    const [first, second, third] = [await asked(), await asked(), await asked()];
    expect(await refused(() => act(carla, 'Decline', { id: first.id, input: { reason: ' ' } }))).toEqual(['VALIDATION_FAILED', 'input.reason LENGTH']); // prettier-ignore
    expect(await act(carla, 'Decline', { id: first.id, input: { reason: 'Nobody is free.' } })).toMatchObject({
      status: 'DECLINED', respondedAt: '2026-10-15T13:00:00.000Z', closedAt: '2026-10-15T13:00:00.000Z', note: 'Nobody is free.', owner: null,
    }); // prettier-ignore
    await act(carla, 'Accept', { id: second.id, input: { ownerId: 'stf_engineer' } });
    graph.setTime('2026-10-17T13:00:00Z');
    expect(await act(carla, 'Decline', { id: second.id, input: { reason: 'Ill.' } })).toMatchObject({
      status: 'DECLINED', respondedAt: '2026-10-15T13:00:00.000Z', closedAt: '2026-10-17T13:00:00.000Z', owner: { id: 'stf_engineer' },
    }); // prettier-ignore
    expect(await act(sales, 'Withdraw', { id: third.id, input: { reason: 'Solved.' } })).toMatchObject({
      status: 'WITHDRAWN', respondedAt: null, note: 'Solved.',
    }); // prettier-ignore
  });

  test('is refused with all that is wrong with it, and nothing is written', async () => {
    const wrong = help({
      kind: 'AT_RISK_RENEWAL', opportunity: { id: subjects.opportunity }, contract: { id: subjects.contract }, requestedHelp: ' ', neededBy: '2026-10-14',
      externalReference: { system: '', externalId: '7' },
    }); // prettier-ignore
    expect(await refused(() => act(sales, 'Create', { input: wrong }))).toEqual([
      'VALIDATION_FAILED',
      'input.contract ONE_SUBJECT',
      'input.opportunity WRONG_SUBJECT',
      'input.requestedHelp LENGTH',
      'input.externalReference LENGTH',
      'input.neededBy OUT_OF_RANGE',
    ]);
    expect(await refused(() => asked({ opportunity: { id: subjects.won } }))).toEqual(['VALIDATION_FAILED', 'input.opportunity CLOSED']); // prettier-ignore
    expect(await refused(() => asked({ opportunity: null }))).toEqual([
      'VALIDATION_FAILED',
      'input.opportunity REQUIRED',
    ]);
    const { id } = await asked();
    expect(await refused(() => act(admin, 'Accept', { id, input: { ownerId: 'usr_pat', note: 'x'.repeat(2001) } }))).toEqual(['VALIDATION_FAILED', 'input.ownerId NO_STAFF', 'input.note LENGTH']); // prettier-ignore
    expect(await refused(() => act(admin, 'Accept', { id, input: { expectedVersion: 2 } }))).toEqual([
      'VERSION_MISMATCH',
    ]);
    expect(await refused(() => act(admin, 'Complete', { id }))).toEqual(['INVALID_TRANSITION']);
  });

  test('is one, however often it is sent with its key', async () => {
    const input = help({
      idempotencyKey: 'one-request-0000000',
      externalReference: { system: 'tickets', externalId: 'once' },
    });
    const [first, second] = [await act(sales, 'Create', { input }), await act(sales, 'Create', { input })];
    expect(second.id).toBe(first.id);
    expect(
      await refused(() => act(sales, 'Create', { input: { ...input, requestedHelp: 'Other.' } })),
    ).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(
      await refused(() => asked({ externalReference: { system: 'tickets', externalId: 'once' } })),
    ).toEqual(['CONFLICT']);
    // The same words of another company, or of the vendor, are another name.
    expect(
      await asked({ externalReference: { system: 'tickets', externalId: 'once' } }, admin),
    ).toMatchObject({
      externalReferences: [{ system: 'tickets', externalId: 'once' }],
    });
  });
});

describe('the clock', () => {
  test('ends the time to answer at its instant, whether or not the task ran', async () => {
    const { id } = await asked({ kind: 'EXECUTIVE' });
    graph.setTime('2026-10-21T03:59:59.999Z');
    await expire();
    expect(await seen(sales, id)).toMatchObject({ status: 'REQUESTED', version: 1 });
    graph.setTime('2026-10-21T04:00:00Z');
    expect(await seen(sales, id)).toMatchObject({ status: 'EXPIRED', closedAt: null, version: 1 });
    expect(await ids(sales, `{ id: { eq: "${id}" }, status: { eq: EXPIRED } }`)).toEqual([id]);
    expect(await ids(sales, `{ id: { eq: "${id}" }, status: { in: [REQUESTED, ACCEPTED] } }`)).toEqual([]);
    expect(await refused(() => act(carla, 'Accept', { id }))).toEqual(['INVALID_TRANSITION']);
  });

  test('after 40 days without it, the task dates the end when it was due, once, and only of what waits', async () => {
    const [late, answered] = [await asked(), await asked()];
    await act(carla, 'Accept', { id: answered.id });
    graph.setTime('2026-11-30T10:00:00Z');
    await Promise.all([expire(), expire()]);
    await expire();
    expect(await seen(sales, late.id)).toMatchObject({
      status: 'EXPIRED',
      closedAt: '2026-10-21T04:00:00.000Z',
      version: 2,
    });
    expect(await graph.eventsOf(late.id)).toEqual(['deals.co_sell.requested', 'deals.co_sell.expired']);
    expect(await seen(sales, answered.id)).toMatchObject({ status: 'ACCEPTED', closedAt: null });
  });

  test('stands while answers race: each request has one end, and one event for each version', async () => {
    const requests = await Promise.all(Array.from({ length: 8 }, () => asked()));
    graph.setTime('2026-10-21T03:59:59.999Z');
    const races = requests.flatMap(({ id }) => [
      act(carla, 'Accept', { id }),
      act(admin, 'Decline', { id, input: { reason: 'No.' } }),
      act(sales, 'Withdraw', { id }),
    ]);
    await Promise.all([...races, expire()]);
    for (const { id } of requests) {
      const after = await seen(admin, id);
      expect(['DECLINED', 'WITHDRAWN']).toContain(after.status);
      expect(after.closedAt).toBe('2026-10-21T03:59:59.999Z');
      expect(await graph.eventsOf(id)).toHaveLength(after.version);
    }
  });
});

describe('who', () => {
  test('asks: sales people and administrators of the partner, its account manager, administrators', async () => {
    expect(await refused(() => asked({}, technical))).toEqual([
      'POLICY_VIOLATION',
      'coSellRequest.CREATE.capability',
    ]);
    expect(await refused(() => asked({}, stranger))).toEqual(['NOT_FOUND']);
    expect(await refused(() => asked({}, marc))).toEqual(['NOT_FOUND']);
    const renewalOf = (viewer: typeof admin) =>
      asked({ kind: 'EXECUTIVE', opportunity: null, renewalId: subjects.renewal }, viewer);
    expect(await refused(() => renewalOf(stranger))).toEqual(['NOT_FOUND']);
  });

  test('answers: the vendor alone; a stranger finds no request', async () => {
    const { id } = await asked();
    const decline = { id, input: { reason: 'No.' } };
    expect(await refused(() => act(sales, 'Accept', { id }))).toEqual([
      'POLICY_VIOLATION',
      'coSellRequest.ACCEPT.role',
    ]);
    expect(await refused(() => act(technical, 'Withdraw', { id }))).toEqual([
      'POLICY_VIOLATION',
      'coSellRequest.WITHDRAW.capability',
    ]);
    for (const viewer of [stranger, marc]) {
      expect(await seen(viewer, id)).toBeNull();
      expect(await ids(viewer, '{}')).toEqual([]);
      expect(await refused(() => act(viewer, 'Withdraw', { id }))).toEqual(['NOT_FOUND']);
      expect(await refused(() => act(viewer, 'Decline', decline))).toEqual(['NOT_FOUND']);
    }
    expect(await seen(analyst, id)).toMatchObject({ id });
  });
});

test('requests are listed by what they are about and by what waits', async () => {
  const [deal] = await send('opportunityUpsertMany', [
    { partner: { id: 'prt_a' }, externalReference: crm('listed'), name: 'Listed', oneTime: usd('1'), openedOn: '2026-10-01', stage: 'QUALIFIED' },
  ]); // prettier-ignore
  const about = { opportunity: { id: deal.id } };
  const open = await asked(about);
  const closed = await asked({ ...about, kind: 'EXECUTIVE' });
  await act(sales, 'Withdraw', { id: closed.id });
  const ofDeal = `opportunityId: { eq: "${deal.id}" }`;
  expect(await ids(sales, `{ ${ofDeal} }`)).toEqual([closed.id, open.id]);
  expect(await ids(sales, `{ ${ofDeal}, kind: { eq: EXECUTIVE } }`)).toEqual([closed.id]);
  expect(await ids(sales, `{ ${ofDeal}, not: { status: { eq: WITHDRAWN } } }`)).toEqual([open.id]);
  const { data } = await graph.ask(
    sales,
    `query ($partner: [_Any!]!) { _entities(representations: $partner) { ... on Partner {
      open: coSellRequests(isOpen: true, first: 100) { nodes { id } } closed: coSellRequests(isOpen: false, first: 100) { nodes { id } } } } }`,
    { partner: [{ __typename: 'Partner', id: 'prt_a' }] },
  );
  const [listed] = data._entities;
  const has = (list: { readonly nodes: readonly { readonly id: string }[] }) => [open.id, closed.id].map((id) => list.nodes.some((node) => node.id === id));
  expect([has(listed.open), has(listed.closed)]).toEqual([[true, false], [false, true]]);
}); // prettier-ignore
