import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { act, approved, carla, seller } from './deal-registration.support.ts';
import { admin, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.partner.changed', 'prt_a', partner('prt_a', ['stf_carla']));
});
afterAll(() => graph[Symbol.asyncDispose]());

const usd = (amount: string) => ({ amount, currency: 'USD' });
const fields = `id version name stage outcome closedOn lossReason competitors orderReference registrationId sourceRole
  probability motion amounts { acv { amount } } roles { partner { id } role creditBps basis }
  stageHistory { from to stage } availableActions { action isAllowed reasons { rule } }`;
const call = async (viewer: typeof admin, verb: string, variables: Record<string, unknown>) => {
  const title = `Opportunity${verb}`;
  const [declared, passed] = 'id' in variables ? ['$id: ID!, ', 'id: $id, '] : ['', ''];
  const source = `mutation (${declared}$input: ${title}Input!) { opportunity${verb}(${passed}input: $input) { __typename
    ... on ${title}Success { opportunity { ${fields} } } ... on UserError { code message }
    ... on ValidationError { issues { code path } } ... on PolicyViolationError { rule } } }`;
  const { data, errors } = await graph.ask(viewer, source, variables);
  expect(errors).toEqual([]);
  return data[`opportunity${verb}`];
};
const change = (viewer: typeof admin, verb: string, id: string, input: object = {}) =>
  call(viewer, verb, { id, input });
const opened = async (input: object) => (await call(seller, 'Create', { input })).opportunity.id as string;
const registered = async (name: string, over: object = {}) => {
  const registrationId = await approved(graph, seller, {
    name,
    customerName: name,
    customerDomains: [`${name.toLowerCase().replace(' ', '-')}.example`],
    ...over,
  });
  const made = await call(seller, 'Create', { input: { registrationId } });
  return { registrationId, id: made.opportunity.id as string, opportunity: made.opportunity };
};
const issuesOf = ({ issues }: { issues: { code: string; path: string[] }[] }) =>
  issues.map(({ code, path }) => `${path.join('.')} ${code}`);
const reported = async (id: string) =>
  (
    await graph.ask(
      admin,
      `{ dealRegistration(id: "${id}") { status version proposedOutcome lossReason orderReference } }`,
    )
  ).data.dealRegistration;
/** Everything that a refused call could have changed. */
const rows = () =>
  graph.createContext(admin).db.write(async (tx) => ({
    opportunities: await tx.opportunity.findMany({ orderBy: { id: 'asc' } }),
    revisions: await tx.opportunityRevision.findMany({ orderBy: { id: 'asc' } }),
    registrations: await tx.dealRegistration.findMany({ orderBy: { id: 'asc' } }),
  }));

