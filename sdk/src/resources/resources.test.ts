import { describe, expect, it } from 'vitest';
import { harbor, harborPipeline, harborScorecard } from '../../test/support/harbor.ts';
import { createMockClient } from '../testing/index.ts';
import { listPartners } from './partners.ts';

const page = <Node>(nodes: readonly Node[], endCursor: string | null, hasNextPage: boolean) => ({
  nodes,
  pageInfo: { hasNextPage, endCursor },
});

describe('scorecards', () => {
  it('are read for a day and a state of knowledge, in one request', async () => {
    const mock = createMockClient().on('ScorecardGet', { partner: { scorecard: harborScorecard } });
    const options = { asOf: '2026-10-15', knownAt: '2026-10-16T00:00:00.000Z' };
    expect(await mock.client.scorecards.get('prt_harbor', options)).toEqual(harborScorecard);
    expect(mock.calls).toMatchObject([
      { name: 'ScorecardGet', variables: { partnerId: 'prt_harbor', ...options } },
    ]);
  });

  it('are null for a partner who is absent or has none', async () => {
    const mock = createMockClient().on('ScorecardGet', { partner: null }, { partner: { scorecard: null } });
    expect(await mock.client.scorecards.get('prt_1')).toBeNull();
    expect(await mock.client.scorecards.get('prt_1')).toBeNull();
  });

  it('are listed with their partners', async () => {
    const { partner: _partner, template: _template, lines: _lines, ...scorecard } = harborScorecard;
    const node = { ...harbor, scorecard };
    const mock = createMockClient().on('ScorecardList', { partners: page([node], 'a', false) });
    expect(
      await mock.client.scorecards.list({ asOf: '2026-10-15', search: 'harbor' }).toArray({ max: 5 }),
    ).toEqual([node]);
    expect(mock.calls[0]?.variables).toEqual({ asOf: '2026-10-15', search: 'harbor' });
  });
});

describe('pipelines', () => {
  it('are read for a partner or for a filter', async () => {
    const mock = createMockClient()
      .on('PipelineGetOfPartner', { partner: { pipeline: harborPipeline } })
      .on('PipelineGet', { pipeline: harborPipeline });
    expect(await mock.client.pipelines.get({ partnerId: 'prt_harbor' }, { asOf: '2026-10-15' })).toEqual(
      harborPipeline,
    );
    expect(await mock.client.pipelines.get({ filter: { partnerIds: ['prt_harbor'] } })).toEqual(
      harborPipeline,
    );
    expect(mock.calls.map(({ name, variables }) => ({ name, variables }))).toEqual([
      { name: 'PipelineGetOfPartner', variables: { partnerId: 'prt_harbor', asOf: '2026-10-15' } },
      { name: 'PipelineGet', variables: { filter: { partnerIds: ['prt_harbor'] } } },
    ]);
  });
});

describe('parts of the program', () => {
  it('have pipelines by what their lines are told apart by', async () => {
    const mock = createMockClient().on('PipelineGet', { pipeline: harborPipeline });
    await mock.client.pipelines.get({ accountManagerId: 'usr_cam' }, { groupBy: ['PRODUCT_LINE'] });
    await mock.client.pipelines.get({ isWholeProgram: true });
    expect(mock.calls.map(({ variables }) => variables)).toEqual([
      { scope: { accountManagerId: 'usr_cam' }, groupBy: ['PRODUCT_LINE'] },
      { scope: { isWholeProgram: true } },
    ]);
  });

  it('have waterfalls between two days', async () => {
    const days = { from: '2026-07-01', to: '2026-09-30' };
    const pipelineWaterfall = {
      ...days,
      knownAt: null,
      closesFrom: null,
      closesBefore: null,
      motions: [],
      lines: [],
    };
    const mrrWaterfall = { ...days, knownAt: null, lines: [] };
    const mock = createMockClient()
      .on('PipelineWaterfallGet', { pipelineWaterfall })
      .on('MrrWaterfallGet', { mrrWaterfall });
    const scope = { segment: 'PURE_PLAY' };
    expect(await mock.client.pipelines.waterfall(scope, { ...days, motions: ['NEW'] })).toEqual(
      pipelineWaterfall,
    );
    expect(await mock.client.pipelines.mrrWaterfall(scope, days)).toEqual(mrrWaterfall);
    expect(mock.calls.map(({ variables }) => variables)).toEqual([
      { scope, ...days, motions: ['NEW'] },
      { scope, ...days },
    ]);
  });
});

describe('the total of a pipeline', () => {
  it('is asked for by its measure and currency', async () => {
    const usd = (amount: string) => ({ amount, currency: 'USD' });
    const total = {
      normalization: 'TCV',
      amount: usd('162000.00'),
      weightedAmount: usd('81000.00'),
      leftOutCurrencies: [],
    };
    const mock = createMockClient().on('PipelineGet', { pipeline: { ...harborPipeline, total } });
    const options = { total: { normalization: 'TCV', currency: 'USD' } };
    expect((await mock.client.pipelines.get({ filter: {} }, options))?.total).toEqual(total);
    expect(mock.calls[0]?.variables).toEqual({
      filter: {},
      withTotal: true,
      normalization: 'TCV',
      currency: 'USD',
    });
  });
});

describe('partners', () => {
  it('are read by id and by their id elsewhere', async () => {
    const mock = createMockClient()
      .on('PartnerGet', { partner: null })
      .on('PartnerGetByExternalReference', { partnerByExternalReference: null });
    expect(await mock.client.partners.get('prt_1')).toBeNull();
    expect(await mock.client.partners.getByExternalReference({ system: 'crm', externalId: '7' })).toBeNull();
    expect(mock.calls.map(({ variables }) => variables)).toEqual([
      { id: 'prt_1' },
      { system: 'crm', externalId: '7' },
    ]);
  });

  it('are listed page by page', async () => {
    const mock = createMockClient().on(
      'PartnerList',
      { partners: page([{ ...harbor, id: 'prt_1' }], 'a', true) },
      { partners: page([{ ...harbor, id: 'prt_2' }], 'b', false) },
    );
    const ids: string[] = [];
    for await (const { id } of mock.client.partners.list({ pageSize: 1 })) ids.push(id);
    expect(ids).toEqual(['prt_1', 'prt_2']);
    expect(mock.calls.map(({ variables }) => variables)).toEqual([{ first: 1 }, { first: 1, after: 'a' }]);
  });

  it('stop in the middle of a list when the signal aborts', async () => {
    const mock = createMockClient().on('PartnerList', ({ after }) => ({
      partners: page([harbor], `${after ?? ''}x`, true),
    }));
    const controller = new AbortController();
    const seen: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const { id } of listPartners(mock.client, { signal: controller.signal })) {
        seen.push(id);
        if (seen.length === 3) controller.abort();
      }
    };
    await expect(loop()).rejects.toMatchObject({ kind: 'aborted' });
    expect(seen).toHaveLength(3);
    expect(mock.calls).toHaveLength(3);
  });
});
