import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { admin, cam, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  const tell = (id: string, over: object) =>
    graph.consume('partners.partner.changed', id, {
      ...partner(id, id === 'prt_a' ? ['stf_carla'] : []),
      version: 2,
      ...over,
    });
  const tier = (rank: number) => [{ tierId: `tir_${rank}`, rank, from: '2026-01-01', to: null }];
  await tell('prt_a', { tiers: tier(3), regions: ['EMEA/DE'] });
  await tell('prt_b', { tiers: tier(2), regions: ['EMEA'] });
  await tell('prt_c', { regions: ['EMEA'], status: 'SUSPENDED' });
  await tell('prt_d', { regions: ['AMER'] });
});
afterAll(() => graph[Symbol.asyncDispose]());
beforeEach(() => graph.setTime('2026-10-15T13:00:00Z')); // Thursday, 09:00 in New York.

const inA = partnerUser('prt_a', 'SALES');
const inB = partnerUser('prt_b', 'ADMIN');
const carla = cam('stf_carla');
const analyst = { ...admin, role: 'ANALYST' as const };
const fields = `id version status direction partner { id } companyName companyDomain companyCountry contactName contactEmail contactPhone need region score
  productLines { id } routedAt responseDueAt acceptedAt closedAt closeReason registrationId opportunityId
  routings { partner { id } outcome endedAt } routingTrace { partner { id } considered excluded { rule count } ranking { partner { id } territory tierRank } }`;
const details = {
  companyName: 'Acme', companyDomain: 'acme.example', companyCountry: 'DE', contactName: 'Erika Muster', contactEmail: 'erika@acme.example',
  contactPhone: '+49 30 1', hasConsent: true, need: 'Backup for 200 seats', region: 'EMEA/DE/BY', score: 80, productLines: [{ id: 'pln_x' }],
}; // prettier-ignore
const ask = async (viewer: typeof admin, mutation: string, variables: Record<string, unknown>) => {
  const title = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const type = ['leadAccept', 'leadQualify'].includes(mutation)
    ? 'LeadActionInput'
    : ['leadDecline', 'leadDisqualify'].includes(mutation)
      ? 'LeadReasonInput!'
      : mutation === 'leadCreate'
        ? 'LeadCreateInput!'
        : `${title}Input`;
  const id = 'id' in variables ? ['$id: ID!, ', 'id: $id, '] : ['', ''];
  const { data, errors } = await graph.ask(
    viewer,
    `mutation (${id[0]}$input: ${type}) { ${mutation}(${id[1]}input: $input) { __typename ... on ${title}Success { ${mutation === 'leadDecline' ? 'leadId' : `lead { ${fields} }`} }
      ... on UserError { code message path } ... on ValidationError { issues { code path } } ... on PolicyViolationError { rule } } }`,
    variables,
  );
  expect(errors).toEqual([]);
  return data[mutation];
};
const created = async (over: object = {}, viewer = admin) =>
  (await ask(viewer, 'leadCreate', { input: { ...details, ...over } })).lead;
const routed = async (over: object = {}) => {
  const { id } = await created(over);
  return (await ask(admin, 'leadRoute', { id, input: {} })).lead;
};
const seen = async (viewer: typeof admin, id: string) =>
  (await graph.ask(viewer, `{ lead(id: "${id}") { ${fields} } }`)).data.lead;
const close = async (id: string) => {
  await graph.createContext(admin).db.write((tx) =>
    tx.lead.update({
      where: { id },
      data: { status: 'UNQUALIFIED', closedAt: new Date('2026-10-15T13:00:00Z') },
    }),
  );
};
const stored = () =>
  graph
    .createContext(admin)
    .db.write(async (tx) => [
      await tx.lead.findMany({ orderBy: { id: 'asc' } }),
      await tx.leadRouting.findMany({ orderBy: [{ leadId: 'asc' }, { round: 'asc' }] }),
    ]);

