import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DealRegistration } from '../src/__generated__/prisma/client.ts';
import { AffectedDays, requestFacts } from '../src/modules/partner-fact/partner-fact.requests.ts';
import { dealsKpis } from '../src/modules/partner-fact/partner-fact.values.ts';
import { tasks } from '../src/tasks.ts';
import { act, approved, seller, underReview } from './deal-registration.support.ts';
import { admin, createDealsGraph, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

// Each indicator once from raw records to the delivered fact, with figures that can be checked by hand.

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  for (const id of ['prt_base', 'prt_renews', 'prt_serves', 'prt_registers', 'prt_sells', 'prt_helps'])
    await graph.consume('partners.partner.changed', id, partner(id, []));
});
afterAll(() => graph[Symbol.asyncDispose]());

const today: LocalDate = '2026-10-15';
const service = () => graph.createContext(serviceViewer('deals'));
const named = (externalId: string) => ({ externalReference: { system: 'test', externalId } });
const usd = (amount: string) => ({ amount, currency: 'USD' });

async function send(name: string, items: readonly object[]): Promise<string[]> {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data } = await graph.ask(
    admin,
    `mutation ($input: ${title}Input!) { ${name}(input: $input) { __typename
      ... on ${title}Success { rows { id issues { path message } } } } }`,
    { input: { items } },
  );
  const { rows } = data[name] as { rows: { id: string; issues: unknown[] }[] };
  expect(rows.flatMap(({ issues }) => issues)).toEqual([]);
  return rows.map(({ id }) => id);
}

/** Makes one contract each with a customer of its own, and gives their ids. */
async function contracts(
  partnerId: string,
  items: readonly ({ key: string } & Record<string, unknown>)[],
): Promise<string[]> {
  await send(
    'customerUpsertMany',
    items.map(({ key }) => ({ ...named(`${partnerId} ${key}`), legalName: `${partnerId} ${key}` })),
  );
  return send(
    'managedContractUpsertMany',
    items.map(({ key, ...item }) => ({
      ...named(`${partnerId} ${key}`),
      partner: { id: partnerId },
      customer: named(`${partnerId} ${key}`),
      productLines: [{ id: 'pln_x' }],
      ...item,
    })),
  );
}

/** The fact that is in force on a day, as it was delivered last. */
function fact(partnerId: string, kpi: string, day = today): MetricFactPayload | undefined {
  return graph.delivered
    .filter(({ subject, type }) => subject === partnerId && type === 'deals.metrics.recorded')
    .flatMap(({ data }) => (data as unknown as { facts: MetricFactPayload[] }).facts)
    .filter((each) => each.kpi === kpi && each.asOf <= day)
    .reduce<MetricFactPayload | undefined>(
      (last, each) => (last === undefined || each.asOf >= last.asOf ? each : last),
      undefined,
    );
}
const told = (partnerId: string, kpi: string, day = today) => {
  const found = fact(partnerId, kpi, day);
  return found && [found.status, found.numerator, found.denominator, found.sampleSize, found.unit];
};
const detailsOf = (partnerId: string, kpi: string) =>
  Object.fromEntries((fact(partnerId, kpi)?.details ?? []).map(({ name, value }) => [name, value]));
const factsOf = (partnerId: string) =>
  Object.fromEntries(dealsKpis.map((kpi) => [kpi, told(partnerId, kpi)]));
const checked = new Set<string>();
/** Gives the figures back and notes that they were asked for. */
const figures = (wanted: Readonly<Record<string, readonly unknown[]>>) => {
  for (const kpi of Object.keys(wanted)) checked.add(kpi);
  return wanted;
};