describe('the deal of a registration', () => {
  test('is credited to the partner that registered it, won by an order, and then its registration is', async () => {
    const { id, registrationId, opportunity } = await registered('Borealis');
    expect(opportunity).toMatchObject({
      version: 1, name: 'Borealis', stage: 'PROSPECT', outcome: 'OPEN', motion: 'NEW', registrationId, sourceRole: 'SOURCED',
      amounts: { acv: { amount: '5000.00' } },
      roles: [{ partner: { id: 'prt_a' }, role: 'SOURCED', creditBps: 10_000, basis: 'REGISTRATION' }],
    }); // prettier-ignore
    const before = await rows();
    expect(await act(graph, admin, { action: 'Win', id: registrationId, input: {} })).toMatchObject({
      rule: 'dealRegistration.WIN.opportunity',
    });
    expect(issuesOf(await change(carla, 'Win', id))).toEqual(['input.orderReference REQUIRED']);
    expect(await rows()).toEqual(before);
    const won = await change(carla, 'Win', id, { orderReference: ' PO-7 ', on: '2026-10-15' });
    expect(won.opportunity).toMatchObject({
      version: 2, stage: 'WON', outcome: 'WON', closedOn: '2026-10-15', orderReference: 'PO-7', probability: '1.0000',
      stageHistory: [{ from: '2026-10-15', to: null, stage: 'WON' }],
    }); // prettier-ignore
    expect(await reported(registrationId)).toMatchObject({
      status: 'APPROVED',
      proposedOutcome: 'WON',
      orderReference: 'PO-7',
    });
    const confirmed = await act(graph, admin, { action: 'Win', id: registrationId, input: {} });
    expect(confirmed.dealRegistration).toMatchObject({
      status: 'WON',
      proposedOutcome: null,
      orderReference: 'PO-7',
    });
  });

  test('stays won once its registration is won', async () => {
    const { id, registrationId } = await registered('Cassini');
    await change(admin, 'Win', id, { orderReference: 'PO-8' });
    const reopened = await change(admin, 'Reopen', id, { stage: 'COMMITTED' });
    expect(reopened.opportunity).toMatchObject({ outcome: 'OPEN', closedOn: null, orderReference: null });
    expect(await reported(registrationId)).toMatchObject({ proposedOutcome: null, orderReference: null });
    await change(admin, 'Win', id, { orderReference: 'PO-9' });
    await act(graph, admin, { action: 'Win', id: registrationId, input: {} });
    const before = await rows();
    expect(await change(admin, 'Reopen', id, { stage: 'COMMITTED' })).toMatchObject({
      rule: 'opportunity.REOPEN.registration',
    });
    expect(await rows()).toEqual(before);
    const seen = await graph.ask(admin, `{ opportunity(id: "${id}") { ${fields} } }`);
    expect(seen.data.opportunity.availableActions).toContainEqual({
      action: 'REOPEN',
      isAllowed: false,
      reasons: [{ rule: 'opportunity.REOPEN.registration' }],
    });
  });

  test('that recurs is won without an order, and its registration by a contract', async () => {
    const line = { productLine: { id: 'pln_x' }, quantity: 10, mrr: usd('90'), termMonths: 12 };
    const { id, registrationId } = await registered('Draco', { lines: [line] });
    expect(issuesOf(await change(admin, 'Win', id, { orderReference: 'PO-1' }))).toEqual([
      'input.orderReference NO_ORDER',
    ]);
    expect((await change(admin, 'Win', id)).opportunity).toMatchObject({
      stage: 'WON',
      orderReference: null,
    });
    expect(await act(graph, admin, { action: 'Win', id: registrationId, input: {} })).toMatchObject({
      rule: 'dealRegistration.WIN.contract',
    });
  });

  test('reports why it was lost, and its registration is lost for that reason', async () => {
    const { id, registrationId } = await registered('Equuleus');
    const lost = await change(carla, 'Lose', id, { lossReason: 'COMPETITOR', competitor: ' Rival Ltd ' });
    expect(lost.opportunity).toMatchObject({
      stage: 'LOST', outcome: 'LOST', lossReason: 'COMPETITOR', competitors: ['Rival Ltd'], closedOn: '2026-10-15', probability: '0.0000',
    }); // prettier-ignore
    expect(await reported(registrationId)).toMatchObject({
      status: 'APPROVED',
      proposedOutcome: 'LOST',
      lossReason: 'COMPETITOR',
    });
    await act(graph, admin, { action: 'Lose', id: registrationId, input: {} });
    expect(await reported(registrationId)).toMatchObject({ status: 'LOST', lossReason: 'COMPETITOR' });
    const reopened = await change(admin, 'Reopen', id, { stage: 'QUALIFIED' });
    expect(reopened.opportunity).toMatchObject({ outcome: 'OPEN', lossReason: null });
    expect(await reported(registrationId)).toMatchObject({ status: 'LOST', lossReason: 'COMPETITOR' });
  });
});

