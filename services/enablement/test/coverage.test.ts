import { describe, expect, it } from 'vitest';
import type { Context } from '../src/context.ts';
import { recomputeCoverage } from '../src/modules/certification-coverage/certification-coverage.recompute.ts';
import {
  type Enablement,
  ada,
  harbor,
  publishRequirements,
  recordAwards,
  ridgeline,
  service,
  startHarbor,
} from './support.ts';

const coverageOf = `query ($id: ID!, $asOf: Date) { _entities(representations: [{ __typename: "Partner", id: $id }]) { ... on Partner {
  certificationCoverage(asOf: $asOf) { asOf value numerator denominator isApplicable hasUncoveredScope
    scopes { scope required current expiringWithin60Days expiringWithin30Days gap } } } } }`;

function figures(
  facts: readonly {
    asOf: string;
    status: string;
    numerator: string | null;
    denominator: string | null;
  }[] = [],
) {
  return facts.map(
    ({ asOf, status, numerator, denominator }) => `${asOf} ${status} ${numerator}/${denominator}`,
  );
}

describe('Partner.certificationCoverage', () => {
  it('is 1.5 of 2 with three of two people for infrastructure and one of two for security', async () => {
    await using harborOnly = await startHarbor();
    const { data, errors } = await harborOnly.as(ada)(coverageOf, { id: harbor });
    expect(errors).toBeUndefined();
    expect(data._entities[0].certificationCoverage).toEqual({
      asOf: '2026-10-15',
      value: '0.75',
      numerator: '1.5',
      denominator: '2',
      isApplicable: true,
      hasUncoveredScope: false,
      scopes: [
        {
          scope: 'INFRASTRUCTURE_MANAGEMENT',
          required: 2,
          current: 3,
          expiringWithin60Days: 1,
          expiringWithin30Days: 0,
          gap: 0,
        },
        {
          scope: 'SECURITY_OPERATIONS',
          required: 2,
          current: 1,
          expiringWithin60Days: 0,
          expiringWithin30Days: 0,
          gap: 1,
        },
      ],
    });
  });

  it('answers for past days, and for later ones as if nothing were renewed', async () => {
    await using harborOnly = await startHarbor();
    const valueOn = async (asOf: string) =>
      (await harborOnly.as(ada)(coverageOf, { id: harbor, asOf })).data._entities[0].certificationCoverage
        .value;
    expect(await valueOn('2023-12-31')).toBeNull();
    expect(await valueOn('2024-06-01')).toBe('0');
    expect(await valueOn('2024-12-10')).toBe('0.25');
    expect(await valueOn('2025-06-01')).toBe('0.75');
    expect(await valueOn('2026-12-10')).toBe('0.75');
    expect(await valueOn('2027-06-02')).toBe('0');
  });

  it('drops a person who leaves at once and keeps them for the days before', async () => {
    await using harborOnly = await startHarbor();
    await harborOnly.user('usr_technical', harbor, { status: 'DISABLED' });
    const today = await harborOnly.as(ada)(coverageOf, { id: harbor });
    const yesterday = await harborOnly.as(ada)(coverageOf, { id: harbor, asOf: '2026-10-14' });
    expect(today.data._entities[0].certificationCoverage).toMatchObject({
      value: '0.5',
      hasUncoveredScope: true,
    });
    expect(yesterday.data._entities[0].certificationCoverage.value).toBe('0.75');
  });

  it('is not applicable without a delivered scope, and null for a partner nobody told about', async () => {
    await using harborOnly = await startHarbor();
    await harborOnly.partner(ridgeline, { deliveredScopes: [] });
    const none = await harborOnly.as(ada)(coverageOf, { id: ridgeline });
    expect(none.data._entities[0].certificationCoverage).toMatchObject({
      isApplicable: false,
      value: null,
      scopes: [],
    });
    const absent = await harborOnly.as(ada)(coverageOf, { id: 'prt_absent' });
    expect(absent.data._entities[0].certificationCoverage).toBeNull();
  });
});

