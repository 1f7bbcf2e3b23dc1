import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultRenewalPolicy } from '../src/modules/renewal/renewal.policy.ts';
import { tasks } from '../src/tasks.ts';
import { admin, cam, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await send('customerUpsertMany', [{ externalReference: crm('clinic'), legalName: 'Clinic' }]);
});
afterAll(() => graph[Symbol.asyncDispose]());

const sales = partnerUser('prt_a', 'SALES');
const crm = (externalId: string) => ({ system: 'crm', externalId });
const usd = (amount: string) => ({ amount, currency: 'USD' });

async function send(name: string, items: object[], viewer = admin) {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data, errors } = await graph.ask(
    viewer,
    `mutation ($input: ${title}Input!) { ${name}(input: $input) { __typename
      ... on ${title}Success { rows { id action issues { code path } } } } }`,
    { input: { items } },
  );
  expect(errors).toEqual([]);
  return data[name].rows;
}
/** Makes a contract of twelve months and gives its id. */
async function contract(name: string, termStart: string, over: object = {}): Promise<string> {
  const [row] = await send('managedContractUpsertMany', [
    {
      externalReference: crm(name),
      partner: { id: 'prt_a' },
      customer: { externalReference: crm('clinic') },
      termStart,
      termMonths: 12,
      mrr: usd('1000'),
      contractedSeats: 10,
      ...over,
    },
  ]);
  expect(row.issues).toEqual([]);
  return row.id;
}
async function renewalsOf(contractId: string, viewer = admin) {
  const { data, errors } = await graph.ask(
    viewer,
    `query ($id: ID!) { managedContract(id: $id) { status renewals { nodes { id version termEnd stage stageSince health healthRule outcome decidedOn lossReason voidedOn
      probability expiringMrr { amount } atRiskMrr { amount } quotedMrr { amount } renewedMrr { amount } windowOpensOn noticeDeadline latestSafeStart isWindowAfterNotice
      steps { code dueOn status } history { from to stage health } healthTrace { rule verdict } } } } }`,
    { id: contractId },
  );
  expect(errors).toEqual([]);
  return data.managedContract.renewals.nodes;
}
async function act(viewer: typeof admin, name: string, id: string, input: object = {}) {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const type = ['Engage', 'Commit'].some((each) => name.endsWith(each))
    ? 'RenewalActionInput'
    : `${title}Input`;
  const { data, errors } = await graph.ask(
    viewer,
    `mutation ($id: ID!, $input: ${type}!) { ${name}(id: $id, input: $input) { __typename
      ... on ${title}Success { renewal { stage probability health } } ... on UserError { code message } } }`,
    { id, input },
  );
  expect(errors).toEqual([]);
  return data[name].renewal ?? data[name].code;
}
const run = (task: string, partnerId?: string) =>
  tasks[task]!(graph.createContext(serviceViewer('deals')), partnerId === undefined ? {} : { partnerId });
const eventsOf = async (id: string) =>
  (await graph.eventsOf(id)).map((type) => type.slice('deals.renewal.'.length));

