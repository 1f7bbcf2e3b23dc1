import { describe, expect, it } from 'vitest';
import { type Enablement, type Json, ada, harbor, recordAwards, startHarbor } from './support.ts';

const grantDocument = `mutation ($input: CertificationGrantInput!) { certificationGrant(input: $input) {
  __typename
  ... on CertificationGrantSuccess { award { id version awardedOn expiresOn status } }
  ... on UserError { code message path }
  ... on PolicyViolationError { rule }
  ... on ConflictError { rule }
  ... on ValidationError { issues { code path } } } }`;

const revokeDocument = `mutation ($id: ID!, $input: CertificationRevokeInput!) { certificationRevoke(id: $id, input: $input) {
  __typename
  ... on CertificationRevokeSuccess { award { id version status revokedOn revocationReason availableActions { action isAllowed } } }
  ... on UserError { code }
  ... on InvalidTransitionError { fromState allowedActions }
  ... on VersionMismatchError { actualVersion } } }`;

const awardsOf = `query ($filter: CertificationAwardFilter) { certificationAwards(filter: $filter, orderBy: { field: AWARDED_ON, direction: ASC }) {
  totalCount nodes { id awardedOn expiresOn status daysUntilExpiry supersededOn supersededBy { id } track { code } user { id } } } }`;

function grant({ as }: Enablement, user: string, track: string, more: Record<string, unknown> = {}) {
  return as(ada)(grantDocument, {
    input: {
      user: { id: user },
      track: { externalReference: { system: 'lms', externalId: track } },
      ...more,
    },
  });
}

async function awardsFor({ as }: Enablement, user: string, more: Record<string, unknown> = {}) {
  const { data } = await as(ada)(awardsOf, { filter: { userId: { eq: user }, ...more } });
  return data.certificationAwards.nodes;
}

describe('certificationGrant', () => {
  it('certifies a person from today on for the months of the track', async () => {
    await using enablement = await startHarbor();
    const { data } = await grant(enablement, 'usr_sales', 'SEC');
    expect(data.certificationGrant.award).toMatchObject({
      version: 1,
      awardedOn: '2026-10-15',
      expiresOn: '2028-10-15',
      status: 'ACTIVE',
    });
  });

  it('renews an award that stands without losing a day, and supersedes it', async () => {
    await using enablement = await startHarbor();
    const { data } = await grant(enablement, 'usr_sales', 'INFRA');
    const renewed = data.certificationGrant.award;
    expect(renewed.expiresOn).toBe('2028-12-10');
    expect(await awardsFor(enablement, 'usr_sales')).toEqual([
      {
        id: expect.any(String),
        awardedOn: '2024-12-10',
        expiresOn: '2026-12-10',
        status: 'SUPERSEDED',
        daysUntilExpiry: 56,
        supersededOn: '2026-10-15',
        supersededBy: { id: renewed.id },
        track: { code: 'INFRA' },
        user: { id: 'usr_sales' },
      },
      expect.objectContaining({ id: renewed.id, status: 'ACTIVE', supersededBy: null }),
    ]);
  });

  it('has one effect however often it is sent with one key', async () => {
    await using enablement = await startHarbor();
    const idempotencyKey = 'grant-usr_sales-sec';
    const first = await grant(enablement, 'usr_sales', 'SEC', { idempotencyKey });
    const second = await grant(enablement, 'usr_sales', 'SEC', { idempotencyKey });
    expect(second.data.certificationGrant.award.id).toBe(first.data.certificationGrant.award.id);
    const other = await grant(enablement, 'usr_admin', 'SEC', { idempotencyKey });
    expect(other.data.certificationGrant.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await awardsFor(enablement, 'usr_sales')).toHaveLength(2);
  });

  it('lets one of ten calls at the same moment award, and refuses the others', async () => {
    await using enablement = await startHarbor();
    const lines = [
      ['usr_sales', 'SEC'],
      ['usr_admin', 'SEC'],
      ['usr_admin', 'SALES'],
      ['usr_sales', 'SALES'],
      ['usr_technical', 'SALES'],
    ] as const;
    for (const [user, track] of lines) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => grant(enablement, user, track)));
      const kinds = answers.map(({ data }) => String(data?.certificationGrant.__typename));
      expect(kinds.filter((kind) => kind === 'CertificationGrantSuccess')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'ConflictError')).toHaveLength(9);
    }
    expect(await awardsFor(enablement, 'usr_sales')).toHaveLength(3);
  });

  it.each([
    ['usr_absent', 'SEC', {}, 'NOT_FOUND', ['input', 'user']],
    ['usr_sales', 'NOPE', {}, 'NOT_FOUND', ['input', 'track']],
    ['usr_sales', 'SEC', { awardedOn: '2026-10-16' }, 'VALIDATION_FAILED', ['input', 'awardedOn']],
    ['usr_sales', 'INFRA', { awardedOn: '2024-12-09' }, 'VALIDATION_FAILED', ['input', 'awardedOn']],
    ['usr_sales', 'INFRA', { awardedOn: '2024-12-10' }, 'CONFLICT', ['input', 'awardedOn']],
  ])('refuses %s in %s with %j: %s', async (user, track, more, code, path) => {
    await using enablement = await startHarbor();
    const { data } = await grant(enablement, user, track, more);
    expect(data.certificationGrant).toMatchObject({ code, path });
    expect(await awardsFor(enablement, 'usr_sales')).toHaveLength(1);
  });

  it('refuses a person who left and a retired track, and says so beforehand', async () => {
    await using enablement = await startHarbor();
    await enablement.user('usr_sales', harbor, { status: 'DISABLED' });
    const { data } = await grant(enablement, 'usr_sales', 'INFRA');
    expect(data.certificationGrant).toMatchObject({
      code: 'POLICY_VIOLATION',
      rule: 'certificationAward.renew.membership',
    });
    const [award] = await awardsFor(enablement, 'usr_sales');
    const { data: found } = await enablement.as(ada)(
      'query ($id: ID!) { certificationAward(id: $id) { availableActions { action isAllowed reasons { code } } } }',
      { id: award.id },
    );
    expect(found.certificationAward.availableActions).toEqual([
      { action: 'RENEW', isAllowed: false, reasons: [{ code: 'NOT_AN_ACTIVE_MEMBER' }] },
      { action: 'REVOKE', isAllowed: true, reasons: [] },
    ]);
  });
});

