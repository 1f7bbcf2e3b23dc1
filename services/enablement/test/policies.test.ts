import { describe, expect, it } from 'vitest';
import { type Json, ada, createTracks, publishRequirements, startEnablement } from './support.ts';

describe('certificationRequirementPublish', () => {
  it('ends the version before, and publishes nothing that is said already', async () => {
    await using enablement = await startEnablement();
    const first = (await publishRequirements(enablement, '2024-01-01', 2)).data
      .certificationRequirementPublish;
    const again = (await publishRequirements(enablement, '2026-01-01', 2)).data
      .certificationRequirementPublish;
    expect(again.requirements).toEqual(first.requirements);
    const next = (await publishRequirements(enablement, '2026-01-01', 3)).data
      .certificationRequirementPublish;
    expect(
      next.requirements.map(({ version, minimumPeople, effectiveFrom, effectiveTo }: Json) => [
        version,
        minimumPeople,
        effectiveFrom,
        effectiveTo,
      ]),
    ).toEqual([
      [2, 3, '2026-01-01', null],
      [2, 3, '2026-01-01', null],
    ]);
    const { data } = await enablement.as(ada)(
      '{ certificationRequirements(filter: { scope: { eq: SECURITY_OPERATIONS }, inForceOn: "2025-12-31" }) { nodes { version effectiveTo } } }',
    );
    expect(data.certificationRequirements.nodes).toEqual([{ version: 1, effectiveTo: '2026-01-01' }]);
  });

  it('never rewrites a published version', async () => {
    await using enablement = await startEnablement();
    await publishRequirements(enablement, '2026-01-01', 2);
    for (const day of ['2026-01-01', '2025-01-01']) {
      const { data } = await publishRequirements(enablement, day, 3);
      expect(data.certificationRequirementPublish.issues[0]).toEqual({
        path: ['input', 'effectiveFrom'],
        code: 'NOT_AFTER_NEWEST',
      });
    }
  });

  it('publishes all or nothing and names every problem', async () => {
    await using enablement = await startEnablement();
    const { data } = await enablement.as(
      ada,
    )(`mutation { certificationRequirementPublish(input: { effectiveFrom: "2026-01-01", requirements: [
      { partnerType: MSP, scope: SECURITY_OPERATIONS, minimumPeople: 2 },
      { partnerType: MSP, scope: SECURITY_OPERATIONS, minimumPeople: 3 },
      { partnerType: VAR, segment: MSSP, scope: SECURITY_OPERATIONS, minimumPeople: -1 }
    ] }) { ... on ValidationError { issues { path code } } } }`);
    expect(data.certificationRequirementPublish.issues).toEqual([
      { path: ['input', 'requirements', '1'], code: 'DUPLICATE_ITEM' },
      { path: ['input', 'requirements', '2', 'minimumPeople'], code: 'OUT_OF_RANGE' },
      { path: ['input', 'requirements', '2', 'segment'], code: 'SEGMENT_WITHOUT_MSP' },
    ]);
    const { data: stored } = await enablement.as(ada)('{ certificationRequirements { totalCount } }');
    expect(stored.certificationRequirements.totalCount).toBe(0);
  });
});

describe('certificationTrackUpsertMany', () => {
  const upsert = `mutation ($items: [CertificationTrackUpsertItem!]!) { certificationTrackUpsertMany(input: { items: $items }) {
    ... on CertificationTrackUpsertManySuccess { rows { action issues { code } } } } }`;
  const trackOf =
    'query ($id: ID!) { certificationTrack(id: $id) { version name scope framework validityMonths isActive } }';

  it('keeps what is left out and clears what is null', async () => {
    await using enablement = await startEnablement();
    const { SEC: id } = await createTracks(enablement);
    const send = async (item: object) =>
      (await enablement.as(ada)(upsert, { items: [{ code: 'SEC', ...item }] })).data
        .certificationTrackUpsertMany.rows[0].action;
    const read = async () => (await enablement.as(ada)(trackOf, { id })).data.certificationTrack;
    expect(await send({})).toBe('UNCHANGED');
    expect(await send({ framework: 'HIPAA', validityMonths: 12, isActive: false })).toBe('UPDATED');
    expect(await send({ name: 'Security expert' })).toBe('UPDATED');
    expect(await read()).toEqual({
      version: 3,
      name: 'Security expert',
      scope: 'SECURITY_OPERATIONS',
      framework: 'HIPAA',
      validityMonths: 12,
      isActive: false,
    });
    expect(await send({ framework: null })).toBe('UPDATED');
    expect((await read()).framework).toBeNull();
  });

  it('refuses another scope, an impossible validity, a code in use and a second row for one track', async () => {
    await using enablement = await startEnablement();
    await createTracks(enablement);
    const { data } = await enablement.as(ada)(upsert, {
      items: [
        { code: 'SEC', scope: 'CLOUD_MANAGEMENT' },
        { code: 'NEW', name: 'New', validityMonths: 0 },
        { code: 'SALES', externalReference: { system: 'lms', externalId: 'INFRA' } },
        { code: 'SEC' },
        { code: 'CLOUD', name: 'Cloud', scope: 'CLOUD_MANAGEMENT' },
      ],
    });
    expect(
      data.certificationTrackUpsertMany.rows.map(({ action, issues }: Json) => [
        action,
        ...issues.map(({ code }: Json) => code),
      ]),
    ).toEqual([
      ['REFUSED', 'SCOPE_FIXED'],
      ['REFUSED', 'OUT_OF_RANGE'],
      ['REFUSED', 'CODE_TAKEN'],
      ['REFUSED', 'DUPLICATE_ITEM'],
      ['CREATED'],
    ]);
  });
});