test('a contract has one renewal, which opens 90 days before the end, is worked, and renews', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  // The term ends on 14 January 2027: today is 91 days before it.
  const id = await contract('worked', '2026-01-14');
  const [upcoming] = await renewalsOf(id);
  expect(upcoming).toMatchObject({
    termEnd: '2027-01-14', stage: 'UPCOMING', stageSince: '2026-01-14', health: 'GREEN', probability: '0.8000',
    expiringMrr: { amount: '1000.00' }, atRiskMrr: { amount: '200.00' }, windowOpensOn: '2026-10-16',
    noticeDeadline: '2026-12-15', latestSafeStart: '2026-10-16', isWindowAfterNotice: false,
  }); // prettier-ignore
  expect(upcoming.steps.map(({ code, dueOn }: { code: string; dueOn: string }) => `${code} ${dueOn}`)).toEqual([
    'REVIEW 2026-10-16', 'TALK 2026-10-31', 'SCOPE 2026-11-15', 'QUOTE 2026-11-30', 'COMMIT 2026-12-25',
  ]); // prettier-ignore
  // In New York the 16th begins at 04:00 UTC; nothing depends on the job.
  graph.setTime('2026-10-16T03:59:59Z');
  expect((await renewalsOf(id))[0].stage).toBe('UPCOMING');
  graph.setTime('2026-10-16T04:00:00Z');
  expect((await renewalsOf(id))[0].stage).toBe('IN_WINDOW');
  await run('open_renewals');
  await graph.settle();
  expect(await eventsOf(upcoming.id)).toEqual(['window_opened']);
  expect(await act(sales, 'renewalQuote', upcoming.id, { mrr: usd('1200') })).toBe('INVALID_TRANSITION');
  expect(await act(sales, 'renewalEngage', upcoming.id)).toMatchObject({
    stage: 'ENGAGED',
    probability: '0.8000',
  });
  expect(await act(sales, 'renewalQuote', upcoming.id, { mrr: usd('1200') })).toMatchObject({
    stage: 'QUOTED',
  });
  expect(await act(sales, 'renewalCommit', upcoming.id)).toMatchObject({ probability: '0.9500' });
  expect(await act(sales, 'renewalRenew', upcoming.id, { mrr: usd('1200') })).toBe('POLICY_VIOLATION');
  expect(await act(cam('stf_carla'), 'renewalRenew', upcoming.id, { mrr: usd('1200') })).toMatchObject({
    stage: 'RENEWED',
    probability: '1.0000',
  });
  const [renewed] = await renewalsOf(id);
  expect(renewed).toMatchObject({
    stage: 'RENEWED', outcome: 'EXPANDED', decidedOn: '2026-10-16', renewedMrr: { amount: '1200.00' },
    history: [
      { from: '2026-01-14', to: '2026-10-16', stage: 'UPCOMING' },
      { from: '2026-10-16', to: null, stage: 'RENEWED' },
    ],
  }); // prettier-ignore
  expect(await eventsOf(upcoming.id)).toEqual(['window_opened', 'renewed']);
});

test('after an outage of 40 days and more, each effect is dated when it was due, once', async () => {
  graph.setTime('2026-10-01T09:00:00Z');
  const id = await contract('forgotten', '2026-01-05');
  const [{ id: renewal }] = await renewalsOf(id);
  // In New York the 5th begins at 05:00 UTC: 31 days after the term.
  graph.setTime('2027-02-05T04:59:59Z');
  expect((await renewalsOf(id))[0]).toMatchObject({ stage: 'IN_WINDOW', outcome: null, decidedOn: null });
  graph.setTime('2027-03-01T09:00:00Z');
  expect((await renewalsOf(id))[0]).toMatchObject({
    stage: 'LAPSED', outcome: 'LAPSED', decidedOn: '2027-02-05', probability: '0.0000', atRiskMrr: { amount: '0.00' },
    history: [{ stage: 'UPCOMING' }],
  }); // prettier-ignore
  expect(await act(sales, 'renewalEngage', renewal)).toBe('INVALID_TRANSITION');
  await Promise.all([run('open_renewals', 'prt_a'), run('open_renewals', 'prt_a')]);
  await run('open_renewals', 'prt_a');
  expect(await renewalsOf(id)).toMatchObject([
    {
      stage: 'LAPSED', outcome: 'LAPSED', decidedOn: '2027-02-05', probability: '0.0000',
      history: [
        { from: '2026-01-05', to: '2026-10-07', stage: 'UPCOMING' },
        { from: '2026-10-07', to: '2027-02-05', stage: 'IN_WINDOW' },
        { from: '2027-02-05', to: null, stage: 'LAPSED' },
      ],
    },
  ]); // prettier-ignore
  expect(await eventsOf(renewal)).toEqual(['window_opened', 'lapsed']);
});

test('a renewal moves with the end of its term, and a lost one ends the contract', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const id = await contract('moved', '2026-01-01');
  const [first] = await renewalsOf(id);
  expect(first).toMatchObject({ stage: 'IN_WINDOW', termEnd: '2027-01-01' });
  await contract('moved', '2026-01-01', { termMonths: 24, mrr: usd('900') });
  const moved = await renewalsOf(id);
  expect(moved).toMatchObject([
    { id: first.id, stage: 'UPCOMING', termEnd: '2028-01-01', expiringMrr: { amount: '900.00' } },
  ]);
  expect(moved[0].steps[0]).toMatchObject({ code: 'REVIEW', dueOn: '2027-10-03' });
  expect(await act(sales, 'renewalLose', first.id, { lossReason: 'PRICE' })).toBe('POLICY_VIOLATION');
  expect(await act(admin, 'renewalLose', first.id, { lossReason: 'PRICE' })).toMatchObject({ stage: 'LOST' });
  expect(await renewalsOf(id)).toMatchObject([
    { stage: 'LOST', outcome: 'LOST', lossReason: 'PRICE', decidedOn: '2026-10-15' },
  ]);
});

