import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin, cam, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.partner.changed', 'prt_c', partner('prt_c', ['stf_carla']));
});
afterAll(() => graph[Symbol.asyncDispose]());

const sales = partnerUser('prt_a', 'SALES');
const carla = cam('stf_carla');
const usd = (amount: string) => ({ amount, currency: 'USD' });
const fields = `id version name stage sourceRole motion revenueModel closeDate closeDatePushCount competitors ownerId
  orderReference registrationId openedOn region amounts { acv { amount } } roles { partner { id } role creditBps basis }
  stageHistory { from to stage days } stageDurations { stage from to days } availableActions { action isAllowed }`;
const call = async (viewer: typeof admin, mutation: string, variables: Record<string, unknown>) => {
  const title = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const id = 'id' in variables ? ['$id: ID!, ', 'id: $id, '] : ['', ''];
  const source = `mutation (${id[0]}$input: ${title}Input!) { ${mutation}(${id[1]}input: $input) { __typename
    ... on ${title}Success { opportunity { ${fields} } } ... on UserError { code message path }
    ... on ValidationError { issues { code path } } ... on PolicyViolationError { rule } } }`;
  const { data, errors } = await graph.ask(viewer, source, variables);
  expect(errors).toEqual([]);
  return data[mutation];
};
const create = (viewer: typeof admin, input: object) => call(viewer, 'opportunityCreate', { input });
const update = (viewer: typeof admin, id: string, input: object) =>
  call(viewer, 'opportunityUpdate', { id, input });
const setCredits = (viewer: typeof admin, id: string, input: object) =>
  call(viewer, 'opportunitySetCredits', { id, input });
const credit = (partnerId: string, role: string, creditBps: number) => ({
  partner: { id: partnerId },
  role,
  creditBps,
});
const issuesOf = ({ issues }: { issues: { code: string; path: string[] }[] }) =>
  issues.map(({ code, path }) => `${path.join('.')} ${code}`);
const rolesOf = ({
  roles,
}: {
  roles: { partner: { id: string }; role: string; creditBps: number; basis: string }[];
}) => roles.map((each) => [each.partner.id, each.role, each.creditBps, each.basis]);
const counted = async () =>
  graph.createContext(admin).db.write(async (tx) => ({
    opportunities: await tx.opportunity.count(),
    revisions: await tx.opportunityRevision.count(),
    roles: await tx.opportunityPartnerRole.count(),
    versions: await tx.opportunity.aggregate({ _sum: { version: true } }),
  }));

describe('a partner', () => {
  test('creates a deal of its company, changes it, and counts its pushes', async () => {
    const made = await create(sales, {
      name: ' Rollout ',
      mrr: usd('100'),
      termMonths: 24,
      closeDate: '2026-12-31',
    });
    expect(made.opportunity).toMatchObject({
      version: 1, name: 'Rollout', stage: 'PROSPECT', sourceRole: null, motion: 'NEW', revenueModel: 'RECURRING',
      closeDatePushCount: 0, competitors: [], openedOn: '2026-10-15', amounts: { acv: { amount: '1200.00' } }, roles: [],
      stageHistory: [{ from: '2026-10-15', to: null, stage: 'PROSPECT', days: 0 }],
    }); // prettier-ignore
    const { id } = made.opportunity;
    graph.setTime('2026-10-20T12:00:00Z');
    const pushed = await update(sales, id, {
      closeDate: '2027-01-31', competitors: ['Rival ', 'Rival', 'Other'], oneTime: usd('50'), revenueModel: 'MIXED', expectedVersion: 1,
    }); // prettier-ignore
    expect(pushed.opportunity).toMatchObject({
      version: 2, closeDatePushCount: 1, competitors: ['Rival', 'Other'], amounts: { acv: { amount: '1250.00' } },
      stageHistory: [
        { from: '2026-10-15', to: '2026-10-20', stage: 'PROSPECT', days: 5 },
        { from: '2026-10-20', to: null, stage: 'PROSPECT', days: 0 },
      ],
      stageDurations: [{ stage: 'PROSPECT', from: '2026-10-15', to: null, days: 5 }],
    }); // prettier-ignore
    expect((await update(sales, id, { closeDate: '2026-11-30' })).opportunity.closeDatePushCount).toBe(1);
    expect((await update(sales, id, { closeDate: '2026-12-01' })).opportunity.closeDatePushCount).toBe(2);
  });

  test('is refused whole, with every problem, and nothing changes', async () => {
    const made = await create(sales, { name: 'Kept', oneTime: usd('10') });
    const { id } = made.opportunity;
    const before = await counted();
    const refused = await create(sales, {
      name: 'x'.repeat(301), stage: 'WON', probabilityOverride: '0.5', oneTime: usd('-1'), region: 'r'.repeat(301),
      competitors: [' ', ...Array.from({ length: 21 }, (_, index) => `C${index}`)], ownerId: 'prt_a', openedOn: '2026-10-21',
      productLines: [{ id: 'pln_none' }], customer: { id: 'cus_none' },
    }); // prettier-ignore
    expect(issuesOf(refused).toSorted()).toEqual([
      'input.competitors TOO_MANY', 'input.competitors.0 LENGTH', 'input.customer NOT_FOUND', 'input.name TOO_LONG',
      'input.oneTime NEGATIVE_AMOUNT', 'input.openedOn FUTURE_DATE', 'input.ownerId NO_PERSON', 'input.probabilityOverride RESERVED',
      'input.productLines.0 NOT_FOUND', 'input.region TOO_LONG', 'input.stage NOT_OPEN',
    ]); // prettier-ignore
    expect(await create(sales, { name: 'Theirs', partner: { id: 'prt_b' } })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'partner'],
    });
    expect(await create(partnerUser('prt_a', 'FINANCE'), { name: 'No' })).toMatchObject({
      rule: 'opportunity.CREATE.capability',
    });
    expect(await update(partnerUser('prt_a', 'FINANCE'), id, { name: 'No' })).toMatchObject({
      rule: 'opportunity.UPDATE.capability',
    });
    expect((await update(partnerUser('prt_b', 'SALES'), id, { name: 'No' })).__typename).toBe(
      'NotFoundError',
    );
    expect((await update(sales, id, { name: 'No', expectedVersion: 9 })).__typename).toBe(
      'VersionMismatchError',
    );
    expect(issuesOf(await update(sales, id, { name: ' ', mrr: usd('1') }))).toEqual([
      'input.mrr RECURRING_ON_TRANSACTIONAL',
      'input.name REQUIRED',
    ]);
    expect(await setCredits(sales, id, { credits: [] })).toMatchObject({
      rule: 'opportunity.SET_CREDITS.role',
    });
    expect(await counted()).toEqual(before);
  });
});