describe('a lead of the vendor', () => {
  test('goes to the best partner, with the reasons, and has until the end of two business days', async () => {
    const lead = await routed();
    expect(lead).toMatchObject({
      version: 2, status: 'ROUTED', partner: { id: 'prt_a' }, routedAt: '2026-10-15T13:00:00.000Z', responseDueAt: '2026-10-16T21:00:00.000Z',
      routings: [{ partner: { id: 'prt_a' }, outcome: 'ROUTED', endedAt: null }],
      routingTrace: [{
        partner: { id: 'prt_a' }, considered: 4, excluded: [{ rule: 'STATUS', count: 1 }, { rule: 'TERRITORY', count: 1 }],
        ranking: [{ partner: { id: 'prt_a' }, territory: 'EMEA/DE', tierRank: 3 }, { partner: { id: 'prt_b' }, territory: 'EMEA', tierRank: 2 }],
      }],
    }); // prettier-ignore
    await close(lead.id);
  });

  test('tells its partner no name before it accepts, and analysts no person at all', async () => {
    const lead = await routed();
    const hidden = {
      companyName: null,
      companyDomain: null,
      contactName: null,
      contactEmail: null,
      contactPhone: null,
      region: null,
      routingTrace: null,
    };
    expect(await seen(inA, lead.id)).toMatchObject({
      ...hidden, companyCountry: 'DE', need: 'Backup for 200 seats', score: 80, productLines: [{ id: 'pln_x' }], status: 'ROUTED',
    }); // prettier-ignore
    expect(await seen(inB, lead.id)).toBeNull();
    expect(await seen(analyst, lead.id)).toMatchObject({
      companyName: 'Acme',
      contactName: '•••',
      contactEmail: '•••',
      contactPhone: '•••',
    });
    const accepted = await ask(inA, 'leadAccept', { id: lead.id, input: { expectedVersion: 2 } });
    expect(accepted.lead).toMatchObject({
      version: 3, status: 'ACCEPTED', companyName: 'Acme', contactName: 'Erika Muster', contactEmail: 'erika@acme.example', region: 'EMEA/DE/BY',
      routings: [{ partner: { id: 'prt_a' }, outcome: 'ACCEPTED', endedAt: '2026-10-15T13:00:00.000Z' }],
    }); // prettier-ignore
    await close(lead.id);
    const silent = await routed({ hasConsent: false });
    expect((await ask(inA, 'leadAccept', { id: silent.id, input: {} })).lead).toMatchObject({
      companyName: 'Acme', contactName: null, contactEmail: null, contactPhone: null,
    }); // prettier-ignore
    await close(silent.id);
  });

  test('that is declined goes to the next, out of sight and without a trace of who had it', async () => {
    const lead = await routed();
    const declined = await ask(inA, 'leadDecline', { id: lead.id, input: { reason: 'No people.' } });
    expect(declined).toEqual({ __typename: 'LeadDeclineSuccess', leadId: lead.id });
    expect(await seen(inA, lead.id)).toBeNull();
    expect(await seen(inB, lead.id)).toMatchObject({
      status: 'ROUTED',
      closeReason: null,
      companyName: null,
      routings: [{ partner: { id: 'prt_b' }, outcome: 'ROUTED' }],
    });
    const trail = await graph.ask(
      inB,
      `{ dealsAuditEvents(first: 100, filter: { }) { nodes { action actor entityId } } }`.replace(
        ', filter: { }',
        '',
      ),
    );
    const own = trail.data.dealsAuditEvents.nodes.filter(
      ({ entityId }: { entityId: string }) => entityId === lead.id,
    );
    expect(own).toEqual([{ action: 'lead.routed', actor: 'service:deals', entityId: lead.id }]);
    expect(await ask(inB, 'leadDecline', { id: lead.id, input: { reason: 'Neither.' } })).toEqual({
      __typename: 'LeadDeclineSuccess',
      leadId: lead.id,
    });
    expect(await seen(admin, lead.id)).toMatchObject({
      status: 'DECLINED', partner: null, closeReason: 'Neither.',
      routings: [{ partner: { id: 'prt_a' }, outcome: 'DECLINED' }, { partner: { id: 'prt_b' }, outcome: 'DECLINED' }],
    }); // prettier-ignore
  });

  test('expires by the clock at once, and by the task as of when it was due, however late it comes', async () => {
    const lead = await routed();
    graph.setTime('2026-10-16T20:59:59.999Z');
    expect((await seen(inA, lead.id)).status).toBe('ROUTED');
    graph.setTime('2026-10-16T21:00:00Z');
    expect((await seen(inA, lead.id)).status).toBe('EXPIRED');
    const filtered = async (status: string) =>
      (
        await graph.ask(
          inA,
          `{ leads(filter: { status: { eq: ${status} }, id: { eq: "${lead.id}" } }) { totalCount } }`,
        )
      ).data.leads.totalCount;
    expect([await filtered('ROUTED'), await filtered('EXPIRED')]).toEqual([0, 1]);
    expect(await ask(inA, 'leadAccept', { id: lead.id, input: {} })).toMatchObject({
      __typename: 'InvalidTransitionError',
    });
    graph.setTime('2026-11-25T14:00:00Z');
    await graph
      .createContext(admin)
      .db.write(
        (tx) => tx.$executeRaw`SELECT channelgraph.enqueue('expire_leads', '{}'::jsonb, 'x', 'x', now())`,
      );
    await graph.settle();
    expect(await seen(admin, lead.id)).toMatchObject({
      status: 'ROUTED', partner: { id: 'prt_b' }, routedAt: '2026-11-25T14:00:00.000Z',
      routings: [{ partner: { id: 'prt_a' }, outcome: 'EXPIRED', endedAt: '2026-10-16T21:00:00.000Z' }, { partner: { id: 'prt_b' }, outcome: 'ROUTED', endedAt: null }],
    }); // prettier-ignore
    expect(await seen(inA, lead.id)).toBeNull();
    const before = await stored();
    await graph
      .createContext(admin)
      .db.write(
        (tx) => tx.$executeRaw`SELECT channelgraph.enqueue('expire_leads', '{}'::jsonb, 'x', 'x', now())`,
      );
    await graph.settle();
    expect(await stored()).toEqual(before);
    await close(lead.id);
  });

  test('is accepted once, whoever else answers at the same moment', async () => {
    const lead = await routed();
    const answers = await Promise.all([
      ask(inA, 'leadAccept', { id: lead.id, input: {} }),
      ask(inA, 'leadDecline', { id: lead.id, input: { reason: 'No.' } }),
      ask(inA, 'leadAccept', { id: lead.id, input: {} }),
      ask(inB, 'leadAccept', { id: lead.id, input: {} }),
    ]);
    expect(answers.filter(({ __typename: name }) => name.endsWith('Success'))).toHaveLength(1);
    const after = await seen(admin, lead.id);
    expect(
      after.routings.filter(({ endedAt }: { endedAt: string | null }) => endedAt === null).length,
    ).toBeLessThanOrEqual(1);
    await close(lead.id);
  });

  test('never exceeds a partner’s open leads when many are routed at the same moment', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1)
      ids.push((await created({ region: 'AMER', score: count })).id);
    const answers = await Promise.all(ids.map((id) => ask(admin, 'leadRoute', { id, input: {} })));
    expect(answers.filter(({ lead }) => lead?.partner.id === 'prt_d')).toHaveLength(5);
    expect(answers.filter(({ rule }) => rule === 'lead.ROUTE.nobody')).toHaveLength(7);
    expect((await seen(admin, ids.at(-1) ?? '')).status).toMatch(/NEW|ROUTED/);
  });

  test('becomes a draft of a registration once it is qualified', async () => {
    const lead = await routed();
    await ask(inA, 'leadAccept', { id: lead.id, input: {} });
    expect(await ask(inA, 'leadConvert', { id: lead.id, input: {} })).toMatchObject({
      __typename: 'InvalidTransitionError',
    });
    await ask(inA, 'leadQualify', { id: lead.id, input: {} });
    const refused = await ask(inA, 'leadConvert', { id: lead.id, input: { into: 'OPPORTUNITY' } });
    expect(refused.issues.map(({ code }: { code: string }) => code)).toEqual(['REGISTRATION_FIRST']);
    const converted = (await ask(inA, 'leadConvert', { id: lead.id, input: {} })).lead;
    expect(converted).toMatchObject({
      status: 'CONVERTED',
      opportunityId: null,
      closedAt: '2026-10-15T13:00:00.000Z',
    });
    const row = await graph
      .createContext(inA)
      .db.write((tx) => tx.dealRegistration.findUnique({ where: { id: converted.registrationId } }));
    expect(row).toMatchObject({
      partnerId: 'prt_a',
      status: 'DRAFT',
      customerName: 'Acme',
      customerDomains: ['acme.example'],
      customerNeed: 'Backup for 200 seats',
      region: 'EMEA/DE/BY',
    });
  });

  test('becomes one draft however often, and by however many at once, it is converted', async () => {
    const lead = await routed();
    await ask(inA, 'leadAccept', { id: lead.id, input: {} });
    await ask(inA, 'leadQualify', { id: lead.id, input: {} });
    const drafts = () => graph.createContext(admin).db.write((tx) => tx.dealRegistration.count());
    const before = await drafts();
    const input = { idempotencyKey: 'convert-once-1234' };
    const first = await ask(inA, 'leadConvert', { id: lead.id, input });
    expect(first.__typename).toBe('LeadConvertSuccess');
    expect(await ask(inA, 'leadConvert', { id: lead.id, input })).toEqual(first);
    const others = await Promise.all(
      Array.from({ length: 5 }, () => ask(inA, 'leadConvert', { id: lead.id, input: {} })),
    );
    expect(new Set(others.map(({ __typename: name }) => name))).toEqual(new Set(['InvalidTransitionError']));
    expect(await drafts()).toBe(before + 1);
    const raced = await routed();
    await ask(inA, 'leadAccept', { id: raced.id, input: {} });
    await ask(inA, 'leadQualify', { id: raced.id, input: {} });
    const race = await Promise.all(
      Array.from({ length: 5 }, () => ask(inA, 'leadConvert', { id: raced.id, input: {} })),
    );
    expect(race.filter(({ __typename: name }) => name === 'LeadConvertSuccess')).toHaveLength(1);
    expect(await drafts()).toBe(before + 2);
  });
});

