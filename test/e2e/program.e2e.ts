import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseExample } from '@channelgraph/gateway/explorer/examples.ts';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy, type Deployment, type Topology } from '../testkit/processes.ts';
import { until } from '../testkit/until.ts';

const browser = '/usr/bin/chromium';
const topologies: readonly Topology[] = ['all in one', 'split'];
const root = new URL('../../', import.meta.url);

describe.each(topologies)('the demo program, %s', (topology) => {
  let program: Deployment;
  let harbor: string;
  beforeAll(async () => {
    program = await deploy(topology);
    const partner = await program
      .as('ada.admin')
      .partners.getByExternalReference({ system: 'demo', externalId: 'harbor' });
    harbor = partner?.id ?? '';
  });
  afterAll(() => program?.[Symbol.asyncDispose]());

  const stored = globSync(['gateway/src/explorer/examples/*.graphql', 'docs/queries/*.graphql'], {
    cwd: root,
  })
    .toSorted()
    .map((file) => ({ file, ...parseExample(basename(file), readFileSync(new URL(file, root), 'utf8')) }));

  it.each(stored)('answers $file to every persona that it names', async ({ personas, query }) => {
    for (const persona of personas) {
      const { data, errors } = await program.ask(persona, query);
      expect([persona, errors]).toEqual([persona, undefined]);
      expect(JSON.stringify(data).length).toBeGreaterThan(20);
    }
  });

  it('scores the partner of the worked example, and scores it anew after a restated survey', async () => {
    const client = program.as('ada.admin');
    expect((await client.scorecards.get(harbor))?.total).toBe('71.28');
    // All but three answers are withdrawn.
    const items = Array.from({ length: 47 }, (_, index) => ({
      externalReference: { system: 'demo', externalId: `harbor-survey-${index + 3}` },
      respondedOn: null,
      score: null,
    }));
    const withdrawn = await program.ask<{ customerSurveyUpsertMany: { updatedCount: number } }>(
      'ada.admin',
      `mutation ($input: CustomerSurveyUpsertManyInput!) { customerSurveyUpsertMany(input: $input) {
        ... on CustomerSurveyUpsertManySuccess { updatedCount }
      } }`,
      { input: { items } },
    );
    expect(withdrawn.data?.customerSurveyUpsertMany.updatedCount).toBe(47);
    await until(
      async () => (await client.scorecards.get(harbor))?.total,
      (total) => total === '69.39',
    );
    const restated = await client.scorecards.get(harbor);
    expect(restated?.total).toBe('69.39');
    const line = restated?.lines.find(({ kpi }) => kpi === 'CUSTOMER_SATISFACTION');
    expect([line?.factStatus, line?.score]).toEqual(['INSUFFICIENT_DATA', null]);
    expect((await client.scorecards.get(harbor, { asOf: '2026-10-13' }))?.asOf).toBe('2026-10-13');
  });

  it('answers for the pipeline of an earlier day', async () => {
    const client = program.as('harbor.sales');
    const [today, earlier] = [
      await client.pipelines.get({ partnerId: harbor }),
      await client.pipelines.get({ partnerId: harbor }, { asOf: '2026-07-15' }),
    ];
    expect([today?.asOf, today?.opportunityCount]).toEqual(['2026-10-15', 6]);
    expect([earlier?.asOf, earlier?.opportunityCount]).toEqual(['2026-07-15', 4]);
  });

  it('has one effect of a mutation however often its key comes', async () => {
    const move = `mutation ($id: ID!, $input: OpportunityMoveInput!) { opportunityMove(id: $id, input: $input) {
      __typename ... on OpportunityMoveSuccess { opportunity { stage version } }
    } }`;
    const found = await program.ask<{ opportunities: { nodes: { id: string; version: number }[] } }>(
      'harbor.sales',
      '{ opportunities(first: 1, filter: { name: { eq: "Branch rollout" } }) { nodes { id version } } }',
    );
    const { id = '', version = 0 } = found.data?.opportunities.nodes[0] ?? {};
    const input = { stage: 'TECHNICAL_VALIDATION', idempotencyKey: crypto.randomUUID() };
    const answers = [];
    for (let times = 0; times < 3; times += 1)
      answers.push(await program.ask('harbor.sales', move, { id, input }));
    expect(answers[0]?.data).toEqual({
      opportunityMove: {
        __typename: 'OpportunityMoveSuccess',
        opportunity: { stage: 'TECHNICAL_VALIDATION', version: version + 1 },
      },
    });
    expect(answers.slice(1)).toEqual([answers[0], answers[0]]);
    const other = await program.ask('harbor.sales', move, { id, input: { ...input, stage: 'QUALIFIED' } });
    expect(other.data).toEqual({ opportunityMove: { __typename: 'IdempotencyKeyReusedError' } });
  });

  it('pays the commission of a closed month exactly once', async () => {
    const before = await commission('2026-10-01');
    expect(before.accruals).toBe(0);
    program.setClock('2026-11-02T12:00:00Z');
    await touchContract(1);
    // Gold earns a tenth of the 66,000.00 that were billed in October.
    const payable = (BigInt(before.payable.replace('.', '')) + 660_000n).toString().replace(/(..)$/, '.$1');
    await until(
      () => commission('2026-10-01'),
      (now) => now.payable === payable,
      { what: `the payable of ${payable}` },
    );
    // Read anew: the two figures of one answer are read one after the other, while commissions still come in.
    const paid = await commission('2026-10-01');
    expect(paid).toEqual({ accruals: 41, payable });
    await touchContract(2);
    program.setClock('2026-12-02T12:00:00Z');
    await touchContract(3);
    // What comes after the second closing of October proves that it has been worked off.
    await until(
      () => commission('2026-11-01'),
      ({ accruals }) => accruals >= paid.accruals,
      { what: 'the commission of November' },
    );
    expect((await commission('2026-10-01')).accruals).toBe(paid.accruals);
  });

  /** Reads how many commissions Harbor has for a month, and what it is owed in all. */
  async function commission(month: string): Promise<{ readonly accruals: number; readonly payable: string }> {
    const { data, errors } = await program.ask<{
      readonly accruals: { readonly totalCount: number };
      readonly partner: {
        readonly incentiveBalance: readonly { readonly payable: { readonly amount: string } }[];
      };
    }>(
      'ada.admin',
      `{ accruals(first: 1, filter: { partnerId: { eq: "${harbor}" }, period: { eq: "${month}" } }) { totalCount }
         partner(id: "${harbor}") { incentiveBalance { payable { amount } } } }`,
    );
    expect(errors).toBeUndefined();
    return {
      accruals: data?.accruals.totalCount ?? -1,
      payable: data?.partner.incentiveBalance[0]?.payable.amount ?? '0.00',
    };
  }

  /** Changes something small about a contract, on which the service closes the months that have ended. */
  async function touchContract(times: number): Promise<void> {
    const { rows } = await program.as('ada.admin').contracts.upsertMany({
      items: [
        { externalReference: { system: 'demo', externalId: 'harbor-contract-20' }, noticeDays: 60 + times },
      ],
    });
    expect(rows.map(({ action, issues }) => [action, issues])).toEqual([['UPDATED', []]]);
  }

  it.skipIf(!existsSync(browser))(
    'shows the explorer in a browser, where an example runs as the chosen persona',
    async () => {
      const running = await chromium.launch({
        executablePath: browser,
        args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      });
      try {
        const page = await running.newPage();
        await page.goto(`${program.url}/?persona=harbor.sales&example=our-pipeline`);
        await page.getByLabel('Persona').selectOption('oakfield.sales');
        await page.getByRole('status').filter({ hasText: 'oakfield.sales' }).waitFor();
        await page.click('.graphiql-execute-button');
        await page.locator('.result-window', { hasText: 'Oakfield Resellers' }).waitFor();
        expect(await page.locator('.result-window').textContent()).not.toContain('Harbor');
      } finally {
        await running.close();
      }
    },
  );

  it.runIf(topology === 'split')(
    'answers without the fields of a service that died, and with them when it is back',
    async () => {
      const query = `{ partner(id: "${harbor}") { displayName scorecard { total } pipeline { opportunityCount } certificationCoverage { value } } }`;
      const whole = await program.ask('ada.admin', query);
      expect(whole.errors).toBeUndefined();
      await program.kill('deals');
      const { data, errors = [] } = await program.ask<{ partner: object }>('ada.admin', query);
      expect(data).toEqual({ partner: { ...(whole.data as { partner: object }).partner, pipeline: null } });
      expect(
        errors.map(({ path, extensions }) => ({
          path,
          code: extensions?.['code'],
          service: extensions?.['service'],
        })),
      ).toEqual([{ path: ['partner', 'pipeline'], code: 'SERVICE_UNAVAILABLE', service: 'deals' }]);
      expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|at /);
      await program.restart('deals');
      const back = await until(
        () => program.ask('ada.admin', query),
        (answer) => answer.errors === undefined,
        { what: 'deals to answer again' },
      );
      expect(back).toEqual(whole);
    },
  );

  it('answers what it has begun when it is told to end, and ends cleanly', async () => {
    const query =
      '{ partners(first: 20) { nodes { displayName scorecard { total } pipeline { opportunityCount } } } }';
    const requests = Array.from({ length: 10 }, () =>
      program.ask('ada.admin', query).then(
        ({ errors }) => (errors ? 'errors' : 'whole'),
        () => 'refused',
      ),
    );
    // The first answer proves that the others are being worked on, too.
    await Promise.race(requests);
    const began = performance.now();
    const exit = program.terminate('gateway');
    const endings = await Promise.all(requests);
    expect(endings).toEqual(endings.map(() => 'whole'));
    expect(await exit).toBe(0);
    // Connections that clients keep open are no reason to wait.
    expect(performance.now() - began).toBeLessThan(8_000);
    await expect(fetch(`${program.url}/livez`)).rejects.toThrow('fetch failed');
  });
});