test('health is judged by rules that say what they saw, and an account manager may overrule them', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const id = await contract('judged', '2025-12-01');
  const [{ id: renewal }] = await renewalsOf(id);
  await send('customerSurveyUpsertMany', [
    { contract: { id }, sentOn: '2026-09-01', respondedOn: '2026-09-02', score: 2 },
    { contract: { id }, sentOn: '2026-09-01', respondedOn: '2026-09-02', score: 3 },
  ]);
  await run('assess_renewals', 'prt_a');
  const [red] = await renewalsOf(id);
  expect(red).toMatchObject({ health: 'RED', healthRule: 'SATISFACTION', probability: '0.4000' });
  expect(red.healthTrace).toEqual([
    { rule: 'COMPETITIVE_EVALUATION', verdict: 'PASSES' },
    { rule: 'GROSS_RETENTION', verdict: 'PASSES' },
    { rule: 'OPEN_SEVERITY_1_BREACH', verdict: 'NO_DATA' },
    { rule: 'SATISFACTION', verdict: 'FIRES' },
    { rule: 'SEAT_DECLINE', verdict: 'NO_DATA' },
    { rule: 'NO_ENGAGEMENT', verdict: 'PASSES' },
    { rule: 'TICKET_SPIKE', verdict: 'NO_DATA' },
    { rule: 'CERTIFICATION_GAP', verdict: 'NO_DATA' },
  ]);
  expect(await eventsOf(renewal)).toEqual(['window_opened', 'at_risk']);
  expect(
    await act(cam('stf_carla'), 'renewalOverrideHealth', renewal, { health: 'GREEN', reason: ' ' }),
  ).toBe('VALIDATION_FAILED');
  expect(
    await act(cam('stf_carla'), 'renewalOverrideHealth', renewal, {
      health: 'GREEN',
      reason: 'Promised to me.',
    }),
  ).toMatchObject({ health: 'GREEN' });
  expect(await act(sales, 'renewalOverrideHealth', renewal, { reason: 'I say so.' })).toBe(
    'POLICY_VIOLATION',
  );
  expect(await act(partnerUser('prt_b', 'SALES'), 'renewalEngage', renewal)).toBe('NOT_FOUND');
  expect(await act(partnerUser('prt_a', 'TECHNICAL'), 'renewalEngage', renewal)).toBe('POLICY_VIOLATION');
  const { data } = await graph.ask(
    sales,
    `{ renewalCalendar(partnerId: "prt_a", first: 1) { renewal { id } reasons { code } } }`,
  );
  expect(data.renewalCalendar).toHaveLength(1);
});

test('an assessment that finds nothing new changes nothing, however many days go by', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const id = await contract('quiet', '2025-12-10');
  await run('assess_renewals', 'prt_a');
  const [first] = await renewalsOf(id);
  for (const day of ['16', '17', '18']) {
    graph.setTime(`2026-10-${day}T09:00:00Z`);
    await run('assess_renewals', 'prt_a');
  }
  expect(await renewalsOf(id)).toEqual([first]);
  // 45 days after the window opened nobody has talked to the customer.
  graph.setTime('2026-10-26T09:00:00Z');
  await run('assess_renewals', 'prt_a');
  expect(await renewalsOf(id)).toMatchObject([
    { version: first.version + 1, health: 'AMBER', healthRule: 'NO_ENGAGEMENT', probability: '0.6400' },
  ]);
});