describe('a referral', () => {
  const referral = { companyName: 'Bolt', need: 'A firewall', contactName: 'Bob', hasConsent: true };

  test('is recorded by a partner, worked on by staff, and becomes an opportunity with the role REFERRED', async () => {
    const { lead } = await ask(inA, 'leadCreate', { input: referral });
    expect(lead).toMatchObject({
      status: 'NEW',
      direction: 'PARTNER_TO_VENDOR',
      partner: { id: 'prt_a' },
      companyName: 'Bolt',
      contactName: 'Bob',
    });
    expect(await ask(inA, 'leadAccept', { id: lead.id, input: {} })).toMatchObject({
      rule: 'lead.ACCEPT.role',
    });
    await ask(carla, 'leadAccept', { id: lead.id, input: {} });
    expect(await ask(inA, 'leadQualify', { id: lead.id, input: {} })).toMatchObject({
      rule: 'lead.WORK.receiver',
    });
    await ask(carla, 'leadQualify', { id: lead.id, input: {} });
    const { lead: converted } = await ask(carla, 'leadConvert', {
      id: lead.id,
      input: { oneTime: { amount: '900', currency: 'USD' } },
    });
    expect(converted).toMatchObject({ status: 'CONVERTED', registrationId: null });
    const deal = await graph.ask(
      inA,
      `{ opportunity(id: "${converted.opportunityId}") { name sourceRole amounts { acv { amount } } roles { role creditBps basis } } }`,
    );
    expect(deal.data.opportunity).toEqual({
      name: 'Bolt', sourceRole: 'REFERRED', amounts: { acv: { amount: '900.00' } }, roles: [{ role: 'REFERRED', creditBps: 0, basis: 'DECISION' }],
    }); // prettier-ignore
  });

  test('that is declined stays with its partner, which learns why', async () => {
    const { lead } = await ask(inA, 'leadCreate', { input: referral });
    await ask(carla, 'leadDecline', { id: lead.id, input: { reason: 'A customer already.' } });
    expect(await seen(inA, lead.id)).toMatchObject({
      status: 'DECLINED',
      closeReason: 'A customer already.',
      partner: { id: 'prt_a' },
    });
    expect(await ask(admin, 'leadRoute', { id: lead.id, input: {} })).toMatchObject({
      rule: 'lead.ROUTE.direction',
    });
  });
});

