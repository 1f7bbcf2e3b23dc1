import type { Viewer } from '@channelgraph/core/viewer.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateAlerts } from '../../../services/deals/src/modules/alert/alert.service.ts';
import { rivalSentence } from '../../../services/deals/src/modules/deal-registration/deal-registration.rules.ts';
import { schema } from '../../../services/deals/src/schema.ts';
import { act, admin, complete } from '../../../services/deals/test/deal-registration.support.ts';
import { createDealsGraph, partner, partnerUser } from '../../../services/deals/test/support.ts';
import type { DealsGraph } from '../../../services/deals/test/support.ts';
import { openTranscript } from './transcript.ts';
import type { Step, Transcript } from './transcript.ts';
import { wholeQuestion } from './whole-selection.ts';
import { described, worlds } from './worlds.ts';

let graph: DealsGraph;
const transcripts = new Map<string, Transcript>();
const told = new Map<string, { registration: string; conflict?: string }>();

const asker = (world: string): Viewer => ({
  ...partnerUser(`prt_${world}`, 'SALES', 'ADMIN'),
  userId: `usr_${world}`,
});
const transcriptOf = (world: string): Transcript => {
  const transcript = transcripts.get(world) ?? openTranscript(graph, asker(world), world);
  transcripts.set(world, transcript);
  return transcript;
};
/** Does the same in each world, at the same moment. */
const inEachWorld = async (
  at: string,
  work: (world: string, isContested: boolean) => Promise<void>,
): Promise<void> => {
  graph.setTime(at);
  for (const { name, isContested } of worlds) await work(name, isContested);
};

const queryType = schema.getQueryType();
if (!queryType) throw new Error('The service answers questions.');
/** Everything that a partner can list, count and add up. */
const questions = (world: string): readonly string[] => [
  'dealRegistrations',
  'opportunities',
  'managedContracts',
  'customers',
  'conflictCases',
  'leads',
  'renewals',
  'contractChangeRequests',
  'pipeline',
  `dealsAuditEvents(partnerId: "prt_${world}", first: 100)`,
  'dealMetrics(groupBy: [STAGE, OUTCOME])',
  'contractMetrics(groupBy: [STATUS])',
  'pipelineSnapshots',
].map((call) => wholeQuestion(queryType, call.replace(/\(.*/s, ''), call)); // prettier-ignore

const askEverything = async (world: string, moment: string): Promise<void> => {
  for (const [index, question] of questions(world).entries()) {
    await transcriptOf(world).ask(`${moment} ${index} ${question.split(/[ (]/)[0]}`, `{ ${question} }`);
  }
};
const { name: _name, ...blank } = complete();
const checkInput = (world: string) => ({ ...blank, ...described(world) });
const result = (type: string, selection: string) => `{ __typename ... on ${type}Success { ${selection} }
  ... on UserError { code message path } ... on ValidationError { issues { code path message remedy } } }`;
const registrationMutation = (action: string) =>
  `mutation ($id: ID!) { result: dealRegistration${action}(id: $id) ${result(`DealRegistration${action}`, 'dealRegistration { id version status submittedAt }')} }`;

beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
  await graph.consume('partners.product_line.changed', 'pln_y', {
    productLineId: 'pln_y', code: 'Y', name: 'Y', isActive: true, version: 1, externalReferences: [],
  } as never); // prettier-ignore
  for (const { name, tell } of worlds) {
    await graph.consume('partners.partner.changed', `prt_${name}`, {
      ...partner(`prt_${name}`, []),
      displayName: name,
    });
    await tell(graph, name);
  }
  await inEachWorld('2026-10-16T14:00:00Z', async (world) => askEverything(world, 'before'));
  await inEachWorld('2026-10-16T14:01:00Z', async (world) => {
    await transcriptOf(world).ask(
      'check',
      `query ($input: DealRegistrationCheckInput!) { ${wholeQuestion(queryType, 'dealRegistrationCheck', 'dealRegistrationCheck(input: $input)')} }`,
      { input: checkInput(world) },
    );
  });
  await inEachWorld('2026-10-16T14:02:00Z', register);
  await inEachWorld('2026-10-16T14:04:00Z', async (world) => {
    await evaluateAlerts(graph.createContext(serviceViewer('jobs')), [`prt_${world}`]);
    await askEverything(world, 'submitted');
  });
  await inEachWorld('2026-10-16T14:05:00Z', report);
  await inEachWorld('2026-10-16T14:06:00Z', argue);
  await inEachWorld('2026-10-16T14:07:00Z', async (world) => askEverything(world, 'reported'));
  await inEachWorld('2026-10-16T14:08:00Z', decide);
  await inEachWorld('2026-10-16T14:09:00Z', async (world) => {
    await evaluateAlerts(graph.createContext(serviceViewer('jobs')), [`prt_${world}`]);
    await askEverything(world, 'decided');
  });
  await graph.settle();
  for (const { name } of worlds) {
    const own = graph.delivered.filter(
      ({ data }) => (data as { partnerId?: string }).partnerId === `prt_${name}`,
    );
    transcriptOf(name).note('what other services are told', own.map(({ type, data }) => ({ type, data }))); // prettier-ignore
  }
}, 240_000);
afterAll(() => graph[Symbol.asyncDispose]());