test('a partner tells of a rival of the customer’s choice, and staff says when that is over', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const id = await contract('compared', '2025-12-11');
  const [{ id: renewal }] = await renewalsOf(id);
  const set = (viewer: typeof admin, isEvaluated: boolean, competitor?: string) =>
    act(viewer, 'renewalSetCompetitiveEvaluation', renewal, { isEvaluated, competitor });
  expect(await set(sales, true, 'x'.repeat(301))).toBe('VALIDATION_FAILED');
  expect(await set(sales, true, 'Acme')).toMatchObject({ health: 'RED', probability: '0.4000' });
  const before = await renewalsOf(id);
  expect(await set(sales, false)).toBe('POLICY_VIOLATION');
  expect(await renewalsOf(id)).toEqual(before);
  expect(await set(cam('stf_carla'), false)).toMatchObject({ health: 'GREEN', probability: '0.8000' });
});

test('inputs out of bounds are refused and change nothing', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const id = await contract('bounded', '2025-12-12');
  const [{ id: renewal }] = await renewalsOf(id);
  await act(sales, 'renewalEngage', renewal);
  const before = await renewalsOf(id);
  const reason = 'x'.repeat(2001);
  const override = (probability: string) => ({ probability, reason: 'I know.' });
  const calls: [string, object][] = [
    ['renewalEngage', { reason }],
    ['renewalCloseStep', { code: 'REVIEW', reason }],
    ['renewalCloseStep', { code: 'SCOPE', isSkipped: true }],
    ['renewalQuote', { mrr: usd('-1') }],
    ['renewalQuote', { mrr: usd('1.001') }],
    ['renewalQuote', { mrr: { amount: '1', currency: 'EUR' } }],
    ['renewalOverrideProbability', override('1.1')],
    ['renewalOverrideProbability', override('0.12345')],
    ['renewalOverrideHealth', { health: 'RED', reason }],
    ['renewalLose', { lossReason: 'PRICE', reason }],
    ['renewalRenew', { termMonths: 0 }],
    ['renewalRenew', { contractedSeats: -1 }],
  ];
  for (const [name, input] of calls) expect([name, await act(admin, name, renewal, input)]).toEqual([name, 'VALIDATION_FAILED']);
  expect(await act(admin, 'renewalCloseStep', renewal, { code: 'UNKNOWN' })).toBe('NOT_FOUND');
  expect(await act(admin, 'renewalEngage', renewal, { expectedVersion: 99 })).toBe('VERSION_MISMATCH');
  expect(await renewalsOf(id)).toEqual(before);
}); // prettier-ignore

test('a loss that waits for a second person is none yet', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const id = await contract('large', '2025-12-13', { mrr: usd('900000') });
  const [{ id: renewal }] = await renewalsOf(id);
  await act(cam('stf_carla'), 'renewalLose', renewal, { lossReason: 'PRICE', reason: 'Too dear.' });
  expect(await renewalsOf(id)).toMatchObject([{ stage: 'IN_WINDOW', lossReason: null, outcome: null }]);
});

test('the reason of a loss is that of the request which is approved, and of none that was refused', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const carla = cam('stf_carla');
  const decide = async (contractId: string, action: 'Refuse' | 'Approve') => {
    const { data: found } = await graph.ask(
      admin,
      `{ contractChangeRequests(filter: { contractId: { eq: "${contractId}" }, status: { eq: REQUESTED } }) { nodes { id input } } }`,
    );
    const [request] = found.contractChangeRequests.nodes;
    const { data } = await graph.ask(
      admin,
      `mutation { result: contractChangeRequest${action}(id: "${request.id}", input: { note: "Said so." }) { __typename } }`,
    );
    expect(data.result.__typename).toBe(`ContractChangeRequest${action}Success`);
    return JSON.parse(request.input);
  };
  const refused = await contract('large-refused', '2025-12-13', { mrr: usd('900000') });
  const [{ id: kept }] = await renewalsOf(refused);
  await act(carla, 'renewalLose', kept, { lossReason: 'PRICE', reason: 'Too dear.' });
  expect(await decide(refused, 'Refuse')).toMatchObject({ lossReason: 'PRICE', reason: 'Too dear.' });
  const { data } = await graph.ask(
    admin,
    `mutation { managedContractEnd(id: "${refused}", input: { reason: "Over." }) { __typename } }`,
  );
  expect(data.managedContractEnd.__typename).toBe('ManagedContractEndSuccess');
  expect(await renewalsOf(refused)).toMatchObject([{ stage: 'LOST', lossReason: 'OTHER' }]);

  const approved = await contract('large-approved', '2025-12-13', { mrr: usd('900000') });
  const [{ id: lost }] = await renewalsOf(approved);
  await act(carla, 'renewalLose', lost, { lossReason: 'COMPETITOR', reason: 'They left.' });
  await decide(approved, 'Approve');
  expect(await renewalsOf(approved)).toMatchObject([{ stage: 'LOST', lossReason: 'COMPETITOR' }]);
});