describe('credits', () => {
  const opened = async (name: string) =>
    (await create(carla, { partner: { id: 'prt_a' }, name, oneTime: usd('100') })).opportunity.id as string;

  test('are set by staff, tell the source role, and every partner sees its own alone', async () => {
    const id = await opened('Shared');
    const set = await setCredits(admin, id, {
      credits: [
        credit('prt_a', 'INFLUENCED', 6000),
        credit('prt_b', 'INFLUENCED', 4000),
        credit('prt_c', 'CO_SELL', 10_000),
      ],
    });
    expect(set.opportunity).toMatchObject({ version: 2, sourceRole: 'INFLUENCED' });
    expect(rolesOf(set.opportunity)).toEqual([
      ['prt_a', 'INFLUENCED', 6000, 'DECISION'],
      ['prt_b', 'INFLUENCED', 4000, 'DECISION'],
      ['prt_c', 'CO_SELL', 10_000, 'DECISION'],
    ]);
    const seen = async (viewer: typeof admin) =>
      (await graph.ask(viewer, `{ opportunity(id: "${id}") { ${fields} } }`)).data.opportunity;
    expect(rolesOf(await seen(sales))).toEqual([['prt_a', 'INFLUENCED', 6000, 'DECISION']]);
    expect(await seen(partnerUser('prt_b', 'SALES'))).toBeNull();
    expect(rolesOf(await seen(carla)).map(([partnerId]) => partnerId)).toEqual(['prt_a', 'prt_c']);
    const same = await setCredits(admin, id, {
      credits: set.opportunity.roles.map(
        ({
          partner: { id: each },
          role,
          creditBps,
        }: {
          partner: { id: string };
          role: string;
          creditBps: number;
        }) => credit(each, role, creditBps),
      ),
    });
    expect(same.opportunity.version).toBe(2);
  });

  test('of an account manager count with those that it does not see, and leave them alone', async () => {
    const id = await opened('Portfolio');
    await setCredits(admin, id, { credits: [credit('prt_b', 'INFLUENCED', 4000)] });
    const before = await counted();
    expect(issuesOf(await setCredits(carla, id, { credits: [credit('prt_a', 'INFLUENCED', 6001)] }))).toEqual(
      ['input.credits CREDIT_EXCEEDS_WHOLE'],
    );
    expect(issuesOf(await setCredits(carla, id, { credits: [credit('prt_b', 'CO_SELL', 1)] }))).toEqual([
      'input.credits.0.partner NOT_FOUND',
    ]);
    expect(
      issuesOf(await setCredits(carla, id, { credits: [credit('prt_a', 'SOURCED', 1)], reason: 'Because.' })),
    ).toEqual(['input.credits.0.role NOT_SOURCED']);
    expect(
      issuesOf(
        await setCredits(admin, id, { credits: [credit('prt_a', 'SOURCED', 1)], reason: 'x'.repeat(2001) }),
      ),
    ).toEqual(['input.reason LENGTH']);
    expect(await counted()).toEqual(before);
    await setCredits(carla, id, { credits: [credit('prt_a', 'INFLUENCED', 6000)] });
    const all = (await graph.ask(admin, `{ opportunity(id: "${id}") { ${fields} } }`)).data.opportunity;
    expect(rolesOf(all)).toEqual([
      ['prt_a', 'INFLUENCED', 6000, 'DECISION'],
      ['prt_b', 'INFLUENCED', 4000, 'DECISION'],
    ]);
  });

  test('of a source without a registration are an administrator’s decision with a reason; history keeps what was', async () => {
    const id = await opened('Override');
    expect(issuesOf(await setCredits(admin, id, { credits: [credit('prt_a', 'SOURCED', 10_000)] }))).toEqual([
      'input.credits.0.role NOT_SOURCED',
    ]);
    const set = await setCredits(admin, id, {
      credits: [credit('prt_a', 'SOURCED', 10_000)],
      reason: 'They brought it.',
    });
    expect(rolesOf(set.opportunity)).toEqual([['prt_a', 'SOURCED', 10_000, 'OVERRIDE']]);
    expect(set.opportunity.sourceRole).toBe('SOURCED');
    await setCredits(admin, id, { credits: [] });
    const rows = await graph
      .createContext(admin)
      .db.write((tx) => tx.opportunityPartnerRole.findMany({ where: { opportunityId: id } }));
    expect(rows.map(({ creditBps, supersededAt }) => [creditBps, supersededAt !== null])).toEqual([
      [10_000, true],
    ]);
  });

  test('set twice at the same moment add up to no more than the whole', async () => {
    const id = await opened('Race');
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        setCredits(admin, id, {
          credits: [credit(index % 2 ? 'prt_a' : 'prt_b', 'INFLUENCED', 10_000)],
          expectedVersion: 1,
        }),
      ),
    );
    expect(results.filter(({ __typename: name }) => name === 'OpportunitySetCreditsSuccess')).toHaveLength(1);
    expect(results.filter(({ __typename: name }) => name === 'VersionMismatchError')).toHaveLength(5);
  });

  test('beyond the whole are refused by the database, whoever writes them', async () => {
    const id = await opened('Constraint');
    const row = (partnerId: string, creditBps: number, index: number) => ({
      id: `opr_${partnerId}${index}`, opportunityId: id, partnerId, ownerPartnerId: 'prt_a', role: 'INFLUENCED' as const,
      creditBps, basis: 'DECISION' as const, recordedAt: new Date('2026-10-15T00:00:00Z'), recordedBy: 'test',
    }); // prettier-ignore
    const write = (viewer: typeof admin, ...rows: ReturnType<typeof row>[]) =>
      graph.createContext(viewer).db.write((tx) => tx.opportunityPartnerRole.createMany({ data: rows }));
    await write(admin, row('prt_b', 4000, 1));
    await expect(write(carla, row('prt_a', 6001, 1))).rejects.toThrow(/exceed the whole/);
    await expect(
      Promise.all([write(carla, row('prt_a', 6000, 2)), write(admin, row('prt_c', 6000, 2))]),
    ).rejects.toThrow(/exceed the whole/);
    const sum = await graph
      .createContext(admin)
      .db.write((tx) =>
        tx.opportunityPartnerRole.aggregate({ where: { opportunityId: id }, _sum: { creditBps: true } }),
      );
    expect(sum._sum.creditBps).toBe(10_000);
  });

  test('change the figures of everybody who is credited', async () => {
    const id = await opened('Figures');
    await graph.settle();
    const waiting = async () =>
      (
        await graph.createContext(admin).db.write((tx) =>
          tx.partnerFactState.findMany({
            where: { dirtyFrom: { not: null } },
            orderBy: { partnerId: 'asc' },
          }),
        )
      ).map(({ partnerId }) => partnerId);
    await setCredits(admin, id, { credits: [credit('prt_b', 'INFLUENCED', 2500)] });
    expect(await waiting()).toContain('prt_b');
    await graph.settle();
    expect(await waiting()).toEqual([]);
    await update(sales, id, { oneTime: usd('900') });
    expect(await waiting()).toEqual(['prt_a', 'prt_b']);
  });
});

test('who recorded a deal is hidden from analysts', async () => {
  const { opportunity } = await create(sales, { name: 'Masked' });
  const recordedBy = async (viewer: typeof admin) => {
    const { data } = await graph.ask(viewer, `{ opportunity(id: "${opportunity.id}") { stageHistory { recordedBy } } }`);
    return data.opportunity.stageHistory;
  };
  expect(await recordedBy(sales)).toEqual([{ recordedBy: 'usr_prt_a' }]);
  expect(await recordedBy({ ...admin, role: 'ANALYST' })).toEqual([{ recordedBy: '•••' }]);
}); // prettier-ignore