test('refusals say every problem and change nothing', async () => {
  const lead = await routed();
  const before = await stored();
  const issues = async (viewer: typeof admin, input: object) =>
    (await ask(viewer, 'leadCreate', { input })).issues
      .map(({ code, path }: { code: string; path: string[] }) => `${path.join('.')} ${code}`)
      .toSorted();
  const wrong = {
    companyName: ' ', companyDomain: 'no domain', contactEmail: 'nobody', contactPhone: '1'.repeat(51), need: 'n'.repeat(2001),
    region: 'EMEA//DE', score: 101, productLines: [{ id: 'pln_none' }],
  }; // prettier-ignore
  expect(await issues(admin, wrong)).toEqual([
    'input.companyDomain MALFORMED', 'input.companyName REQUIRED', 'input.contactEmail MALFORMED', 'input.contactPhone TOO_LONG', 'input.need TOO_LONG',
    'input.productLines.0 NOT_FOUND', 'input.region MALFORMED', 'input.score OUT_OF_RANGE',
  ]); // prettier-ignore
  expect(await issues(inA, { companyName: 'C', need: 'n', contactName: 'P', score: 1, direction: 'VENDOR_TO_PARTNER' })).toEqual([
    'input.direction RESERVED', 'input.hasConsent CONSENT_REQUIRED', 'input.score RESERVED',
  ]); // prettier-ignore
  expect(await issues(carla, { companyName: 'C', need: 'n' })).toEqual(['input.partner REQUIRED']);
  const call = (viewer: typeof admin, mutation: string, input: object = {}) =>
    ask(viewer, mutation, { id: lead.id, input });
  expect(await call(partnerUser('prt_a', 'FINANCE'), 'leadAccept')).toMatchObject({
    rule: 'lead.WORK.capability',
  });
  expect((await call(inB, 'leadAccept')).__typename).toBe('NotFoundError');
  expect((await call(inA, 'leadAccept', { expectedVersion: 1 })).__typename).toBe('VersionMismatchError');
  expect((await call(inA, 'leadDecline', { reason: ' ' })).issues).toEqual([
    { code: 'LENGTH', path: ['input', 'reason'] },
  ]);
  expect((await call(admin, 'leadRoute')).__typename).toBe('InvalidTransitionError');
  const fresh = await graph
    .createContext(admin)
    .db.write((tx) => tx.lead.findFirst({ where: { status: 'NEW', direction: 'VENDOR_TO_PARTNER' } }));
  expect(await ask(admin, 'leadRoute', { id: fresh?.id, input: { partner: { id: 'prt_c' } } })).toMatchObject(
    { rule: 'lead.ROUTE.status' },
  );
  expect(await stored()).toEqual(before);
});