describe('certificationRevoke', () => {
  it('takes an award back from today on, once', async () => {
    await using enablement = await startHarbor();
    const [award] = await awardsFor(enablement, 'usr_sales');
    const input = { reason: 'Exam fraud.', expectedVersion: 1 };
    const { data } = await enablement.as(ada)(revokeDocument, { id: award.id, input });
    expect(data.certificationRevoke.award).toEqual({
      id: award.id,
      version: 2,
      status: 'REVOKED',
      revokedOn: '2026-10-15',
      revocationReason: 'Exam fraud.',
      availableActions: [
        { action: 'RENEW', isAllowed: false },
        { action: 'REVOKE', isAllowed: false },
      ],
    });
    const stale = await enablement.as(ada)(revokeDocument, { id: award.id, input });
    expect(stale.data.certificationRevoke).toMatchObject({ code: 'VERSION_MISMATCH', actualVersion: 2 });
    const again = await enablement.as(ada)(revokeDocument, { id: award.id, input: { reason: 'Again.' } });
    expect(again.data.certificationRevoke).toEqual({
      __typename: 'InvalidTransitionError',
      code: 'INVALID_TRANSITION',
      fromState: 'REVOKED',
      allowedActions: [],
    });
  });

  it('lets the person be certified anew, without the days that were taken back', async () => {
    await using enablement = await startHarbor();
    const [award] = await awardsFor(enablement, 'usr_sales');
    await enablement.as(ada)(revokeDocument, { id: award.id, input: { reason: 'Exam fraud.' } });
    const { data } = await grant(enablement, 'usr_sales', 'INFRA');
    expect(data.certificationGrant.award.expiresOn).toBe('2028-10-15');
  });

  it('answers NOT_FOUND for an award that does not exist', async () => {
    await using enablement = await startHarbor();
    const { data } = await enablement.as(ada)(revokeDocument, { id: 'awd_absent', input: { reason: 'x' } });
    expect(data.certificationRevoke.code).toBe('NOT_FOUND');
  });
});

