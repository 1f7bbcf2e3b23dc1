import { beforeEach, describe, expect, it } from 'vitest';
import {
  ada,
  harbor,
  monthClosed,
  partnerChanged,
  publishPlan,
  startIncentives,
  storedAccruals,
  type Incentives,
} from './support.ts';

let incentives: Incentives;

beforeEach(async () => {
  incentives = await startIncentives();
  return () => incentives[Symbol.asyncDispose]();
});

const answerOf = (answer: Awaited<ReturnType<typeof publishPlan>>) =>
  answer.data?.['incentivePlanPublish'] as Record<string, unknown> | undefined;

describe('incentivePlanPublish', () => {
  it('publishes a plan, and a next version that closes the one before', async () => {
    await publishPlan(incentives);
    const answer = answerOf(await publishPlan(incentives, { effectiveFrom: '2026-01-01', name: 'Renamed' }));
    expect(answer).toMatchObject({
      __typename: 'IncentivePlanPublishSuccess',
      incentivePlan: {
        version: 2,
        versions: [
          { version: 1, effectiveFrom: '2024-01-01', effectiveTo: '2026-01-01' },
          { version: 2, effectiveFrom: '2026-01-01', effectiveTo: null },
        ],
      },
    });
  });

  it.each([
    [
      'a version before or on the day of the last one',
      { effectiveFrom: '2024-01-01' },
      'incentive_plan.version_order',
    ],
    [
      'another plan of the kind at the same time',
      { code: 'OTHER', effectiveFrom: '2025-01-01' },
      'incentive_plan.one_at_a_time',
    ],
  ])('refuses %s', async (_name, input, rule) => {
    await publishPlan(incentives);
    expect(answerOf(await publishPlan(incentives, input))).toMatchObject({
      __typename: 'ConflictError',
      rule,
    });
  });

  it('refuses terms that would start inside months that were accrued', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
    expect(answerOf(await publishPlan(incentives, { effectiveFrom: '2026-09-30' }))).toMatchObject({
      rule: 'incentive_plan.prospective',
    });
    expect(answerOf(await publishPlan(incentives, { effectiveFrom: '2026-10-01' }))).toMatchObject({
      __typename: 'IncentivePlanPublishSuccess',
    });
    await incentives.subgraph.consume(monthClosed('2026-09-01', '2000.00'));
    expect(await storedAccruals(incentives)).toHaveLength(2);
  });

  it('names every problem of the terms at once', async () => {
    const answer = answerOf(
      await publishPlan(incentives, {
        code: 'no good',
        name: ' ',
        effectiveTo: '2023-01-01',
        capMonths: 0,
        rates: [
          { tierRank: 1, rate: '1.5' },
          { tierRank: 1, rate: '0.1234567' },
        ],
      }),
    );
    const { issues } = answer as { issues: { path: string[]; code: string }[] };
    expect(issues.map(({ path }) => path.join('.'))).toEqual([
      'input.code',
      'input.name',
      'input.effectiveTo',
      'input.capMonths',
      'input.rates.0.rate',
      'input.rates.1.tierRank',
      'input.rates.1.rate',
    ]);
    expect((await incentives.owner.query('SELECT FROM incentive_plan')).rowCount).toBe(0);
  });

  it('refuses an unknown partner among those named, and a stale version', async () => {
    expect(answerOf(await publishPlan(incentives, { includedPartnerIds: ['prt_absent'] }))).toMatchObject({
      issues: [{ path: ['input', 'includedPartnerIds', '0'], code: 'NOT_FOUND' }],
    });
    await publishPlan(incentives, { expectedVersion: 0 });
    expect(
      answerOf(await publishPlan(incentives, { effectiveFrom: '2026-01-01', expectedVersion: 5 })),
    ).toMatchObject({
      __typename: 'VersionMismatchError',
      actualVersion: 1,
    });
  });

  it('keeps the id of the plan in another system', async () => {
    const externalReference = { system: 'erp', externalId: 'C-7' };
    await publishPlan(incentives, { externalReference });
    const { data } = await incentives.as(ada)(
      '{ incentivePlans { nodes { externalReferences { system externalId } } } }',
    );
    expect(data?.['incentivePlans']).toEqual({ nodes: [{ externalReferences: [externalReference] }] });
    expect(
      answerOf(
        await publishPlan(incentives, {
          code: 'B',
          effectiveFrom: '2020-01-01',
          effectiveTo: '2021-01-01',
          externalReference,
        }),
      ),
    ).toMatchObject({ rule: 'external_reference.unique' });
  });

  it('repeated with its key publishes once', async () => {
    const idempotencyKey = 'publish-the-plan-once';
    await publishPlan(incentives, { idempotencyKey });
    expect(answerOf(await publishPlan(incentives, { idempotencyKey }))).toMatchObject({
      incentivePlan: { version: 1 },
    });
    expect((await incentives.owner.query('SELECT FROM incentive_plan_version')).rowCount).toBe(1);
  });

  it('racing with the first month of a contract leaves no month behind', async () => {
    await incentives.subgraph.consume(partnerChanged(harbor));
    await Promise.all([
      publishPlan(incentives),
      ...Array.from({ length: 8 }, (_, index) =>
        incentives.subgraph.consume(monthClosed('2026-09-01', '100.00', { contractId: `ctr_${index}` })),
      ),
    ]);
    await incentives.subgraph.runJobs();
    expect((await storedAccruals(incentives)).map((row) => row.amount_minor)).toEqual(
      Array.from({ length: 8 }, () => '800'),
    );
  });

  it('leaves a whole audit trail', async () => {
    await publishPlan(incentives);
    await incentives.subgraph.consume(partnerChanged(harbor));
    await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
    const { data } = await incentives.as(ada)(
      '{ incentivesAuditEvents { nodes { action entityType partnerId } } }',
    );
    expect(data?.['incentivesAuditEvents']).toEqual({
      nodes: [
        { action: 'accrual.accrued', entityType: 'Accrual', partnerId: harbor },
        { action: 'incentive_plan.published', entityType: 'IncentivePlan', partnerId: null },
      ],
    });
    expect((await incentives.owner.query('SELECT * FROM channelgraph.verify_audit()')).rows).toEqual([]);
  });
});

describe('published terms in the database', () => {
  it('never overlap, and never gain a partner afterwards', async () => {
    await incentives.subgraph.consume(partnerChanged(harbor));
    await publishPlan(incentives);
    const overlapping = incentives.owner.query(
      `INSERT INTO incentive_plan_version SELECT (jsonb_populate_record(v, '{"id": "pol_other", "version": 2, "effective_from": "2025-01-01"}')).*
       FROM incentive_plan_version v`,
    );
    await expect(overlapping).rejects.toThrow(/incentive_plan_version_no_overlap/);
    const named = incentives.owner.query(
      `INSERT INTO incentive_plan_inclusion (plan_version_id, partner_id, created_at, created_by) SELECT id, 'prt_harbor', now(), 'test' FROM incentive_plan_version`,
    );
    await expect(named).rejects.toThrow(/stay as declared/);
  });
});