describe('the coverage facts', () => {
  it('tell the scorecard each day of change, back to the first award', async () => {
    await using harborOnly = await startHarbor();
    const facts = (await harborOnly.settle())[harbor];
    expect(figures(facts)).toEqual(['2024-12-10 OK 0.5/2', '2025-06-01 OK 1.5/2']);
    expect(facts?.[1]).toEqual({
      kpi: 'CERTIFICATION_COVERAGE',
      asOf: '2025-06-01',
      periodStart: '2025-06-01',
      periodEnd: '2025-06-02',
      numerator: '1.5',
      denominator: '2',
      unit: 'RATIO',
      currency: null,
      sampleSize: 2,
      status: 'OK',
      provenance: 'SYSTEM',
      sourceVersion: 'certification-coverage/1',
      evidenceQuery: `{ partner(id: "${harbor}") { certificationCoverage(asOf: "2025-06-01") { scopes { scope required current } } } }`,
    });
    expect(await harborOnly.settle()).toEqual({});
  });

  it('follow an event delivered twice only once', async () => {
    await using harborOnly = await startHarbor();
    await harborOnly.settle();
    const event = {
      id: 'evt_twice',
      type: 'partners.partner_user.changed',
      occurredAt: '2026-10-15T09:00:00Z',
      subject: 'usr_technical',
      sequence: 900,
      version: 1,
      actor: 'stf_ada',
      data: { userId: 'usr_technical', partnerId: harbor, status: 'DISABLED', externalReferences: [] },
    } as const;
    await harborOnly.subgraph.consume(event);
    expect(figures((await harborOnly.settle())[harbor])).toEqual(['2026-10-15 OK 1/2']);
    await harborOnly.subgraph.consume(event);
    expect(await harborOnly.settle()).toEqual({});
  });

  it('follow a change of the delivered scopes', async () => {
    await using harborOnly = await startHarbor();
    await harborOnly.settle();
    await harborOnly.partner(harbor, { deliveredScopes: ['INFRASTRUCTURE_MANAGEMENT'] });
    expect(figures((await harborOnly.settle())[harbor])).toEqual(['2026-10-15 OK 1/1']);
    await harborOnly.partner(harbor, { deliveredScopes: [] });
    expect(figures((await harborOnly.settle())[harbor])).toEqual(['2026-10-15 NOT_APPLICABLE null/null']);
  });

  it('say of a partner without delivered scopes that it never had any, until it gets one', async () => {
    await using harborOnly = await startHarbor();
    await harborOnly.partner(ridgeline, { deliveredScopes: [] });
    expect(figures((await harborOnly.settle())[ridgeline])).toEqual(['1900-01-01 NOT_APPLICABLE null/null']);
    harborOnly.setClock('2026-10-20T09:00:00Z');
    await harborOnly.partner(ridgeline, { deliveredScopes: ['SECURITY_OPERATIONS'] });
    expect(figures((await harborOnly.settle())[ridgeline])).toEqual(['2026-10-20 OK 0/1']);
  });

  it('follow a requirement published for a day in the past and restate what it makes untrue', async () => {
    await using harborOnly = await startHarbor();
    await harborOnly.settle();
    await publishRequirements(harborOnly, '2026-01-01', 4);
    expect(figures((await harborOnly.settle())[harbor])).toEqual(['2026-01-01 OK 1/2']);
  });

  it('restate the days that a late award makes untrue', async () => {
    await using harborOnly = await startHarbor();
    await harborOnly.settle();
    await recordAwards(harborOnly, [['usr_admin', 'SEC', '2025-02-01']]);
    expect(figures((await harborOnly.settle())[harbor])).toEqual(['2025-02-01 OK 1/2', '2025-06-01 OK 2/2']);
  });

  it('catch up with every missed day after the service was down for 90 days', async () => {
    await using harborOnly = await startHarbor();
    await recordAwards(harborOnly, [
      ['usr_sales', 'SEC', '2025-01-01', { expiresOn: '2026-10-20' }],
      ['usr_admin', 'SEC', '2025-01-01', { expiresOn: '2026-12-01' }],
    ]);
    await harborOnly.settle();
    harborOnly.setClock('2027-01-13T09:00:00Z');
    expect(await harborOnly.settle()).toEqual({});
    await runDaily(harborOnly);
    expect(figures((await harborOnly.settle())[harbor])).toEqual(['2026-12-02 OK 1.5/2']);
    await runDaily(harborOnly);
    expect(await harborOnly.settle()).toEqual({});
  });

  it.each([
    ['America/New_York', '2026-10-21T03:59:59Z', '2026-10-21T04:00:00Z'],
    ['Asia/Tokyo', '2026-10-20T14:59:59Z', '2026-10-20T15:00:00Z'],
  ])('see the day end in the time zone of the program, %s', async (timeZone, lastSecond, nextDay) => {
    await using harborOnly = await startHarbor();
    await harborOnly.partner(ridgeline, { timeZone, deliveredScopes: ['SECURITY_OPERATIONS'] });
    await harborOnly.user('usr_rival', ridgeline);
    await recordAwards(harborOnly, [['usr_rival', 'SEC', '2025-01-01', { expiresOn: '2026-10-20' }]]);
    await harborOnly.settle();
    harborOnly.setClock(lastSecond);
    await runDaily(harborOnly);
    expect(await harborOnly.settle()).toEqual({});
    harborOnly.setClock(nextDay);
    await runDaily(harborOnly);
    expect(figures((await harborOnly.settle())[ridgeline])).toEqual(['2026-10-21 OK 0/1']);
  });
});

async function runDaily({ subgraph }: Enablement): Promise<void> {
  const context = subgraph.createContext({ viewer: service }) as Context;
  await recomputeCoverage(context, { _cron: { ts: '2027-01-13T09:03:00Z' } });
}

describe('the service', () => {
  it('starts its schedule and stops cleanly', async () => {
    await using enablement = await startHarbor();
    await enablement.subgraph.start();
    await expect(enablement.subgraph.ping()).resolves.toBeUndefined();
  });
});