test('growth, retention, net change and revenue per seat come from contracts and their amendments', async () => {
  const change = (effectiveOn: LocalDate, mrr: string, contractedSeats: number) => ({
    amendments: [{ effectiveOn, mrr: usd(mrr), contractedSeats }],
  });
  await contracts('prt_base', [
    { key: 'less', termStart: '2025-01-01', termMonths: 24, mrr: usd('1000'), contractedSeats: 10, ...change('2026-03-01', '800', 8) },
    { key: 'more', termStart: '2025-02-01', termMonths: 36, mrr: usd('2000'), contractedSeats: 20, ...change('2026-09-01', '2600', 26) },
    { key: 'gone', termStart: '2025-03-01', termMonths: 12, mrr: usd('500'), contractedSeats: 5, status: 'ENDED_CHURNED', statusOn: '2026-03-01', decidedOn: '2026-02-20' },
    { key: 'new', termStart: '2026-08-01', termMonths: 24, mrr: usd('700'), contractedSeats: 7 },
  ]); // prettier-ignore
  await graph.settle();
  expect(factsOf('prt_base')).toMatchObject(
    figures({
      SEAT_GROWTH: ['OK', '6', '35', 3, 'SEATS'],
      GROSS_REVENUE_RETENTION: ['OK', '2800.00', '3500.00', 3, 'MONEY'],
      NET_REVENUE_RETENTION: ['OK', '3400.00', '3500.00', 3, 'MONEY'],
      LOGO_RETENTION: ['OK', '2', '3', 3, 'COUNT'],
      // 700 new and 600 more in the quarter that began with 2,800.
      NET_MRR_CHANGE: ['OK', '1300.00', '2800.00', 2, 'MONEY'],
      ARPU: ['OK', '4100.00', '41', 3, 'MONEY'],
    }),
  );
  expect(detailsOf('prt_base', 'NET_MRR_CHANGE')).toEqual({ new: '700.00', distress: 'false' });
  expect(fact('prt_base', 'SEAT_GROWTH')).toMatchObject({
    asOf: '2026-09-01',
    periodStart: '2025-09-02',
    periodEnd: '2026-09-02',
    sourceVersion: 'deals/2',
    provenance: 'SYSTEM',
  });
});

const renew = async (id: string, on: LocalDate, action: string, input: object) => {
  graph.setTime(`${on}T15:00:00Z`);
  const [renewal] = await service().db.read.renewal.findMany({ where: { contractId: id } });
  const { data } = await graph.ask(
    admin,
    `mutation ($id: ID!, $input: Renewal${action}Input!) {
      result: renewal${action}(id: $id, input: $input) { __typename } }`,
    { id: renewal!.id, input },
  );
  expect(data.result.__typename).toBe(`Renewal${action}Success`);
};

test('the rates of renewal are those of the decided renewals, by the end of the original term', async () => {
  graph.setTime('2026-07-01T15:00:00Z');
  const ends = (key: string, termEnd: LocalDate, mrr: string) => ({
    key, termStart: `2025${termEnd.slice(4)}`, termMonths: 12, mrr: usd(mrr), contractedSeats: 1,
  }); // prettier-ignore
  const [early, late, lost, , , next] = await contracts('prt_renews', [
    ends('early', '2026-08-01', '1000'),
    ends('late', '2026-08-10', '1000'),
    ends('lost', '2026-09-01', '500'),
    ends('lapsed', '2026-08-15', '400'),
    ends('pending', '2026-10-01', '300'),
    ends('next quarter', '2026-12-01', '900'),
  ]);
  await renew(early!, '2026-07-20', 'Renew', { mrr: usd('1200') });
  await renew(late!, '2026-08-20', 'Renew', { mrr: usd('600') });
  await renew(lost!, '2026-08-25', 'Lose', { lossReason: 'PRICE' });
  await renew(next!, '2026-10-15', 'Renew', {});
  await tasks['open_renewals']!(service(), { partnerId: 'prt_renews' });
  await graph.settle();
  expect(factsOf('prt_renews')).toMatchObject(
    figures({
      RENEWAL_RATE: ['OK', '2', '4', 4, 'COUNT'],
      // What was sold on top of a renewal hides no loss: 1,000 and 600 of 2,900.
      RENEWAL_RATE_VALUE: ['OK', '1600.00', '2900.00', 4, 'MONEY'],
      ON_TIME_RENEWAL: ['OK', '1', '2', 2, 'COUNT'],
    }),
  );
  const decided = await service().db.read.renewal.findMany({
    where: { partnerId: 'prt_renews', termEnd: { lte: new Date(today) }, decidedOn: { not: null } },
    orderBy: { termEnd: 'asc' },
  });
  expect(decided.map((row) => [row.stage, row.expiringMrrMinor, row.renewedMrrMinor])).toEqual([
    ['RENEWED', 1000_00n, 1200_00n],
    ['RENEWED', 1000_00n, 600_00n],
    ['LAPSED', 400_00n, null],
    ['LOST', 500_00n, null],
  ]);
});