/** Brings a lead, registers the deal, and tries to register it twice. */
async function register(world: string): Promise<void> {
  const { ask } = transcriptOf(world);
  await ask(
    'lead',
    `mutation { leadCreate(input: { direction: PARTNER_TO_VENDOR, companyName: "Acme ${world} Ltd", companyDomain: "acme-${world}.example", companyCountry: "GB", need: "A firewall.", productLines: [{ id: "pln_x" }] }) ${result('LeadCreate', 'lead { id version status }')} }`,
  );
  const input = { ...complete(), ...described(world) };
  const created = await ask(
    'create',
    `mutation ($input: DealRegistrationCreateInput!) { result: dealRegistrationCreate(input: $input) ${result('DealRegistrationCreate', 'dealRegistration { id version status }')} }`,
    { input },
  );
  const { id } = created.result.dealRegistration;
  told.set(world, { registration: id });
  await ask('submit', registrationMutation('Submit'), { id });
  const again = await ask(
    'create again',
    `mutation ($input: DealRegistrationCreateInput!) { result: dealRegistrationCreate(input: $input) ${result('DealRegistrationCreate', 'dealRegistration { id version status }')} }`,
    { input },
  );
  await ask('submit again', registrationMutation('Submit'), { id: again.result.dealRegistration.id });
}

async function report(world: string): Promise<void> {
  const { registration } = toldIn(world);
  const data = await transcriptOf(world).ask(
    'report',
    `mutation ($input: ConflictCaseReportInput!) { result: conflictCaseReport(input: $input) ${result('ConflictCaseReport', 'conflictCase { id version status openedAt outcome parties { id } timeline { id } }')} }`,
    { input: { registrationId: registration, reason: 'Somebody called our customer.' } },
  );
  told.set(world, { registration, conflict: data.result.conflictCase.id });
}

/** Brings evidence forward, and tries what is not possible. */
async function argue(world: string): Promise<void> {
  const { ask } = transcriptOf(world);
  const { conflict: id } = toldIn(world);
  const evidence = { kind: 'NOTE', happenedAt: '2026-10-02T00:00:00Z', summary: 'We met them.' };
  const shown =
    'conflictCase { id version status timeline { kind } availableActions { action isAllowed reasons { code message } } }';
  const add = (name: string, input: object) =>
    ask(
      name,
      `mutation ($id: ID!, $input: ConflictCaseAddEvidenceInput!) { result: conflictCaseAddEvidence(id: $id, input: $input) ${result('ConflictCaseAddEvidence', shown)} }`,
      { id, input },
    );
  await add('evidence', evidence);
  await add('evidence for a version that is not there', { ...evidence, expectedVersion: 99 });
  await ask(
    'appeal too early',
    `mutation ($id: ID!) { result: conflictCaseAppeal(id: $id, input: { reason: "No." }) ${result('ConflictCaseAppeal', shown)} }`,
    { id },
  );
}

