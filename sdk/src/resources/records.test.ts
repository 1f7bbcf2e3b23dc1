import { describe, expect, it } from 'vitest';
import type { Client } from '../create-client.ts';
import { createMockClient } from '../testing/index.ts';

interface Resource {
  readonly get: (id: string) => Promise<unknown>;
  readonly list: (options: object) => { toArray: (limit: { max: number }) => Promise<readonly unknown[]> };
}

/** The records with a state or a history of their own: how the client calls them, and how the graph does. */
const resources = [
  { of: (client: Client) => client.alerts, type: 'Alert', one: 'alert', many: 'alerts' },
  {
    of: (client: Client) => client.conflicts,
    type: 'ConflictCase',
    one: 'conflictCase',
    many: 'conflictCases',
  },
  {
    of: (client: Client) => client.coSellRequests,
    type: 'CoSellRequest',
    one: 'coSellRequest',
    many: 'coSellRequests',
  },
  {
    of: (client: Client) => client.contractChangeRequests,
    type: 'ContractChangeRequest',
    one: 'contractChangeRequest',
    many: 'contractChangeRequests',
  },
  {
    of: (client: Client) => client.contracts,
    type: 'ManagedContract',
    one: 'managedContract',
    many: 'managedContracts',
  },
  { of: (client: Client) => client.leads, type: 'Lead', one: 'lead', many: 'leads' },
  {
    of: (client: Client) => client.opportunities,
    type: 'Opportunity',
    one: 'opportunity',
    many: 'opportunities',
  },
  {
    of: (client: Client) => client.registrations,
    type: 'DealRegistration',
    one: 'dealRegistration',
    many: 'dealRegistrations',
  },
  { of: (client: Client) => client.renewals, type: 'Renewal', one: 'renewal', many: 'renewals' },
] as const;

describe.each(resources)('$many', ({ of, type, one, many }) => {
  it('are read by id', async () => {
    const mock = createMockClient();
    mock.on(`${type}Get`, { [one]: { id: 'x_1' } } as never, { [one]: null } as never);
    const resource = of(mock.client) as unknown as Resource;
    expect(await resource.get('x_1')).toEqual({ id: 'x_1' });
    expect(await resource.get('x_2')).toBeNull();
    expect(mock.calls.map(({ variables }) => variables)).toEqual([{ id: 'x_1' }, { id: 'x_2' }]);
  });

  it('are listed page by page', async () => {
    const mock = createMockClient();
    const page = (id: string, hasNextPage: boolean) =>
      ({ [many]: { nodes: [{ id }], pageInfo: { hasNextPage, endCursor: id } } }) as never;
    mock.on(`${type}List`, page('x_1', true), page('x_2', false));
    const resource = of(mock.client) as unknown as Resource;
    const options = { filter: { partnerId: { eq: 'prt_1' } }, pageSize: 1 };
    expect(await resource.list(options).toArray({ max: 5 })).toEqual([{ id: 'x_1' }, { id: 'x_2' }]);
    const { filter } = options;
    expect(mock.calls.map(({ variables }) => variables)).toEqual([
      { filter, first: 1 },
      { filter, first: 1, after: 'x_1' },
    ]);
  });
});

describe('the calendar of renewals', () => {
  it('is asked for a partner and until a day', async () => {
    const mock = createMockClient().on('RenewalCalendar', { renewalCalendar: [] });
    const until = '2026-12-31';
    expect(await mock.client.renewals.calendar({ partnerId: 'prt_1', until, timeoutMs: 500 })).toEqual([]);
    expect(mock.calls[0]?.variables).toEqual({ partnerId: 'prt_1', until });
  });
});

describe('the check of a registration', () => {
  it('is a question and no change', async () => {
    const check = { outcome: 'WOULD_PASS', blockingRule: null, rules: [], missing: [], protection: null };
    const mock = createMockClient().on('DealRegistrationCheck', { dealRegistrationCheck: check });
    const input = { kind: 'OPPORTUNITY', customerName: 'Acme', lines: [] };
    expect(await mock.client.registrations.check(input)).toEqual(check);
    expect(mock.calls[0]?.variables).toEqual({ input });
  });
});

describe('the delays and the coverage of a pipeline', () => {
  it('are fields of the pipeline of a part of the program', async () => {
    const delays = { asOf: '2026-10-15', knownAt: null, delays: [], velocity: [] };
    const usd = (amount: string) => ({ amount, currency: 'USD' });
    const coverage = {
      normalization: 'ACV',
      target: usd('100000.00'),
      closed: usd('25000.00'),
      remaining: usd('75000.00'),
      open: usd('150000.00'),
      weighted: usd('60000.00'),
      ratio: '2',
      leftOutCurrencies: [],
    };
    const mock = createMockClient()
      .on('PipelineDelaysGet', { pipeline: delays })
      .on('PipelineCoverageGet', { pipeline: { coverage } });
    const part = { partnerId: 'prt_1' };
    const quarter = { closesFrom: '2026-10-01', closesBefore: '2027-01-01' };
    const question = { target: usd('100000.00'), normalization: 'ACV', ...quarter };
    expect(await mock.client.pipelines.delays(part, { asOf: '2026-10-15' })).toEqual(delays);
    expect(await mock.client.pipelines.coverage(part, question)).toEqual(coverage);
    expect(mock.calls.map(({ variables }) => variables)).toEqual([
      { scope: part, asOf: '2026-10-15' },
      { scope: part, ...question },
    ]);
  });
});