test('promises and satisfaction come from results and answers, and are told anew when these are corrected', async () => {
  const [contract] = await contracts('prt_serves', [
    { key: 'one', termStart: '2026-01-01', termMonths: 24, mrr: usd('100'), contractedSeats: 1 },
  ]);
  const result = (month: LocalDate, metCount: number, breachedCount: number, openBreachedCount = 0) => ({
    contract: { id: contract }, month, severity: 2, metCount, breachedCount, openBreachedCount, provenance: 'VERIFIED',
  }); // prettier-ignore
  await send('customerSlaResultRecordMany', [
    result('2026-07-01', 60, 4, 1),
    result('2026-08-01', 64, 4, 1),
    result('2026-09-01', 60, 3),
  ]);
  const answer = (key: number, score: number | null) => ({
    ...named(`survey ${key}`), contract: { id: contract }, sentOn: '2026-09-01',
    respondedOn: score === null ? null : '2026-09-03', score, provenance: 'IMPORT',
  }); // prettier-ignore
  await send(
    'customerSurveyUpsertMany',
    [5, 4, 4, 5, 2, null].map((score, key) => answer(key, score)),
  );
  await graph.settle();
  expect(factsOf('prt_serves')).toMatchObject(
    figures({
      // The case of July that was still open in August counts once: 11 breaches less 1 of July and, closed since, 1 of August.
      SLA_COMPLIANCE: ['OK', '184', '193', 193, 'COUNT'],
      CUSTOMER_SATISFACTION: ['OK', '4', '5', 5, 'COUNT'],
    }),
  );
  expect(detailsOf('prt_serves', 'CUSTOMER_SATISFACTION')).toEqual({ mean: '4.00', responseRate: '0.83' });
  expect(fact('prt_serves', 'SLA_COMPLIANCE')?.provenance).toBe('VERIFIED');
  await send('customerSlaResultRecordMany', [result('2026-09-01', 64, 3)]);
  await send('customerSurveyUpsertMany', [answer(4, null)]);
  await graph.settle();
  expect(factsOf('prt_serves')).toMatchObject(
    figures({
      SLA_COMPLIANCE: ['OK', '188', '197', 197, 'COUNT'],
      CUSTOMER_SATISFACTION: ['INSUFFICIENT_DATA', '4', '4', 4, 'COUNT'],
    }),
  );
});

type Registration = Partial<DealRegistration> & Pick<DealRegistration, 'id' | 'status'>;

/** Stores registrations of the partner `prt_registers` as they are. */
async function store(registrations: readonly Registration[]): Promise<void> {
  const [customerId] = await send('customerUpsertMany', [
    { ...named('registered'), legalName: 'Registered' },
  ]);
  const stamp = { createdAt: new Date(), createdBy: 'test', updatedAt: new Date(), updatedBy: 'test' };
  const plain = {
    partnerId: 'prt_registers', kind: 'OPPORTUNITY' as const, name: 'R', customerName: 'C', customerId: customerId!,
    currency: 'USD', oneTimeMinor: 1n, mrrMinor: 0n, termMonths: 0, isOnBehalf: false, ...stamp,
  }; // prettier-ignore
  await service().db.write(async (tx) => {
    await tx.dealRegistration.createMany({ data: registrations.map((each) => ({ ...plain, ...each })) });
    const affected = new AffectedDays();
    affected.add('prt_registers', '2026-01-01');
    await requestFacts(tx, affected);
  });
}

const noon = (day: LocalDate) => new Date(`${day}T16:00:00Z`);
const sent = (day: LocalDate) => ({ submittedAt: noon(day) });
const refused = (day: LocalDate) => ({ decidedAt: noon(day), rejectionReasons: ['OTHER' as const] });
const granted = (day: LocalDate, to: LocalDate) => ({
  decidedAt: noon(day), protectedFrom: new Date(day), protectedTo: new Date(to), protectedUntil: noon(to),
}); // prettier-ignore

test('coverage, approval, volume, wins and first days come from registrations and won deals', async () => {
  const won = (name: string, closedOn: LocalDate) => ({
    partner: { id: 'prt_registers' }, name, stage: 'WON', openedOn: '2026-01-05', closedOn, oneTime: usd('1'),
  }); // prettier-ignore
  const [first] = await send('opportunityUpsertMany', [
    won('Registered', '2026-05-01'),
    won('Not registered', '2026-06-01'),
  ]);
  await store([
    { id: 'reg_won', status: 'WON', ...sent('2026-02-10'), ...granted('2026-02-20', '2026-05-21'), closedOn: new Date('2026-05-01'), opportunityId: first! },
    { id: 'reg_expired', status: 'EXPIRED', ...sent('2026-02-25'), ...granted('2026-03-01', '2026-05-30') },
    { id: 'reg_lost', status: 'LOST', ...sent('2026-07-20'), ...granted('2026-08-01', '2026-10-30'), closedOn: new Date('2026-09-01'), lossReason: 'PRICE' },
    { id: 'reg_refused', status: 'REJECTED', ...sent('2026-08-05'), ...refused('2026-08-15') },
    { id: 'reg_waits', status: 'UNDER_REVIEW', ...sent('2026-09-01') },
    { id: 'reg_open', status: 'APPROVED', ...sent('2026-09-10'), ...granted('2026-09-12', '2026-12-11') },
    { id: 'reg_taken_back', status: 'WITHDRAWN', ...sent('2026-09-15') },
    { id: 'reg_draft', status: 'DRAFT', customerId: null },
  ]); // prettier-ignore
  await graph.settle();
  expect(factsOf('prt_registers')).toMatchObject(
    figures({
      DEAL_REGISTRATION_COVERAGE: ['OK', '1', '2', 2, 'COUNT'],
      // The one that was taken back is not decided, but it was submitted.
      DEAL_REGISTRATION_APPROVAL_RATE: ['OK', '2', '3', 3, 'COUNT'],
      DEAL_REGISTRATION_VOLUME: ['OK', '5', '1', 5, 'COUNT'],
      REGISTRATION_TO_WIN: ['OK', '1', '3', 3, 'COUNT'],
      // 40 and 120 days after 1 January.
      TIME_TO_FIRST_REGISTRATION: ['OK', '40', '1', 1, 'DAYS'],
      TIME_TO_FIRST_DEAL: ['OK', '120', '1', 1, 'DAYS'],
    }),
  );
});