test('many leads are recorded in one call, a second time unchanged, in a fixed number of statements', async () => {
  const upsert = `mutation ($input: LeadUpsertManyInput!) { leadUpsertMany(input: $input) { ... on LeadUpsertManySuccess {
    createdCount unchangedCount updatedCount refusedCount rows { issues { code path } } } } }`;
  const items = (count: number, over: object = {}) =>
    Array.from({ length: count }, (_, index) => ({
      externalReference: { system: 'crm', externalId: `L${index}` },
      companyName: `Co ${index}`,
      need: 'All',
      ...over,
    }));
  const run = async (rows: object[]) =>
    (await graph.ask(admin, upsert, { input: { items: rows } })).data.leadUpsertMany;
  expect(await run(items(50))).toMatchObject({ createdCount: 50, refusedCount: 0 });
  expect(await run(items(50))).toMatchObject({ unchangedCount: 50 });
  expect(await run(items(3, { score: 10 }))).toMatchObject({ updatedCount: 3 });
  const refused = await run([
    { companyName: 'X', need: 'y', partner: { id: 'prt_a' } },
    { companyName: 'X', need: 'y', direction: 'PARTNER_TO_VENDOR' },
  ]);
  expect(
    refused.rows.map(({ issues }: { issues: { code: string }[] }) => issues.map(({ code }) => code)),
  ).toEqual([['NOT_ROUTED'], ['REQUIRED']]);
});