test('the program publishes rules of renewals, and none by which no renewal could be opened', async () => {
  const publish = async (over: object) => {
    const { data, errors } = await graph.ask(
      admin,
      `mutation ($input: DealsPolicyVersionPublishInput!) { dealsPolicyVersionPublish(input: $input) { __typename ... on ValidationError { issues { path code } } } }`,
      { input: { kind: 'RENEWAL', effectiveFrom: '2030-01-01', body: { ...defaultRenewalPolicy, ...over } } },
    );
    expect(errors).toEqual([]);
    return data.dealsPolicyVersionPublish.issues ?? data.dealsPolicyVersionPublish.__typename;
  };
  const step = { code: 'TALK', title: 'Talk', daysBeforeTermEnd: 10, isMandatory: true };
  expect(await publish({ playbook: [step, step] })).toEqual([{ path: ['input', 'body', 'playbook'], code: 'INVALID_BODY' }]);
  expect(await publish({ surveyDays: 0, programRate: '1.1', unknown: 1 })).toHaveLength(3);
  expect(await publish({ playbook: [step] })).toBe('DealsPolicyVersionPublishSuccess');
}); // prettier-ignore

test('renewing, losing and the end of a contract at once leave one decision', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const id = await contract('raced', '2025-12-15');
  const [{ id: renewal }] = await renewalsOf(id);
  const answers = await Promise.all([
    act(admin, 'renewalRenew', renewal),
    act(admin, 'renewalLose', renewal, { lossReason: 'PRICE' }),
    run('open_renewals', 'prt_a'),
    act(admin, 'renewalRenew', renewal),
  ]);
  expect(answers.filter((answer) => answer === 'INVALID_TRANSITION')).toHaveLength(2);
  const after = await renewalsOf(id);
  expect(after).toHaveLength(1);
  expect(['RENEWED', 'LOST']).toContain(after[0].stage);
});

test('a renewal that is renewed while it lapses ends renewed, and two clocks open what is missing once', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  const ids = await Promise.all([1, 2, 3, 4].map((number) => contract(`lapsing-${number}`, '2025-11-01')));
  const renewals = (await Promise.all(ids.map((id) => renewalsOf(id)))).map(([renewal]) => renewal.id);
  graph.setTime('2026-12-02T09:00:00Z');
  await Promise.all([
    run('open_renewals', 'prt_a'),
    ...renewals.map((renewal) => act(admin, 'renewalRenew', renewal)),
    run('open_renewals', 'prt_a'),
  ]);
  for (const [index, id] of ids.entries()) {
    expect(await renewalsOf(id)).toMatchObject([{ id: renewals[index], stage: 'RENEWED', outcome: 'FLAT', decidedOn: '2026-12-02' }]);
    const events = await eventsOf(renewals[index]);
    expect(events.filter((event) => event === 'renewed')).toEqual(['renewed']);
    expect(new Set(events).size).toBe(events.length);
  }
}); // prettier-ignore

test('what was stored before there were renewals gets them by the task', async () => {
  graph.setTime('2026-10-15T09:00:00Z');
  await graph.consume('partners.partner.changed', 'prt_old', partner('prt_old', []));
  const id = await contract('old', '2025-11-01', { partner: { id: 'prt_old' } });
  const [{ id: renewal }] = await renewalsOf(id);
  await graph.database.for(serviceViewer('test'), 'test').write(async (tx) => {
    await tx.renewal.update({
      where: { id: renewal },
      data: { voidedOn: new Date('2026-10-15'), termEnd: new Date('2020-01-01') },
    });
  });
  await Promise.all([run('open_renewals', 'prt_old'), run('open_renewals', 'prt_old')]);
  const all = await renewalsOf(id);
  expect(all.filter(({ voidedOn }: { voidedOn: string | null }) => voidedOn === null)).toMatchObject([
    { termEnd: '2026-11-01', stage: 'IN_WINDOW' },
  ]);
});