test('what is decided about a registration changes the figures at once', async () => {
  graph.setTime('2026-10-15T15:00:00Z');
  const scope = (name: string) => ({ customerName: `${name} Ltd`, customerDomains: [`${name}.example`] });
  await approved(graph, seller, scope('counted'));
  const id = await underReview(graph, seller, scope('refused'));
  await act(graph, admin, { action: 'Reject', id, input: { reasons: ['BELOW_MINIMUM'] } });
  await graph.settle();
  expect(factsOf('prt_a')).toMatchObject(
    figures({
      DEAL_REGISTRATION_APPROVAL_RATE: ['OK', '1', '2', 2, 'COUNT'],
      DEAL_REGISTRATION_VOLUME: ['OK', '2', '1', 2, 'COUNT'],
      REGISTRATION_TO_WIN: ['PENDING', '0', '0', 0, 'COUNT'],
    }),
  );
});

test('sourced money counts whole for who found the deal, influenced money by its share, each once', async () => {
  const deal = (over: object) => ({
    partner: { id: 'prt_sells' }, openedOn: '2026-03-01', oneTime: usd('1000'), mrr: usd('100'), termMonths: 24, ...over,
  }); // prettier-ignore
  const credit = (id: string, role: string, creditBps: number) => ({ partner: { id }, role, creditBps });
  const [, , id] = await send('opportunityUpsertMany', [
    deal({ name: 'Own', stage: 'WON', closedOn: '2026-06-01', credits: [credit('prt_sells', 'SOURCED', 6000), credit('prt_helps', 'INFLUENCED', 2500)] }),
    deal({ name: 'Open', stage: 'QUALIFIED', credits: [credit('prt_sells', 'SOURCED', 10_000)] }),
    deal({ name: 'Found by another', stage: 'PROSPECT', credits: [credit('prt_helps', 'SOURCED', 10_000)] }),
  ]); // prettier-ignore
  await graph.settle();
  expect(factsOf('prt_sells')).toMatchObject(
    figures({
      SOURCED_REVENUE_VS_PLAN: ['OK', '2200.00', null, 1, 'MONEY'],
      SOURCED_PIPELINE_VS_PLAN: ['OK', '2200.00', null, 1, 'MONEY'],
      INFLUENCED_REVENUE_VS_PLAN: ['OK', '0.00', null, 0, 'MONEY'],
    }),
  );
  expect(detailsOf('prt_sells', 'SOURCED_REVENUE_VS_PLAN')).toEqual({
    oneTime: '1000.00',
    recurring: '1200.00',
  });
  expect(factsOf('prt_helps')).toMatchObject(
    figures({
      SOURCED_REVENUE_VS_PLAN: ['OK', '0.00', null, 0, 'MONEY'],
      SOURCED_PIPELINE_VS_PLAN: ['OK', '2200.00', null, 1, 'MONEY'],
      INFLUENCED_REVENUE_VS_PLAN: ['OK', '550.00', null, 1, 'MONEY'],
    }),
  );
  await send('opportunityUpsertMany', [{ id, stage: 'WON', closedOn: '2026-10-10' }]);
  await graph.settle();
  expect(factsOf('prt_helps')).toMatchObject(
    figures({
      SOURCED_REVENUE_VS_PLAN: ['OK', '2200.00', null, 1, 'MONEY'],
      SOURCED_PIPELINE_VS_PLAN: ['OK', '0.00', null, 0, 'MONEY'],
      // A deal that another one closed is no deal of who found it.
      DEAL_REGISTRATION_COVERAGE: ['NO_BASE', '0', '0', 0, 'COUNT'],
    }),
  );
});

test('every indicator that is born here is among them', () => {
  expect([...checked].toSorted()).toEqual([...dealsKpis].toSorted());
});
