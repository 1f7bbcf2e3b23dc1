import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultAlertPolicy } from '../src/modules/alert/alert.policy.ts';
import { evaluateAlerts, evaluateAllAlerts } from '../src/modules/alert/alert.service.ts';
import { admin, createDealsGraph, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeEach(async () => {
  graph = await createDealsGraph();
  await graph.settle();
  graph.delivered.length = 0;
});
afterEach(() => graph[Symbol.asyncDispose]());

const at = (day: string) => graph.setTime(`${day}T16:00:00Z`);
const service = () => graph.createContext(serviceViewer('deals'));
const run = async () => {
  await evaluateAllAlerts(service());
  await graph.settle();
};
/** What was told since the last call: `+` raised, `-` cleared. */
const news = (): string[] =>
  graph.delivered
    .splice(0)
    .filter(({ type }) => type.startsWith('deals.alert.'))
    .map(({ type, data }) => {
      const { code, since } = data as unknown as { code: string; since: string };
      return `${type.endsWith('raised') ? '+' : '-'}${code} ${since}`;
    });
const contract = async (key: string, termStart: string, months: number, over: object = {}) => {
  const { data } = await graph.ask(
    admin,
    `mutation ($input: ManagedContractUpsertManyInput!) { managedContractUpsertMany(input: $input) {
      ... on ManagedContractUpsertManySuccess { rows { id issues { message } } } } }`,
    {
      input: {
        items: [
          {
            externalReference: { system: 'test', externalId: key },
            partner: { id: 'prt_a' },
            customer: { externalReference: { system: 'test', externalId: `customer ${key}` } },
            productLines: [{ id: 'pln_x' }],
            status: 'ACTIVE',
            termStart,
            termMonths: months,
            mrr: { amount: '1000', currency: 'USD' },
            contractedSeats: 100,
            ...over,
          },
        ],
      },
    },
  );
  return data.managedContractUpsertMany.rows[0].id as string;
};
const customer = (key: string) =>
  graph.ask(
    admin,
    `mutation ($input: CustomerUpsertManyInput!) { customerUpsertMany(input: $input) { __typename } }`,
    {
      input: {
        items: [{ externalReference: { system: 'test', externalId: `customer ${key}` }, legalName: key }],
      },
    },
  );
const managed = async (key: string, termStart: string, months: number, over: object = {}) => {
  await customer(key);
  const id = await contract(key, termStart, months, over);
  await graph.settle();
  return id;
};
const count = (contractId: string, date: string, billable: number) =>
  graph.ask(
    admin,
    `mutation ($input: SeatSnapshotRecordManyInput!) { seatSnapshotRecordMany(input: $input) { __typename } }`,
    {
      input: {
        items: [{ contract: { id: contractId }, date, provisioned: billable, active: billable, billable }],
      },
    },
  );

test('the stored thresholds are the defaults of the code', async () => {
  const versions = await service().db.read.policyVersion.findMany({ where: { kind: 'ALERT' } });
  expect(versions.map(({ body, version }) => ({ body, version }))).toEqual([
    { body: defaultAlertPolicy, version: 1 },
  ]);
});

test('the end of a term is announced at 90, 60 and 30 days, each once, and over when it is decided', async () => {
  const id = await managed('c', '2024-12-20', 24);
  await run();
  // 66 days before the end.
  expect(news()).toEqual(['+RENEWAL_WINDOW_90 2026-09-21']);
  await run();
  expect(news()).toEqual([]);
  at('2026-10-21');
  await run();
  expect(news()).toEqual(['-RENEWAL_WINDOW_90 2026-09-21', '+RENEWAL_WINDOW_60 2026-10-21']);
  at('2026-11-20');
  await run();
  expect(news()).toEqual(['-RENEWAL_WINDOW_60 2026-10-21', '+RENEWAL_WINDOW_30 2026-11-20']);
  await graph.ask(admin, `mutation { managedContractRenew(id: "${id}", input: {}) { __typename } }`);
  await graph.settle();
  expect(news()).toContain('-RENEWAL_WINDOW_30 2026-11-20');
});

test('a term that is made longer is announced anew before its new end', async () => {
  await managed('c', '2024-12-20', 24);
  expect(news()).toEqual(['+RENEWAL_WINDOW_90 2026-09-21']);
  await contract('c', '2024-12-20', 36);
  await graph.settle();
  expect(news()).toEqual(['-RENEWAL_WINDOW_90 2026-09-21']);
  at('2027-09-21');
  await run();
  await run();
  expect(news()).toEqual(['+RENEWAL_WINDOW_90 2027-09-21']);
});

test('new revenue that hides a loss for two months is told, until a month gains, and anew when it returns', async () => {
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const falls = (...steps: readonly (readonly [string, string])[]) => ({
    mrr: usd('9000'),
    amendments: steps.map(([effectiveOn, mrr]) => ({ effectiveOn, mrr: usd(mrr), contractedSeats: 100 })),
  });
  await managed('large', '2026-01-01', 36, falls(['2026-08-10', '8500'], ['2026-09-10', '8000']));
  await managed('august', '2026-08-05', 36, { mrr: usd('300') });
  await managed('september', '2026-09-05', 36, { mrr: usd('400') });
  const [stored] = await service().db.read.alertCondition.findMany({ where: { code: 'NET_MRR_DISTRESS' } });
  expect(stored).toMatchObject({
    dedupeKey: 'NET_MRR_DISTRESS:prt_a:2026-09',
    severity: 'CRITICAL',
    facts: { figures: { newMinor: '40000', netMinor: '-10000' } },
  });
  expect(news()).toEqual(['+NET_MRR_DISTRESS 2026-10-01']);
  await managed('october', '2026-10-05', 36, { mrr: usd('100') });
  at('2026-11-01');
  await run();
  await run();
  expect(news()).toEqual(['-NET_MRR_DISTRESS 2026-10-01']);
  await contract(
    'large', '2026-01-01', 36,
    falls(['2026-08-10', '8500'], ['2026-09-10', '8000'], ['2026-11-10', '7000'], ['2026-12-10', '6000']),
  ); // prettier-ignore
  await managed('november', '2026-11-05', 36, { mrr: usd('300') });
  await managed('december', '2026-12-05', 36, { mrr: usd('300') });
  // Nobody looks until the end of January: it is dated by the day on which the second bad month was over.
  at('2027-01-31');
  await run();
  await run();
  expect(news()).toEqual(['+NET_MRR_DISTRESS 2027-01-01']);
}, 20_000);

test('a renewal whose health is red is told once, until it is not, and anew', async () => {
  const contractId = await managed('c', '2024-12-20', 24);
  news();
  const [renewal] = await service().db.read.renewal.findMany({ where: { contractId } });
  const evaluate = async (isCompetitive: boolean) => {
    await graph.ask(
      admin,
      `mutation { renewalSetCompetitiveEvaluation(id: "${renewal!.id}", input: { isEvaluated: ${isCompetitive} }) { __typename } }`,
    );
    await graph.settle();
    await run();
  };
  await evaluate(true);
  const [stored] = await service().db.read.alertCondition.findMany({ where: { code: 'RENEWAL_AT_RISK' } });
  expect(stored).toMatchObject({
    dedupeKey: `RENEWAL_AT_RISK:${renewal!.id}`,
    severity: 'HIGH',
    subjectType: 'Renewal',
    subjectId: renewal!.id,
  });
  expect(news()).toEqual(['+RENEWAL_AT_RISK 2026-10-15']);
  await evaluate(false);
  expect(news()).toEqual(['-RENEWAL_AT_RISK 2026-10-15']);
  at('2026-10-18');
  await evaluate(true);
  expect(news()).toEqual(['+RENEWAL_AT_RISK 2026-10-18']);
});

test('after forty days without the scheduler only what holds now is told, and once', async () => {
  await managed('tight', '2024-12-29', 24);
  at('2026-09-01');
  await run();
  graph.delivered.length = 0;
  await managed('gone', '2024-10-20', 24);
  graph.delivered.length = 0;
  await service().db.write((tx) => tx.alertCondition.deleteMany({}));
  at('2026-12-01');
  await run();
  // The first term ends in 28 days; the second one is over and its grace as well: of the 60 and 90 days nothing is told.
  expect(news()).toEqual(['+RENEWAL_WINDOW_30 2026-11-29']);
  await run();
  await run();
  expect(news()).toEqual([]);
});

test('after forty days without the scheduler a loss is dated by the day on which it was one', async () => {
  const id = await managed('c', '2026-01-01', 36);
  await count(id, '2026-10-01', 100);
  await graph.settle();
  at('2026-10-25');
  await count(id, '2026-10-20', 91);
  await count(id, '2026-10-25', 88);
  at('2026-11-29');
  await run();
  await run();
  // More than a twentieth of thirty days, which by November are too few, and more than a tenth of ninety.
  expect(news()).toEqual(['+SEAT_DECLINE 2026-10-20']);
});

test('seats that fall are told, until they are back within two per cent, and again when they fall again', async () => {
  const id = await managed('c', '2026-01-01', 36);
  await count(id, '2026-09-01', 100);
  await graph.settle();
  graph.delivered.length = 0;
  await count(id, '2026-10-14', 95);
  await graph.settle();
  const [stored] = await service().db.read.alertCondition.findMany({ where: { code: 'SEAT_DECLINE' } });
  expect(stored).toMatchObject({
    dedupeKey: 'SEAT_DECLINE:prt_a:SEAT:LAST_DAY_SNAPSHOT:2026-10',
    facts: { figures: { unit: 'SEAT', before: 100, now: 95, windowDays: 30 } },
  });
  expect(news()).toEqual(['+SEAT_DECLINE 2026-10-14']);
  at('2026-10-20');
  await count(id, '2026-10-20', 97);
  await graph.settle();
  expect(news()).toEqual([]);
  await count(id, '2026-10-20', 99);
  await graph.settle();
  expect(news()).toEqual(['-SEAT_DECLINE 2026-10-14']);
  at('2026-10-25');
  await count(id, '2026-10-25', 80);
  await graph.settle();
  expect(news()).toEqual(['+SEAT_DECLINE 2026-10-25']);
});

test('answers, protections, decisions and conflicts are told and cleared', async () => {
  const contractId = await managed('c', '2026-01-01', 36);
  graph.delivered.length = 0;
  const stamp = { createdAt: new Date(), createdBy: 'test', updatedAt: new Date(), updatedBy: 'test' };
  await service().db.write(async (tx) => {
    const { customerId } = await tx.managedContract.findUniqueOrThrow({ where: { id: contractId } });
    await tx.customerSurvey.createMany({
      data: Array.from({ length: 6 }, (_, index) => ({
        id: `srv_${index}`, contractId, partnerId: 'prt_a', customerId, sentOn: new Date('2026-10-01'),
        respondedOn: new Date('2026-10-10'), score: index < 4 ? 5 : 2, provenance: 'SYSTEM' as const, ...stamp,
      })),
    }); // prettier-ignore
    const registration = {
      partnerId: 'prt_a', kind: 'OPPORTUNITY' as const, name: 'R', customerName: 'C', customerId, currency: 'USD',
      oneTimeMinor: 1n, mrrMinor: 0n, termMonths: 0, isOnBehalf: false, submittedAt: new Date('2026-09-01'), ...stamp,
    }; // prettier-ignore
    await tx.dealRegistration.createMany({
      data: [
        { ...registration, id: 'reg_ends', status: 'APPROVED', protectedFrom: new Date('2026-09-01'), protectedTo: new Date('2026-10-29'), protectedUntil: new Date('2026-10-29T04:00:00Z') },
        { ...registration, id: 'reg_later', status: 'APPROVED', protectedFrom: new Date('2026-09-01'), protectedTo: new Date('2026-10-30'), protectedUntil: new Date('2026-10-30T04:00:00Z') },
        { ...registration, id: 'reg_over', status: 'APPROVED', protectedFrom: new Date('2026-09-01'), protectedTo: new Date('2026-10-15'), protectedUntil: new Date('2026-10-15T04:00:00Z') },
        { ...registration, id: 'reg_late', status: 'UNDER_REVIEW', decisionDueAt: new Date('2026-10-15T08:00:00Z') },
        { ...registration, id: 'reg_soon', status: 'UNDER_REVIEW', decisionDueAt: new Date('2026-10-15T10:00:00Z') },
      ],
    }); // prettier-ignore
    await tx.conflictCase.create({
      data: { id: 'cfl_1', kind: 'PARTNER_VS_PARTNER', status: 'OPEN', origin: 'APPROVAL', customerId, proposalTrace: [], openedAt: new Date('2026-10-14T12:00:00Z'), openedBy: 'test', updatedAt: new Date(), updatedBy: 'test' },
    }); // prettier-ignore
    await tx.conflictParty.createMany({
      data: ['prt_a', 'prt_b'].map((partnerId) => ({ id: `cpy_${partnerId}`, caseId: 'cfl_1', partnerId, role: 'REGISTRANT' as const, claimedAt: new Date(), joinedAt: new Date('2026-10-14T12:00:00Z') })),
    }); // prettier-ignore
  });
  await run();
  expect(news().sort()).toEqual([
    '+CONFLICT_OPENED 2026-10-14',
    '+CONFLICT_OPENED 2026-10-14',
    '+CSAT_DROP 2026-10-10',
    '+PROTECTION_EXPIRING_14 2026-10-15',
    '+REG_DECISION_OVERDUE 2026-10-15',
  ]);
  await service().db.write(async (tx) => {
    await tx.dealRegistration.update({
      where: { id: 'reg_ends' },
      data: { protectedTo: new Date('2026-12-01') },
    });
    await tx.dealRegistration.update({ where: { id: 'reg_late' }, data: { status: 'INFO_REQUESTED' } });
    await tx.conflictCase.update({ where: { id: 'cfl_1' }, data: { status: 'CLOSED' } });
    await tx.customerSurvey.updateMany({ data: { score: 5 } });
  });
  await run();
  expect(news().sort()).toEqual([
    '-CONFLICT_OPENED 2026-10-14',
    '-CONFLICT_OPENED 2026-10-14',
    '-CSAT_DROP 2026-10-10',
    '-PROTECTION_EXPIRING_14 2026-10-15',
    '-REG_DECISION_OVERDUE 2026-10-15',
  ]);
  at('2026-10-16');
  await service().db.write(async (tx) => {
    await tx.dealRegistration.update({
      where: { id: 'reg_ends' },
      data: { protectedTo: new Date('2026-10-30') },
    });
    await tx.dealRegistration.update({ where: { id: 'reg_late' }, data: { status: 'UNDER_REVIEW' } });
    await tx.conflictCase.update({ where: { id: 'cfl_1' }, data: { status: 'INVESTIGATING' } });
    await tx.customerSurvey.updateMany({ data: { score: 3 } });
  });
  await run();
  await run();
  expect(news().sort()).toEqual([
    '+CONFLICT_OPENED 2026-10-14',
    '+CONFLICT_OPENED 2026-10-14',
    '+CSAT_DROP 2026-10-10',
    '+PROTECTION_EXPIRING_14 2026-10-16',
    '+PROTECTION_EXPIRING_14 2026-10-16',
    '+REG_DECISION_OVERDUE 2026-10-15',
    '+REG_DECISION_OVERDUE 2026-10-15',
  ]);
}, 20_000);

test('of evaluations at the same moment one tells', async () => {
  const id = await managed('c', '2024-12-20', 24);
  await service().db.write((tx) => tx.alertCondition.deleteMany({}));
  graph.delivered.length = 0;
  await Promise.all(Array.from({ length: 4 }, () => evaluateAlerts(service(), ['prt_a', 'prt_b'])));
  await graph.settle();
  expect(news()).toEqual(['+RENEWAL_WINDOW_90 2026-09-21']);
  await graph.ask(admin, `mutation { managedContractRenew(id: "${id}", input: {}) { __typename } }`);
  await Promise.all(Array.from({ length: 4 }, () => evaluateAlerts(service(), ['prt_a'])));
  await graph.settle();
  expect(news().filter((line) => line.startsWith('-'))).toEqual(['-RENEWAL_WINDOW_90 2026-09-21']);
});

test('a look at one partner and at thirty takes the same statements', async () => {
  const measure = async (ids: readonly string[]) => {
    graph.statements.length = 0;
    await evaluateAlerts(service(), ids);
    return graph.statements.length;
  };
  const one = await measure(['prt_a']);
  const ids = Array.from({ length: 30 }, (_, index) => `prt_${index}`);
  for (const id of ids) await graph.consume('partners.partner.changed', id, partner(id, []));
  await graph.settle();
  expect(await measure(ids)).toBe(one);
  expect(one).toBeLessThan(20);
}, 20_000);
