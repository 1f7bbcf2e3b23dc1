import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventEnvelope, MetricsRecorded } from '@channelgraph/core/event-types.ts';
import { createIds } from '@channelgraph/core/ids.ts';
import type { MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultProfiles } from '../src/modules/scorecard/scorecard.default-profiles.ts';
import type { Partners } from './support.ts';
import { ada, bulk, camViewer, crm, seedProgram, service, startPartners, userOf } from './support.ts';

let partners: Partners;
let ids: Awaited<ReturnType<typeof seedProgram>>;

const imported = (kpi: string, numerator: string, denominator: string | null, fields: object = {}) => ({
  partner: crm('harbor'),
  kpi,
  asOf: '2026-09-30',
  periodStart: '2025-10-01',
  periodEnd: '2026-10-01',
  numerator,
  denominator,
  source: 'worked-example',
  ...fields,
});

const workedExample = [
  imported('SEAT_GROWTH', '120', '1200', { unit: 'SEATS' }),
  imported('GROSS_REVENUE_RETENTION', '55200', '60000', { unit: 'MONEY', currency: 'USD' }),
  imported('NET_REVENUE_RETENTION', '63000', '60000', { unit: 'MONEY', currency: 'USD' }),
  imported('RENEWAL_RATE', '10', '11'),
  imported('SLA_COMPLIANCE', '188', '200', { sampleSize: 200 }),
  imported('CUSTOMER_SATISFACTION', '45', '50', { sampleSize: 50 }),
  imported('CERTIFICATION_COVERAGE', '1.5', '2', { unit: 'RATIO' }),
  imported('SOURCED_REVENUE_VS_PLAN', '400000', null, { unit: 'MONEY', currency: 'USD' }),
  imported('DEAL_REGISTRATION_COVERAGE', '6', '10'),
];

beforeAll(async () => {
  partners = await startPartners();
  ids = await seedProgram(partners);
  const plan = {
    partner: crm('harbor'),
    kpi: 'SOURCED_REVENUE_VS_PLAN',
    from: '2026-01-01',
    to: '2027-01-01',
    amount: { amount: '500000', currency: 'USD' },
  };
  await bulk(partners, 'planTargetUpsertMany', [plan]);
  await bulk(partners, 'metricFactRecordMany', workedExample);
}, 60_000);
afterAll(() => partners[Symbol.asyncDispose]());

interface Card {
  readonly total: string | null;
  readonly coverage: string;
  readonly lines: readonly {
    readonly kpi: string;
    readonly factStatus: string;
    readonly [field: string]: unknown;
  }[];
}

async function cardOf(args = '', partnerId = ids.harbor, viewer = ada): Promise<Card> {
  const { partner } = await partners.ask(
    viewer,
    `{ partner(id: "${partnerId}") { scorecard${args} {
    total status coverage leadingTotal laggingTotal delta asOf previousAsOf template { version effectiveFrom minimumCoverage }
    lines { kpi name factStatus value numerator denominator unit currency sampleSize floor target weight score contribution status provenance asOf source reason delta } } } }`,
  );
  return partner.scorecard;
}

const lineOf = (card: Card, kpi: string) => card.lines.find((line) => line.kpi === kpi);

