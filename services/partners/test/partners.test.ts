import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Partners } from './support.ts';
import { ada, ana, bulk, camViewer, crm, seedProgram, service, startPartners, userOf } from './support.ts';

let partners: Partners;
let ids: Awaited<ReturnType<typeof seedProgram>>;

beforeAll(async () => {
  partners = await startPartners();
  ids = await seedProgram(partners);
}, 60_000);
afterAll(() => partners[Symbol.asyncDispose]());

const everything = `{ id displayName types status version legalName segment regions domains deliveredScopes currency timeZone
  lifecycleStage createdAt externalReferences { system externalId } users { nodes { email displayName } totalCount }
  enrollments { startsOn program { name } } tier { label } tierHistory { from } channelAccountManager { displayName }
  camAssignments { from } scorecard { coverage } metricFacts { nodes { id } } planTargets { from } availableActions { action isAllowed } }`;

const read = (id: string) => `{ partner(id: "${id}") ${everything} }`;

describe('what a viewer sees of a partner', () => {
  it('is everything for its own users', async () => {
    const { partner } = await partners.ask(userOf(ids.harbor), read(ids.harbor));
    expect(partner).toMatchObject({
      displayName: 'Harbor',
      legalName: 'Harbor Managed Services Inc.',
      segment: 'PURE_PLAY',
      timeZone: 'America/New_York',
      currency: 'USD',
      users: { nodes: [{ email: 'admin@harbor.example', displayName: 'Hanna' }], totalCount: 1 },
      channelAccountManager: { displayName: 'Carla' },
      scorecard: { coverage: '0.0000' },
      externalReferences: [{ system: 'crm', externalId: 'harbor' }],
    });
  });

  it('is nothing of another company, exactly as if it did not exist', async () => {
    const viewer = userOf(ids.oakfield);
    const ask = (id: string) =>
      partners.ask(
        viewer,
        `{
      partner(id: "${id}") { id } node(id: "${id}") { id }
      _entities(representations: [{ __typename: "Partner", id: "${id}" }]) { __typename } }`,
      );
    expect(await ask(ids.harbor)).toEqual(await ask('prt_01h455vb4pex5vsknk084sn02q'));
    expect(
      await partners.ask(
        viewer,
        '{ partnerByExternalReference(system: "crm", externalId: "harbor") { id } partners { nodes { id } totalCount } }',
      ),
    ).toEqual({
      partnerByExternalReference: null,
      partners: { nodes: [{ id: ids.oakfield }], totalCount: 1 },
    });
    expect(
      await partners.ask(
        viewer,
        `{ _entities(representations: [{ __typename: "PartnerUser", id: "${ids.hanna}" }, { __typename: "StaffMember", id: "${ids.carla}" }, { __typename: "StaffMember", id: "${ids.marc}" }]) { __typename } }`,
      ),
    ).toEqual({ _entities: [null, null, { __typename: 'StaffMember' }] });
  });

  it('is name, types, status, tier and account manager for an account manager outside the portfolio', async () => {
    const { partner } = await partners.ask(camViewer(ids.marc), read(ids.harbor));
    expect(partner).toEqual({
      id: ids.harbor,
      displayName: 'Harbor',
      types: ['MSP'],
      status: 'ACTIVE',
      tier: null,
      channelAccountManager: { displayName: 'Carla' },
      version: null,
      legalName: null,
      segment: null,
      regions: [],
      domains: [],
      deliveredScopes: [],
      currency: null,
      timeZone: null,
      lifecycleStage: null,
      createdAt: null,
      externalReferences: [],
      users: { nodes: [], totalCount: 0 },
      enrollments: [],
      tierHistory: [],
      camAssignments: [],
      scorecard: null,
      metricFacts: { nodes: [] },
      planTargets: [],
      availableActions: [],
    });
  });

  it('cannot be found out by an account manager through a filter', async () => {
    const find = async (cam: string, args: string) =>
      (
        await partners.ask(camViewer(cam), `{ partners(${args}) { nodes { displayName } } }`)
      ).partners.nodes.map(({ displayName }: { displayName: string }) => displayName);
    expect(await find(ids.marc, 'filter: { region: { eq: "East" } }')).toEqual([]);
    expect(await find(ids.carla, 'filter: { region: { eq: "East" } }')).toEqual(['Harbor']);
    expect(await find(ids.marc, 'filter: { not: { region: { eq: "West" } } }')).toEqual([]);
    expect(await find(ids.marc, 'search: "Managed Services Inc"')).toEqual([]);
    expect(await find(ids.marc, 'search: "harb"')).toEqual(['Harbor']);
    for (const field of ['CREATED_AT', 'UPDATED_AT']) {
      const order = `orderBy: { field: ${field}, direction: ASC }`;
      expect(await find(ids.marc, order)).toEqual(['Oakfield']);
      expect(await find(ids.carla, order)).toEqual(['Harbor']);
    }
    expect(await find(ids.marc, 'filter: { status: { eq: ACTIVE } }')).toEqual(['Harbor', 'Oakfield']);
  });

  it('hides persons, not companies, from analysts', async () => {
    const { partner } = await partners.ask(ana, read(ids.harbor));
    expect(partner).toMatchObject({
      displayName: 'Harbor',
      legalName: 'Harbor Managed Services Inc.',
      users: { nodes: [{ email: '•••', displayName: '•••' }] },
      channelAccountManager: { displayName: 'Carla' },
    });
  });
});