describe('closing', () => {
  test('names who won a deal that was lost first, and every stage stays in the history', async () => {
    const id = await opened({
      name: 'History',
      oneTime: usd('10'),
      openedOn: '2026-10-01',
      competitors: ['A', 'B'],
    });
    await change(seller, 'Move', id, { stage: 'QUALIFIED', on: '2026-10-05' });
    const lost = await change(carla, 'Lose', id, { lossReason: 'PRICE', competitor: 'B', on: '2026-10-08' });
    expect(lost.opportunity.competitors).toEqual(['B', 'A']);
    await change(admin, 'Reopen', id, { stage: 'COMMITTED', on: '2026-10-10' });
    const won = await change(carla, 'Win', id, { on: '2026-10-12' });
    expect(won.opportunity).toMatchObject({
      version: 5, outcome: 'WON', lossReason: null, competitors: ['B', 'A'], closedOn: '2026-10-12',
      stageHistory: [
        { from: '2026-10-01', to: '2026-10-05', stage: 'PROSPECT' },
        { from: '2026-10-05', to: '2026-10-08', stage: 'QUALIFIED' },
        { from: '2026-10-08', to: '2026-10-10', stage: 'LOST' },
        { from: '2026-10-10', to: '2026-10-12', stage: 'COMMITTED' },
        { from: '2026-10-12', to: null, stage: 'WON' },
      ],
    }); // prettier-ignore
  });

  test('of a renewal is renewed', async () => {
    const id = await opened({ name: 'Renewal', motion: 'RENEWAL', mrr: usd('10'), termMonths: 12 });
    expect((await change(admin, 'Win', id)).opportunity).toMatchObject({ stage: 'RENEWED', outcome: 'WON' });
  });

  test('is refused with every problem, by role and by state, and changes nothing', async () => {
    const id = await opened({ name: 'Kept', mrr: usd('10'), termMonths: 12, openedOn: '2026-10-10' });
    const closed = await opened({ name: 'Closed', oneTime: usd('10') });
    await change(admin, 'Lose', closed, { lossReason: 'TIMING' });
    const before = await rows();
    const tooLong = 'x'.repeat(301);
    expect(issuesOf(await change(admin, 'Win', id, { on: '2026-10-16', orderReference: tooLong }))).toEqual([
      'input.on FUTURE_DATE', 'input.orderReference TOO_LONG', 'input.orderReference NO_ORDER',
    ]); // prettier-ignore
    expect(
      issuesOf(
        await change(admin, 'Lose', id, { lossReason: 'COMPETITOR', on: '2026-10-09', competitor: ' ' }),
      ),
    ).toEqual(['input.on BEFORE_LAST_CHANGE', 'input.competitor REQUIRED']);
    expect(issuesOf(await change(admin, 'Lose', id, { lossReason: 'PRICE', competitor: tooLong }))).toEqual([
      'input.competitor TOO_LONG',
    ]);
    expect(issuesOf(await change(seller, 'Move', id, { stage: 'LOST' }))).toEqual(['input.stage NOT_OPEN']);
    expect(issuesOf(await change(seller, 'Move', id, { stage: 'QUOTED' }))).toEqual([
      'input.stage STAGE_OF_OTHER_MOTION',
    ]);
    expect(issuesOf(await change(admin, 'Reopen', closed, { stage: 'WON' }))).toEqual([
      'input.stage NOT_OPEN',
    ]);
    for (const [viewer, verb, on, input, rule] of [
      [seller, 'Win', id, {}, 'opportunity.WIN.role'],
      [seller, 'Lose', id, { lossReason: 'PRICE' }, 'opportunity.LOSE.role'],
      [carla, 'Reopen', closed, { stage: 'PROSPECT' }, 'opportunity.REOPEN.role'],
    ] as const) {
      expect(await change(viewer, verb, on, input)).toMatchObject({ rule });
    }
    for (const [verb, on, input] of [
      ['Win', closed, {}],
      ['Lose', closed, { lossReason: 'PRICE' }],
      ['Move', closed, { stage: 'PROSPECT' }],
      ['Reopen', id, { stage: 'PROSPECT' }],
    ] as const) {
      expect((await change(admin, verb, on, input)).__typename).toBe('InvalidTransitionError');
    }
    expect((await change(admin, 'Win', id, { expectedVersion: 9 })).__typename).toBe('VersionMismatchError');
    expect((await change(partnerUser('prt_b', 'SALES'), 'Win', id)).__typename).toBe('NotFoundError');
    expect(await rows()).toEqual(before);
  });

  test('twice at the same moment has one effect', async () => {
    const id = await opened({ name: 'Race', oneTime: usd('10') });
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        index % 2 ? change(admin, 'Win', id) : change(admin, 'Lose', id, { lossReason: 'PRICE' }),
      ),
    );
    const names = results.map(({ __typename: name }) => name as string);
    expect(names.filter((name) => name.endsWith('Success'))).toHaveLength(1);
    expect(names.filter((name) => name === 'InvalidTransitionError')).toHaveLength(7);
  });
});