/** Staff decides against the partner where somebody stands against it, and approves it elsewhere. */
async function decide(world: string, isContested: boolean): Promise<void> {
  const { registration: id, conflict } = toldIn(world);
  if (!isContested) {
    await act(graph, admin, { action: 'ClaimReview', id });
    await act(graph, admin, { action: 'Approve', id });
    return;
  }
  const { data } = await graph.ask(
    admin,
    `{ conflictCase(id: "${conflict}") { parties { id partner { id } } } }`,
  );
  const winner = data.conflictCase.parties.find(
    ({ partner: each }: { partner: { id: string } | null }) => each?.id !== `prt_${world}`,
  );
  const decided = await graph.ask(
    admin,
    `mutation { conflictCaseInvestigate(id: "${conflict}") { __typename }
      conflictCaseDecide(id: "${conflict}", input: { winnerPartyId: "${winner.id}", reason: "It is so." }) { __typename } }`,
  );
  expect(decided.data.conflictCaseDecide.__typename).toBe('ConflictCaseDecideSuccess');
}

const toldIn = (world: string) => {
  const found = told.get(world);
  if (!found) throw new Error(`Nothing was registered in ${world}.`);
  return found;
};
const stepsOf = (name: string): ReadonlyMap<string, Step> => transcriptOf(name).steps;
const [free, contested] = [
  worlds.filter(({ isContested }) => !isContested),
  worlds.filter(({ isContested }) => isContested),
];

test.each([...free, ...contested].map((world) => [world.rival, world] as const))(
  'a partner learns nothing when a rival has %s',
  (_, { name, isContested }) => {
    const like = (isContested ? contested : free)[0]?.name ?? '';
    expect([...stepsOf(name).keys()]).toEqual([...stepsOf(like).keys()]);
    for (const [step, { answer, statements }] of stepsOf(like)) {
      const own = stepsOf(name).get(step);
      expect([step, own?.answer]).toEqual([step, answer]);
      expect([step, own?.statements]).toEqual([step, statements]);
    }
  },
);

test('whether anybody stands against it shows in one sentence, from the check on', () => {
  const [alone, against] = [stepsOf(free[0]?.name ?? ''), stepsOf(contested[0]?.name ?? '')];
  const isSame = (step: string) => alone.get(step)?.answer === against.get(step)?.answer;
  const quiet = [...alone.keys()].filter((step) => /^(before|lead|create$)/.test(step));
  expect(quiet.filter((step) => !isSame(step))).toEqual([]);
  expect(alone.get('check')?.statements).toEqual(against.get('check')?.statements);
  const checked = JSON.parse(against.get('check')?.answer ?? '').data.dealRegistrationCheck;
  const calm = JSON.parse(alone.get('check')?.answer ?? '').data.dealRegistrationCheck;
  const isRival = ({ message }: { message: string }) => message === rivalSentence;
  const place = checked.rules.findIndex(isRival);
  expect(checked.blockingRule).toEqual(checked.rules[place]);
  expect({ ...checked, outcome: calm.outcome, blockingRule: null, rules: checked.rules.with(place, calm.rules[place]) }).toEqual(calm); // prettier-ignore
  expect(checked.rules[place]).toMatchObject({ code: 'DUPLICATE_ACTIVE', verdict: 'REVIEW' });
});

test('whatever has to do with a rival answers by its id like what is not there', async () => {
  const names = [
    'dealRegistration',
    'conflictCase',
    'customer',
    'opportunity',
    'managedContract',
    'lead',
    'renewal',
  ];
  const tables = [
    'deal_registration',
    'conflict_case',
    'customer',
    'opportunity',
    'managed_contract',
    'lead',
    'renewal',
  ];
  const own = asker(contested[0]?.name ?? '');
  for (const [index, name] of names.entries()) {
    const rows = await graph.database
      .for(admin, 'test')
      .write((tx) => tx.$queryRawUnsafe<{ id: string }[]>(`SELECT id FROM ${tables[index]} ORDER BY id`));
    const visible = await graph.database
      .for(own, 'test')
      .write((tx) => tx.$queryRawUnsafe<{ id: string }[]>(`SELECT id FROM ${tables[index]}`));
    const foreign = rows.filter(({ id }) => !visible.some((each) => each.id === id)).slice(0, 20);
    expect([name, foreign.length > 0]).toEqual([name, true]);
    const read = async (id: string) => {
      const before = graph.statements.length;
      const answer = await graph.ask(own, `{ ${name}(id: "${id}") { id } }`);
      return { answer, statements: graph.statements.slice(before) };
    };
    const absent = await read(`${foreign[0]?.id.slice(0, 4)}00000000000000000000000000`);
    expect(absent.answer).toEqual({ data: { [name]: null }, errors: [] });
    for (const { id } of foreign) expect(await read(id)).toEqual(absent);
  }
}, 30_000);