describe('who may change', () => {
  const attempt =
    'mutation { partnerUpsertMany(input: { items: [{ legalName: "X", types: [MSP] }] }) { __typename } }';

  it('is only an administrator for imports; a refused request changes nothing', async () => {
    for (const viewer of [ana, camViewer(ids.carla), userOf(ids.harbor)]) {
      expect(await partners.refusals(viewer, attempt)).toEqual(['FORBIDDEN']);
    }
    expect((await partners.ask(ada, '{ partners { totalCount } }')).partners.totalCount).toBe(2);
  });

  it('is the account manager inside the portfolio for a single partner', async () => {
    const update = (
      id: string,
    ) => `mutation { partnerUpdate(id: "${id}", input: { regions: ["East", "North"] }) {
      __typename ... on PartnerUpdateSuccess { partner { regions } } ... on PolicyViolationError { rule } } }`;
    expect(await partners.ask(camViewer(ids.carla), update(ids.harbor))).toEqual({
      partnerUpdate: { __typename: 'PartnerUpdateSuccess', partner: { regions: ['East', 'North'] } },
    });
    expect(await partners.ask(camViewer(ids.marc), update(ids.harbor))).toEqual({
      partnerUpdate: { __typename: 'PolicyViolationError', rule: 'partner.portfolio' },
    });
  });

  it('is decided a second time by the database, for every table', async () => {
    const open = await partners.contextOf(service).db.read.$queryRaw`
      SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname <> '_prisma_migrations' AND NOT (relrowsecurity AND relforcerowsecurity)`;
    expect(open).toEqual([]);
  });

  it('is stopped by the database even where the service would let a viewer through', async () => {
    const intrude = (viewer: Parameters<typeof partners.contextOf>[0]) =>
      partners
        .contextOf(viewer)
        .db.write((tx) =>
          tx.partner.updateMany({ where: { id: ids.harbor }, data: { displayName: 'Stolen' } }),
        );
    await expect(intrude(userOf(ids.harbor))).rejects.toThrow(/permission denied/);
    expect(await intrude(camViewer(ids.marc))).toEqual({ count: 0 });
    await expect(intrude(ana)).rejects.toThrow('An analyst reads only.');
    await expect(partners.contextOf(service).db.write((tx) => tx.metricFact.deleteMany({}))).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('an import', () => {
  it('changes nothing the second time and says so', async () => {
    const items = [{ ...crm('harbor'), legalName: 'Harbor Managed Services Inc.', types: ['MSP'] }];
    expect(await bulk(partners, 'partnerUpsertMany', items)).toMatchObject({
      unchangedCount: 1,
      rows: [{ id: ids.harbor, action: 'UNCHANGED', externalId: 'harbor' }],
    });
  });

  it('tells the other services a new name even when nothing else is new', async () => {
    const named = [{ id: ids.harbor, externalReference: { system: 'erp', externalId: 'H-1' } }];
    expect(await bulk(partners, 'partnerUpsertMany', named)).toMatchObject({ updatedCount: 1 });
    expect(await bulk(partners, 'partnerUpsertMany', named)).toMatchObject({ unchangedCount: 1 });
    const events = (await partners.eventsFor('deals')).filter(({ subject }) => subject === ids.harbor);
    expect(events.at(-1)?.data).toMatchObject({
      externalReferences: [
        { system: 'crm', externalId: 'harbor' },
        { system: 'erp', externalId: 'H-1' },
      ],
    });
  });

  it('refuses bad rows one by one, with the place and the reason, and takes the others', async () => {
    const result = await bulk(
      partners,
      'partnerUpsertMany',
      [
        { ...crm('skylark'), legalName: 'Skylark Cloud', types: ['RESELLER'], segment: 'CLOUD' },
        { ...crm('copperleaf'), legalName: 'Copperleaf Systems', types: ['VAR'] },
        { ...crm('copperleaf'), legalName: 'Copperleaf Systems again', types: ['VAR'] },
        { id: 'prt_01h455vb4pex5vsknk084sn02q', legalName: 'Ghost', types: ['VAR'] },
        { ...crm('x'), types: [], domains: ['https://x'] },
      ],
      { dryRun: true },
    );
    expect(result).toMatchObject({ createdCount: 1, refusedCount: 4, isDryRun: true });
    expect(
      result.rows.map(
        ({ action, issues }: { action: string; issues: { code: string; path: string[] }[] }) => [
          action,
          ...issues.map(({ code, path }) => `${path.join('.')} ${code}`),
        ],
      ),
    ).toEqual([
      ['REFUSED', 'input.items.0.segment SEGMENT_WITHOUT_MSP'],
      ['CREATED'],
      ['REFUSED', 'input.items.2 DUPLICATE_ITEM'],
      ['REFUSED', 'input.items.3.id NOT_FOUND'],
      [
        'REFUSED',
        'input.items.4.legalName REQUIRED',
        'input.items.4.displayName REQUIRED',
        'input.items.4.types REQUIRED',
        'input.items.4.domains INVALID_DOMAIN',
      ],
    ]);
    expect(
      await partners.ask(
        ada,
        '{ partnerByExternalReference(system: "crm", externalId: "copperleaf") { id } }',
      ),
    ).toEqual({ partnerByExternalReference: null });
  });

  it('keeps what is left out and clears what is null', async () => {
    const items = (fields: object) => [
      {
        ...crm('line'),
        name: 'GTX Basic',
        series: 'GTX',
        listPrice: { amount: '550', currency: 'USD' },
        ...fields,
      },
    ];
    await bulk(partners, 'productLineUpsertMany', items({}));
    await bulk(partners, 'productLineUpsertMany', [{ ...crm('line'), isActive: false }]);
    const show = async () =>
      (
        await partners.ask(
          ada,
          '{ productLines { nodes { code series listPrice { amount } isActive version } } }',
        )
      ).productLines.nodes;
    expect(await show()).toEqual([
      { code: 'GTX Basic', series: 'GTX', listPrice: { amount: '550.00' }, isActive: false, version: 2 },
    ]);
    await bulk(partners, 'productLineUpsertMany', [{ ...crm('line'), series: null, listPrice: null }]);
    expect(await show()).toEqual([
      { code: 'GTX Basic', series: null, listPrice: null, isActive: false, version: 3 },
    ]);
  });

  it('has one effect under one key', async () => {
    const options = { idempotencyKey: 'the-same-key-twice' };
    const items = [{ legalName: 'Once Only Ltd', types: ['AGENT'] }];
    const first = await bulk(partners, 'partnerUpsertMany', items, options);
    expect(await bulk(partners, 'partnerUpsertMany', items, options)).toEqual(first);
    expect(
      await bulk(partners, 'partnerUpsertMany', [{ legalName: 'Other', types: ['AGENT'] }], options),
    ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(
      (await partners.ask(ada, '{ partners(search: "Once Only") { totalCount } }')).partners.totalCount,
    ).toBe(1);
  });

  it('creates one partner when it is sent many times at the same moment', async () => {
    const send = () =>
      bulk(partners, 'partnerUpsertMany', [{ ...crm('at-once'), legalName: 'At Once GmbH', types: ['VAR'] }]);
    const answers = await Promise.all(Array.from({ length: 6 }, send));
    const actions: string[] = answers.map(({ rows }) => rows[0].action);
    expect(actions.filter((action) => action === 'CREATED')).toHaveLength(1);
    expect(actions.filter((action) => action === 'UNCHANGED')).toHaveLength(5);
    expect(
      (await partners.ask(ada, '{ partners(search: "At Once") { totalCount } }')).partners.totalCount,
    ).toBe(1);
  });

  it('refuses overlapping memberships, moved users and taken sign-in names', async () => {
    const membership = { partner: crm('harbor'), program: crm('msp-program'), startsOn: '2025-01-01' };
    expect((await bulk(partners, 'programEnrollmentUpsertMany', [membership])).rows[0].issues).toEqual([
      { code: 'OVERLAP', path: ['input', 'items', '0', 'startsOn'] },
    ]);
    const users = await bulk(partners, 'partnerUserUpsertMany', [
      { ...crm('u-harbor'), partner: crm('oakfield') },
      { partner: crm('harbor'), email: 'new@harbor.example', displayName: 'N', subject: 'carla.cam' },
      { partner: crm('nobody'), email: 'new@harbor.example', displayName: 'N' },
    ]);
    expect(
      users.rows.map(({ issues }: { issues: { code: string }[] }) => issues.map(({ code }) => code)),
    ).toEqual([['PARTNER_FIXED'], ['SUBJECT_TAKEN'], ['NOT_FOUND']]);
  });
});

describe('the status of a partner', () => {
  const move = (name: string, fields: string) => {
    const title = `P${name.slice(1)}`;
    return `mutation { result: ${name}(input: { id: "${ids.oakfield}", reason: "test" ${fields} }) { __typename
      ... on ${title}Success { partner { status version lifecycleStage } } ... on InvalidTransitionError { fromState action allowedActions }
      ... on PolicyViolationError { rule } ... on VersionMismatchError { actualVersion } } }`;
  };
  const run = async (name: string, fields = '', viewer = ada) =>
    (await partners.ask(viewer, move(name, fields))).result;

  it('moves only along the machine, with the version that was read', async () => {
    expect(await run('partnerSuspend', 'expectedVersion: 99')).toEqual({
      __typename: 'VersionMismatchError',
      actualVersion: 1,
    });
    expect(await run('partnerSuspend', 'expectedVersion: 1')).toEqual({
      __typename: 'PartnerSuspendSuccess',
      partner: { status: 'SUSPENDED', version: 2, lifecycleStage: 'RETAIN' },
    });
    expect(await run('partnerSuspend')).toEqual({
      __typename: 'InvalidTransitionError',
      fromState: 'SUSPENDED',
      action: 'SUSPEND',
      allowedActions: ['REINSTATE', 'OFFBOARD'],
    });
    expect(await run('partnerReinstate')).toMatchObject({ partner: { status: 'ACTIVE' } });
    expect(await run('partnerOffboard')).toMatchObject({ partner: { status: 'OFFBOARDING' } });
    expect(await run('partnerTerminate')).toEqual({
      __typename: 'PolicyViolationError',
      rule: 'partner.terminate.enrollment',
    });
  });

  it('survives an import of the same partner at the same moment', async () => {
    const once = async (round: number) => {
      const partner = { ...crm(`race-${round}`), legalName: `Race ${round}`, types: ['AGENT'] };
      const id = (await bulk(partners, 'partnerUpsertMany', [partner])).rows[0].id;
      const suspend = `mutation { partnerSuspend(input: { id: "${id}", reason: "race" }) { __typename } }`;
      await Promise.all([
        bulk(partners, 'partnerUpsertMany', [{ ...partner, regions: ['North'] }]),
        partners.ask(ada, suspend),
        bulk(partners, 'partnerUpsertMany', [{ ...partner, domains: ['race.example'] }]),
      ]);
      return (await partners.ask(ada, `{ partner(id: "${id}") { status regions domains version } }`)).partner;
    };
    for (let round = 0; round < 8; round += 1) {
      expect(await once(round)).toEqual({
        status: 'SUSPENDED',
        regions: ['North'],
        domains: ['race.example'],
        version: 4,
      });
    }
  });

  it('cannot be moved by those whose role the table does not name', async () => {
    expect(await partners.refusals(camViewer(ids.marc), move('partnerSuspend', ''))).toEqual(['FORBIDDEN']);
    expect(await partners.refusals(userOf(ids.oakfield), move('partnerTerminate', ''))).toEqual([
      'FORBIDDEN',
    ]);
  });

  it('leaves a trail that nobody can change unseen', async () => {
    const { partnersAuditEvents } = await partners.ask(
      ada,
      `{ partnersAuditEvents(entityId: "${ids.oakfield}") { nodes { action reason actor } } }`,
    );
    expect(partnersAuditEvents.nodes.slice(0, 3)).toEqual(
      ['offboard', 'reinstate', 'suspend'].map((action) => ({
        action: `partner.${action}`,
        reason: 'test',
        actor: ada.userId,
      })),
    );
    expect(
      await partners.contextOf(service).db.read.$queryRaw`SELECT * FROM channelgraph.verify_audit()`,
    ).toEqual([]);
  });
});

describe('tiers', () => {
  const assign = (tier: string, from: string) =>
    partners.ask(
      ada,
      `mutation($input: TierAssignInput!) { tierAssign(input: $input) {
    __typename ... on TierAssignSuccess { tierAssignment { from to tier { label } } } ... on ValidationError { issues { code } } } }`,
      { input: { partner: crm('harbor'), tier: crm(tier), from, cause: 'PROMOTION' } },
    );
  const tierOn = async (asOf: string) =>
    (await partners.ask(ada, `{ partner(id: "${ids.harbor}") { tier(asOf: "${asOf}") { label } } }`)).partner
      .tier?.label ?? null;

  it('answer for any day, however late they were recorded', async () => {
    await assign('registered', '2024-01-01');
    await assign('gold', '2026-03-01');
    expect(await assign('silver', '2025-01-01')).toEqual({
      tierAssign: {
        __typename: 'TierAssignSuccess',
        tierAssignment: { from: '2025-01-01', to: '2026-03-01', tier: { label: 'Silver' } },
      },
    });
    expect([
      await tierOn('2023-12-31'),
      await tierOn('2024-06-01'),
      await tierOn('2026-02-28'),
      await tierOn('2026-03-01'),
    ]).toEqual([null, 'Registered', 'Silver', 'Gold']);
  });

  it('are imported with their history, and the second time change nothing', async () => {
    const history = [
      ['registered', '2024-01-01'],
      ['silver', '2025-01-01'],
      ['gold', '2026-03-01'],
    ].map(([tier = '', from]) => ({ partner: crm('oakfield'), tier: crm(tier), from }));
    expect(await bulk(partners, 'tierAssignmentUpsertMany', history)).toMatchObject({ createdCount: 3 });
    expect(await bulk(partners, 'tierAssignmentUpsertMany', history)).toMatchObject({ unchangedCount: 3 });
    const { partner } = await partners.ask(
      ada,
      `{ partner(id: "${ids.oakfield}") { tierHistory { from to tier { label } } } }`,
    );
    expect(partner.tierHistory).toEqual([
      { from: '2024-01-01', to: '2025-01-01', tier: { label: 'Registered' } },
      { from: '2025-01-01', to: '2026-03-01', tier: { label: 'Silver' } },
      { from: '2026-03-01', to: null, tier: { label: 'Gold' } },
    ]);
  });

  it('belong to members only', async () => {
    expect(await assign('gold', '2020-01-01')).toEqual({
      tierAssign: { __typename: 'ValidationError', issues: [{ code: 'NOT_ENROLLED' }] },
    });
  });

  it('never overlap, even when two administrators assign at the same moment', async () => {
    const days = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}-15`);
    await Promise.all(days.map((day, index) => assign(index % 2 === 0 ? 'silver' : 'gold', day)));
    const { partner } = await partners.ask(
      ada,
      `{ partner(id: "${ids.harbor}") { tierHistory { from to } } }`,
    );
    const history: { from: string; to: string | null }[] = partner.tierHistory;
    history.forEach(({ to }, index) => expect(to).toBe(history[index + 1]?.from ?? null));
  });
});

describe('account managers', () => {
  const hand = (items: readonly object[]) => bulk(partners, 'camAssignmentUpsertMany', items);
  const charge = (cam: string, from: string) => ({
    partner: crm('harbor'),
    cam: crm(cam),
    specialisation: 'SECURITY',
    from,
  });

  it('are imported with their history, and the second time change nothing', async () => {
    const history = [charge('marc', '2025-01-01'), charge('carla', '2026-01-01')];
    expect(await hand(history)).toMatchObject({ createdCount: 2 });
    expect(await hand(history)).toMatchObject({ unchangedCount: 2 });
    const { partner } = await partners.ask(
      ada,
      `{ partner(id: "${ids.harbor}") { camAssignments { channelAccountManager { displayName } specialisation from to } } }`,
    );
    expect(partner.camAssignments).toEqual([
      {
        channelAccountManager: { displayName: 'Carla' },
        specialisation: 'GENERAL',
        from: '2024-01-01',
        to: null,
      },
      {
        channelAccountManager: { displayName: 'Marc' },
        specialisation: 'SECURITY',
        from: '2025-01-01',
        to: '2026-01-01',
      },
      {
        channelAccountManager: { displayName: 'Carla' },
        specialisation: 'SECURITY',
        from: '2026-01-01',
        to: null,
      },
    ]);
  });

  it('are refused in the future, before what is recorded, and when they are none', async () => {
    const result = await hand([
      charge('marc', '2026-10-16'),
      { ...charge('marc', '2025-06-01') },
      { ...charge('marc', '2026-10-01'), cam: { id: 'stf_nobody' } },
    ]);
    expect(
      result.rows.map(({ issues }: { issues: { code: string }[] }) => issues.map(({ code }) => code)),
    ).toEqual([['IN_THE_FUTURE'], ['BEFORE_PRESENT'], ['NOT_FOUND']]);
  });

  it('see a partner whole from the moment they are put in charge, and no longer than that', async () => {
    const segment = async () =>
      (await partners.ask(camViewer(ids.marc), `{ partner(id: "${ids.harbor}") { segment } }`)).partner
        .segment;
    expect(await segment()).toBeNull();
    await hand([charge('marc', '2026-10-15')]);
    expect(await segment()).toBe('PURE_PLAY');
    await partners.ask(ada, 'mutation($input: CamAssignInput!) { camAssign(input: $input) { __typename } }', {
      input: { partner: crm('harbor'), specialisation: 'SECURITY' },
    });
    expect(await segment()).toBeNull();
  });
});

describe('what other services are told', () => {
  it('is every partner with tiers, account managers and names, in order', async () => {
    const events = (await partners.eventsFor('deals')).filter(({ subject }) => subject === ids.harbor);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({
      type: 'partners.partner.changed',
      data: {
        partnerId: ids.harbor,
        displayName: 'Harbor',
        types: ['MSP'],
        segment: 'PURE_PLAY',
        status: 'ACTIVE',
        programId: ids.programId,
        timeZone: 'America/New_York',
        currency: 'USD',
        deliveredScopes: ['SECURITY_OPERATIONS'],
        camIds: [ids.carla],
        externalReferences: [
          { system: 'crm', externalId: 'harbor' },
          { system: 'erp', externalId: 'H-1' },
        ],
      },
    });
  });

  it('is who works for whom, and what is sold', async () => {
    expect(
      (await partners.eventsFor('enablement')).find(({ subject }) => subject === ids.hanna)?.data,
    ).toEqual({
      userId: ids.hanna,
      partnerId: ids.harbor,
      status: 'ACTIVE',
      externalReferences: [{ system: 'crm', externalId: 'u-harbor' }],
    });
    expect(
      (await partners.eventsFor('deals'))
        .filter(({ type }) => type === 'partners.product_line.changed')
        .at(-1)?.data,
    ).toMatchObject({
      code: 'GTX Basic',
      isActive: false,
      version: 3,
      externalReferences: [{ system: 'crm', externalId: 'line' }],
    });
  });
});

describe('who somebody is', () => {
  it('is found by the subject of the identity provider', async () => {
    expect(await partners.subgraph.resolveIdentity('carla.cam')).toEqual({
      userId: ids.carla,
      role: 'CAM',
      partnerId: null,
      capabilities: [],
      displayName: 'Carla',
    });
    expect(await partners.subgraph.resolveIdentity('harbor.admin')).toEqual({
      userId: ids.hanna,
      role: 'PARTNER_USER',
      partnerId: ids.harbor,
      capabilities: ['ADMIN'],
      displayName: 'Hanna',
    });
    expect(await partners.subgraph.resolveIdentity('nobody')).toBeNull();
  });

  it('ends when the person leaves', async () => {
    await bulk(partners, 'partnerUserUpsertMany', [{ ...crm('u-oakfield'), status: 'DISABLED' }]);
    expect(await partners.subgraph.resolveIdentity('oakfield.sales')).toBeNull();
  });

  it('is told to the viewer', async () => {
    expect(
      await partners.ask(
        userOf(ids.harbor),
        '{ viewer { userId role capabilities partner { displayName } } }',
      ),
    ).toEqual({
      viewer: {
        userId: 'usr_of_partner',
        role: 'PARTNER_USER',
        capabilities: ['ADMIN'],
        partner: { displayName: 'Harbor' },
      },
    });
  });
});

describe('the lookup of any entity', () => {
  it('leads to own entities whole and to others by type and id', async () => {
    expect(
      await partners.ask(
        ada,
        `{ own: node(id: "${ids.harbor}") { __typename ... on Partner { displayName } }
      person: node(id: "${ids.hanna}") { __typename id } other: node(id: "cus_01h455vb4pex5vsknk084sn02q") { __typename id } none: node(id: "what_1") { id } }`,
      ),
    ).toEqual({
      own: { __typename: 'Partner', displayName: 'Harbor' },
      person: { __typename: 'PartnerUser', id: ids.hanna },
      other: { __typename: 'Customer', id: 'cus_01h455vb4pex5vsknk084sn02q' },
      none: null,
    });
  });
});
