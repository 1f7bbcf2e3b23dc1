import { describe, expect, it } from 'vitest';
import { aborted, createMockClient, graphqlError, networkError, rateLimited, timedOut } from './index.ts';

describe('a mock client', () => {
  it('plays its steps in order, and the last one again', async () => {
    const mock = createMockClient().on('PartnerGet', networkError(), rateLimited({ retryAfterMs: 200 }), {
      partner: null,
    });
    expect(await mock.client.partners.get('prt_1')).toBeNull();
    expect(await mock.client.partners.get('prt_2')).toBeNull();
    expect(mock.waits).toEqual([250, 200]);
    expect(mock.calls.map(({ variables, headers }) => [variables['id'], headers['x-retry-count']])).toEqual([
      ['prt_1', '0'],
      ['prt_1', '1'],
      ['prt_1', '2'],
      ['prt_2', '0'],
    ]);
  });

  it('computes answers from the variables', async () => {
    const seen: string[] = [];
    const mock = createMockClient().on('PartnerGet', ({ id }) => {
      seen.push(id);
      return { partner: null };
    });
    await mock.client.partners.get('prt_7');
    expect(seen).toEqual(['prt_7']);
  });

  it.each([
    [aborted(), 'aborted', 'ABORTED'],
    [timedOut(), 'timeout', 'ATTEMPT_TIMEOUT'],
    [networkError(), 'network', 'NETWORK_ERROR'],
    [rateLimited(), 'rateLimit', 'THROTTLED'],
    [graphqlError('FORBIDDEN', { message: 'No.', path: ['partner'] }), 'permission', 'FORBIDDEN'],
  ] as const)('fails as scripted: %o', async (failure, kind, code) => {
    const mock = createMockClient({ retry: false }).on('PartnerGet', failure);
    await expect(mock.client.partners.get('prt_1')).rejects.toMatchObject({ kind, code });
    expect(mock.calls).toHaveLength(1);
  });

  it('says which script is missing or broken, without trying again', async () => {
    const mock = createMockClient();
    await expect(mock.client.partners.get('prt_1')).rejects.toThrow("no script: mock.on('PartnerGet', …)");
    mock.on('PartnerGet', () => {
      throw new Error('broken step');
    });
    await expect(mock.client.partners.get('prt_1')).rejects.toThrow('broken step');
    expect(mock.calls).toHaveLength(2);
  });
});