describe('certificationAwardUpsertMany', () => {
  it('changes nothing the second time and says so', async () => {
    await using enablement = await startHarbor();
    const rows = [
      ['usr_admin', 'INFRA', '2025-06-01', { evidence: 'Score 91' }] as const,
      ['usr_technical', 'SEC', '2025-06-01'] as const,
    ];
    expect(await recordAwards(enablement, rows)).toMatchObject({
      createdCount: 0,
      unchangedCount: 2,
      refusedCount: 0,
    });
  });

  it('chains a history that arrives in any order; the latest award stands', async () => {
    await using enablement = await startHarbor();
    expect(
      await recordAwards(enablement, [
        ['usr_admin', 'SEC', '2026-02-01'],
        ['usr_admin', 'SEC', '2022-03-01'],
        ['usr_admin', 'SEC', '2024-02-01'],
      ]),
    ).toMatchObject({ createdCount: 3, refusedCount: 0 });
    const awards = await awardsFor(enablement, 'usr_admin', { scope: { eq: 'SECURITY_OPERATIONS' } });
    expect(
      awards.map(({ awardedOn, expiresOn, status, supersededOn }: Json) => [
        awardedOn,
        expiresOn,
        status,
        supersededOn,
      ]),
    ).toEqual([
      ['2022-03-01', '2024-03-01', 'SUPERSEDED', '2026-02-01'],
      ['2024-02-01', '2026-02-01', 'SUPERSEDED', '2026-02-01'],
      ['2026-02-01', '2028-02-01', 'ACTIVE', null],
    ]);
  });

  it('refuses single rows with every reason and stores the others', async () => {
    await using enablement = await startHarbor();
    const answer = await recordAwards(enablement, [
      ['usr_nobody', 'NOPE', '2026-01-01'],
      ['usr_admin', 'SEC', '2026-10-16'],
      ['usr_admin', 'SEC', '2026-01-01', { expiresOn: '2025-12-31', revokedOn: '2025-12-30' }],
      ['usr_admin', 'INFRA', '2025-06-01', { expiresOn: '2030-01-01' }],
      ['usr_sales', 'SEC', '2026-01-01'],
      ['usr_sales', 'SEC', '2026-01-01', { externalReference: { system: 'lms', externalId: 'twice' } }],
    ]);
    expect(answer).toMatchObject({ createdCount: 1, refusedCount: 5 });
    expect(
      answer.rows.map(({ issues }: Json) =>
        issues.map(({ code, path }: Json) => `${path.slice(3).join('.')} ${code}`),
      ),
    ).toEqual([
      ['user NOT_FOUND', 'track NOT_FOUND'],
      ['awardedOn IN_FUTURE'],
      ['expiresOn BEFORE_AWARD', 'revokedOn OUT_OF_RANGE', 'revocationReason REQUIRED'],
      ['expiresOn WRITTEN_ONCE'],
      [],
      [' DUPLICATE_ITEM'],
    ]);
  });

  it('takes in a later revocation of a recorded award', async () => {
    await using enablement = await startHarbor();
    const revocation = { revokedOn: '2026-09-01', revocationReason: 'Left the trade.' };
    const rows = [['usr_sales', 'INFRA', '2024-12-10', revocation] as const];
    expect(await recordAwards(enablement, rows)).toMatchObject({ updatedCount: 1 });
    expect(await recordAwards(enablement, rows)).toMatchObject({ unchangedCount: 1 });
    const [award] = await awardsFor(enablement, 'usr_sales');
    expect(award.status).toBe('REVOKED');
  });

  it('writes nothing in a dry run', async () => {
    await using enablement = await startHarbor();
    const rows = [['usr_sales', 'SEC', '2026-01-01'] as const];
    expect(await recordAwards(enablement, rows, { dryRun: true })).toMatchObject({
      createdCount: 1,
      isDryRun: true,
      rows: [{ id: null, action: 'CREATED' }],
    });
    expect(await awardsFor(enablement, 'usr_sales')).toHaveLength(1);
  });
});

describe('the list of awards', () => {
  it.each([
    [['ACTIVE'], 3],
    [['EXPIRING'], 1],
    [['EXPIRED'], 0],
    [['EXPIRING', 'EXPIRED', 'SUPERSEDED', 'REVOKED'], 1],
  ])('finds those that are %j', async (statuses, count) => {
    await using enablement = await startHarbor();
    const filter = { status: { in: statuses } };
    const { data } = await enablement.as(ada)(awardsOf, { filter });
    expect(data.certificationAwards.totalCount).toBe(count);
    const nested = await enablement.as(ada)(
      `query ($filter: CertificationAwardFilter) { _entities(representations: [{ __typename: "Partner", id: "${harbor}" }]) {
        ... on Partner { certificationAwards(filter: $filter) { totalCount nodes { status } } } } }`,
      { filter },
    );
    expect(nested.errors).toBeUndefined();
    expect(nested.data._entities[0].certificationAwards.totalCount).toBe(count);
    expect(nested.data._entities[0].certificationAwards.nodes).toHaveLength(count);
  });

  it('judges the status by the date of each program at a midnight between two of them', async () => {
    await using enablement = await startHarbor();
    await enablement.partner('prt_berlin', { timeZone: 'Europe/Berlin' });
    await enablement.user('usr_berlin', 'prt_berlin');
    await recordAwards(enablement, [
      ['usr_berlin', 'SEC', '2025-01-01', { expiresOn: '2026-10-15' }],
      ['usr_sales', 'SEC', '2025-01-01', { expiresOn: '2026-10-15' }],
    ]);
    enablement.setClock('2026-10-15T23:00:00Z');
    const { data } = await enablement.as(ada)(awardsOf, { filter: { status: { eq: 'EXPIRED' } } });
    expect(data.certificationAwards.nodes).toEqual([
      expect.objectContaining({ user: { id: 'usr_berlin' }, status: 'EXPIRED', daysUntilExpiry: -1 }),
    ]);
  });

  it('pages by key in both directions', async () => {
    await using enablement = await startHarbor();
    const page = (args: string) =>
      enablement.as(ada)(`{ certificationAwards(orderBy: { field: EXPIRES_ON, direction: ASC }, ${args}) {
        nodes { user { id } expiresOn } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`);
    const first = (await page('first: 1')).data.certificationAwards;
    expect(first.nodes).toEqual([{ user: { id: 'usr_sales' }, expiresOn: '2026-12-10' }]);
    const second = (await page(`first: 3, after: "${first.pageInfo.endCursor}"`)).data.certificationAwards;
    expect(second.nodes).toHaveLength(3);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = (await page(`last: 5, before: "${second.pageInfo.startCursor}"`)).data.certificationAwards;
    expect(back.nodes).toEqual(first.nodes);
  });
});