describe('the scorecard', () => {
  it('of the worked example reads exactly 71.28', async () => {
    expect(await cardOf()).toMatchObject({
      total: '71.28',
      status: 'GREEN',
      coverage: '1.0000',
      leadingTotal: '57.35',
      laggingTotal: '78.78',
      asOf: '2026-10-15',
      previousAsOf: '2026-07-15',
      delta: null,
      template: { version: 1, effectiveFrom: '2000-01-01', minimumCoverage: '0.60' },
    });
  });

  it('takes the plan as the denominator and says where each figure comes from', async () => {
    expect(lineOf(await cardOf(), 'SOURCED_REVENUE_VS_PLAN')).toMatchObject({
      factStatus: 'OK',
      value: '0.8',
      numerator: '400000',
      denominator: '500000',
      currency: 'USD',
      score: '60.00',
      contribution: '6.00',
      provenance: 'IMPORT',
      source: 'worked-example',
      asOf: '2026-09-30',
    });
  });

  it('is the same for the partner’s own users and for its account manager', async () => {
    const card = await cardOf();
    expect(await cardOf('', ids.harbor, userOf(ids.harbor))).toEqual(card);
    expect(await cardOf('', ids.harbor, camViewer(ids.carla))).toEqual(card);
    expect(await cardOf('', ids.harbor, camViewer(ids.marc))).toBeNull();
  });

  it('answers for a day before any figure by saying so', async () => {
    const card = await cardOf('(asOf: "2026-01-01")');
    expect(card).toMatchObject({ total: null, coverage: '0.0000' });
    expect(new Set(card.lines.map(({ factStatus }) => factStatus))).toEqual(new Set(['NOT_REPORTED']));
  });

  it('reads 69.39 with coverage 0.9000 after a restatement to three answers, and 71.28 by earlier knowledge', async () => {
    partners.time.now = new Date('2026-10-20T09:00:00Z');
    const restated = imported('CUSTOMER_SATISFACTION', '3', '3', { sampleSize: 3 });
    expect(await bulk(partners, 'metricFactRecordMany', [restated])).toMatchObject({ createdCount: 1 });
    const card = await cardOf();
    expect(card).toMatchObject({ total: '69.39', coverage: '0.9000' });
    expect(lineOf(card, 'CUSTOMER_SATISFACTION')).toMatchObject({
      factStatus: 'INSUFFICIENT_DATA',
      score: null,
      reason: 'The sample of 3 is below the minimum of 5.',
    });
    expect(await cardOf('(knownAt: "2026-10-19T00:00:00Z")')).toMatchObject({
      total: '71.28',
      coverage: '1.0000',
    });
  });

  it('keeps an earlier answer when the plan is corrected', async () => {
    partners.time.now = new Date('2026-10-21T09:00:00Z');
    const plan = {
      partner: crm('harbor'),
      kpi: 'SOURCED_REVENUE_VS_PLAN',
      from: '2026-01-01',
      amount: { amount: '800000.00', currency: 'USD' },
    };
    expect(await bulk(partners, 'planTargetUpsertMany', [plan])).toMatchObject({ updatedCount: 1 });
    expect(lineOf(await cardOf(), 'SOURCED_REVENUE_VS_PLAN')).toMatchObject({
      denominator: '800000',
      value: '0.5',
    });
    expect(
      lineOf(await cardOf('(knownAt: "2026-10-20T10:00:00Z")'), 'SOURCED_REVENUE_VS_PLAN'),
    ).toMatchObject({ denominator: '500000', value: '0.8' });
    const { partner } = await partners.ask(
      ada,
      `{ partner(id: "${ids.harbor}") { planTargets { amount { amount } } } }`,
    );
    expect(partner.planTargets).toEqual([{ amount: { amount: '800000.00' } }]);
  });

  it('follows the version of its template that is in force on the day', async () => {
    const profiles: { id: string; partnerType: string; segment: string | null }[] = (
      await partners.ask(ada, '{ partnerTypeProfiles { id partnerType segment } }')
    ).partnerTypeProfiles;
    const profileId = profiles.find(
      ({ partnerType, segment }) => partnerType === 'MSP' && segment === 'PURE_PLAY',
    )?.id;
    const publish = async (weight: string) =>
      (
        await partners.ask(
          ada,
          `mutation($input: ScorecardTemplatePublishInput!) { scorecardTemplatePublish(input: $input) {
      ... on ScorecardTemplatePublishSuccess { template { version effectiveFrom effectiveTo kpis { weight } } } ... on ValidationError { issues { code path } } } }`,
          {
            input: {
              profileId,
              effectiveFrom: '2026-10-22',
              kpis: [{ kpi: 'RENEWAL_RATE', weight, floor: '0.75', target: '0.92' }],
            },
          },
        )
      ).scorecardTemplatePublish;
    expect(await publish('90')).toEqual({ issues: [{ code: 'WEIGHTS_NOT_100', path: ['input', 'kpis'] }] });
    expect(await publish('100')).toEqual({
      template: { version: 2, effectiveFrom: '2026-10-22', effectiveTo: null, kpis: [{ weight: '100' }] },
    });
    expect(await publish('100')).toEqual({
      issues: [{ code: 'NOT_AFTER_LAST', path: ['input', 'effectiveFrom'] }],
    });
    expect(await cardOf('(asOf: "2026-10-22")')).toMatchObject({ total: '93.58', template: { version: 2 } });
    expect(await cardOf('(asOf: "2026-10-21")')).toMatchObject({ template: { version: 1 } });
    await expect(
      partners.contextOf(service).db.write((tx) => tx.scorecardTemplate.updateMany({ data: { version: 9 } })),
    ).rejects.toThrow(/permission denied/);
  });

  it('measures an earlier day as the kind of partner that it was then', async () => {
    partners.time.now = new Date('2026-11-02T12:00:00Z');
    await bulk(partners, 'partnerUpsertMany', [
      { ...crm('oakfield'), types: ['MSP', 'VAR'], segment: 'VAR_TO_MSP' },
    ]);
    const kpisOn = async (asOf: string) =>
      (await cardOf(`(asOf: "${asOf}")`, ids.oakfield)).lines.map(({ kpi }) => kpi);
    expect(await kpisOn('2026-11-01')).toEqual([
      'RENEWAL_RATE',
      'CUSTOMER_SATISFACTION',
      'CERTIFICATION_COVERAGE',
      'SOURCED_REVENUE_VS_PLAN',
      'DEAL_REGISTRATION_COVERAGE',
      'SOURCED_PIPELINE_VS_PLAN',
    ]);
    expect(await kpisOn('2026-11-02')).toHaveLength(10);
  });

  it('has the default rules of every kind of partner in the database as in the code', () => {
    const sql = readFileSync(
      join(import.meta.dirname, '../prisma/migrations/20261101000200_default_policies/migration.sql'),
      'utf8',
    );
    for (const { name, body } of defaultProfiles) {
      expect(sql).toContain(`'${name}'`);
      expect(sql).toContain(`'${JSON.stringify(body)}'`);
    }
    expect(sql.match(/'pol_[a-z0-9]{26}'/g)).toHaveLength(defaultProfiles.length);
  });
});

describe('the intake of facts', () => {
  const payload = (fields: Partial<MetricFactPayload> = {}): MetricFactPayload => ({
    kpi: 'SEAT_GROWTH',
    asOf: '2026-10-01',
    periodStart: '2025-10-01',
    periodEnd: '2026-10-01',
    numerator: '10',
    denominator: '100',
    unit: 'SEATS',
    currency: null,
    sampleSize: 4,
    status: 'OK',
    provenance: 'SYSTEM',
    sourceVersion: '1',
    evidenceQuery: null,
    ...fields,
  });
  const event = (
    facts: readonly MetricFactPayload[],
    fields: Partial<EventEnvelope> = {},
  ): EventEnvelope<'deals.metrics.recorded'> =>
    ({
      id: createIds().next('evt'),
      type: 'deals.metrics.recorded',
      occurredAt: '2026-10-15T09:00:00Z',
      subject: ids.oakfield,
      sequence: 1,
      version: 1,
      actor: 'service:deals',
      data: { partnerId: ids.oakfield, facts } satisfies MetricsRecorded,
      ...fields,
    }) as EventEnvelope<'deals.metrics.recorded'>;
  const stored = async () => {
    const { partner } = await partners.ask(
      ada,
      `{ partner(id: "${ids.oakfield}") { metricFacts { totalCount nodes { asOf numerator source } } } }`,
    );
    return partner.metricFacts;
  };

  it('stores what a service measured once, however often it is told', async () => {
    const first = event([payload()]);
    await partners.subgraph.consume(first);
    await partners.subgraph.consume(first);
    await partners.subgraph.consume(event([payload()]));
    expect(await stored()).toEqual({
      totalCount: 1,
      nodes: [{ asOf: '2026-10-01', numerator: '10', source: 'deals' }],
    });
  });

  it('stores a restatement beside the fact, also back to the first value', async () => {
    await partners.subgraph.consume(event([payload({ numerator: '12' })]));
    await partners.subgraph.consume(event([payload({ numerator: '10.0' })]));
    expect((await stored()).totalCount).toBe(3);
  });

  it('refuses an event with an unknown KPI whole', async () => {
    const strange = event([payload({ numerator: '99' }), payload({ kpi: 'LUCK' as 'CSAT' as never })]);
    await expect(partners.subgraph.consume(strange)).rejects.toThrow('LUCK is not a KPI of this program.');
    expect((await stored()).totalCount).toBe(3);
  });

  it('tells an import what is new and what was known', async () => {
    expect(await bulk(partners, 'metricFactRecordMany', workedExample.slice(0, 2))).toMatchObject({
      unchangedCount: 2,
      createdCount: 0,
    });
    const refused = await bulk(
      partners,
      'metricFactRecordMany',
      [
        imported('SEAT_GROWTH', '1', '0'),
        imported('SEAT_GROWTH', '1', null),
        { ...imported('SEAT_GROWTH', '1', '2'), partner: crm('nobody') },
        imported('SEAT_GROWTH', '7', '100', { periodEnd: '2025-01-01' }),
      ],
      { dryRun: true },
    );
    expect(
      refused.rows.map(({ issues }: { issues: { code: string }[] }) => issues.map(({ code }) => code)),
    ).toEqual([['ZERO_BASE'], ['REQUIRED'], ['NOT_FOUND'], ['EMPTY_WINDOW']]);
  });

  it('takes facts of one partner from two sides at once without loss', async () => {
    const days = Array.from({ length: 20 }, (_, index) => `2026-08-${String(index + 1).padStart(2, '0')}`);
    await Promise.all(
      days.map((asOf) => partners.subgraph.consume(event([payload({ asOf, kpi: 'RENEWAL_RATE' })]))),
    );
    await Promise.all(
      days.map((asOf) => partners.subgraph.consume(event([payload({ asOf, kpi: 'RENEWAL_RATE' })]))),
    );
    expect((await stored()).totalCount).toBe(23);
  });
});

describe('a list of partners with everything', () => {
  const query = `{ partners(first: 100) { nodes { id displayName currency timeZone externalReferences { externalId } tier { label } tierHistory { from }
    channelAccountManager { displayName } enrollments { program { name } } users { nodes { displayName } } planTargets { from } metricFacts(first: 3) { nodes { kpi } }
    availableActions { action } scorecard { total lines { kpi delta } } } } }`;

  async function statementsFor(viewer: typeof ada) {
    const before = partners.statements.length;
    const { partners: page } = await partners.ask(viewer, query);
    const reads = partners.statements.slice(before).filter((sql) => /\b(FROM|from)\b/.test(sql));
    return { rows: page.nodes.length as number, reads: reads.length };
  }

  it('costs the same statements for two partners and for a hundred', async () => {
    const few = await statementsFor(ada);
    const many = Array.from({ length: 100 }, (_, index) => ({
      ...crm(`many-${index}`),
      legalName: `Many ${index}`,
      types: ['MSP'],
    }));
    await bulk(partners, 'partnerUpsertMany', many);
    await bulk(
      partners,
      'metricFactRecordMany',
      many.map(({ externalReference }) => ({
        ...imported('RENEWAL_RATE', '1', '2'),
        partner: { externalReference },
      })),
    );
    await bulk(
      partners,
      'programEnrollmentUpsertMany',
      many.map(({ externalReference }) => ({
        partner: { externalReference },
        program: crm('msp-program'),
        startsOn: '2025-01-01',
      })),
    );
    const all = await statementsFor(ada);
    expect([few.rows, all.rows]).toEqual([2, 100]);
    expect(all.reads).toBe(few.reads);
    expect(all.reads).toBeLessThanOrEqual(20);
  });

  it('pages the facts of a partner without loss, also where many are of one day', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer: {
        partner: {
          metricFacts: {
            nodes: { id: string }[];
            totalCount: number;
            pageInfo: { hasNextPage: boolean; endCursor: string };
          };
        };
      } = await partners.ask(
        userOf(ids.harbor),
        `query($after: String) { partner(id: "${ids.harbor}") { metricFacts(first: 4, after: $after, kpis: [SEAT_GROWTH, RENEWAL_RATE, SLA_COMPLIANCE, CUSTOMER_SATISFACTION, CERTIFICATION_COVERAGE]) {
          totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }`,
        { after },
      );
      const { nodes, pageInfo, totalCount } = answer.partner.metricFacts;
      expect(totalCount).toBe(6);
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect([seen.length, new Set(seen).size]).toEqual([6, 6]);
  });

  it('pages forward and backward without loss', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const {
        partners: page,
      }: { partners: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await partners.ask(
          ada,
          'query($after: String) { partners(first: 30, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id } pageInfo { hasNextPage endCursor } } }',
          { after },
        );
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect([seen.length, new Set(seen).size]).toEqual([102, 102]);
    const last = await partners.ask(
      ada,
      '{ partners(last: 2, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }',
    );
    expect(last.partners).toEqual({
      nodes: seen.slice(-2).map((id) => ({ id })),
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
    expect(await partners.refusals(ada, '{ partners(first: 101) { nodes { id } } }')).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});
