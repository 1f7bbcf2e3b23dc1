import { describe, expect, it } from 'vitest';
import { isIn } from './action.ts';
import type { LeadIn } from './__generated__/actions.ts';
import { createMockClient, graphqlError, networkError } from './testing/index.ts';

const contract = { id: 'ctr_1', version: 4, status: 'ACTIVE' } as const;
const suspended = {
  managedContractSuspend: {
    __typename: 'ManagedContractSuspendSuccess',
    managedContract: { id: 'ctr_1', version: 5, status: 'SUSPENDED' },
  },
} as never;
const changedByOthers = {
  managedContractSuspend: {
    __typename: 'VersionMismatchError',
    code: 'VERSION_MISMATCH',
    message: 'Somebody changed it.',
    path: ['input', 'expectedVersion'],
    expectedVersion: 4,
    actualVersion: 5,
  },
} as never;

describe('an action', () => {
  it('sends the id and the version of its record with a key, and returns the changed record', async () => {
    const mock = createMockClient().on('ManagedContractSuspend', networkError(), suspended);
    const changed = await mock.client.contracts.suspend(contract, { reason: 'An office moves.' });
    expect(changed).toEqual({ id: 'ctr_1', version: 5, status: 'SUSPENDED' });
    const [first, second] = mock.calls.map(({ variables }) => variables);
    expect(second).toEqual(first);
    expect(first).toEqual({
      id: 'ctr_1',
      input: {
        reason: 'An office moves.',
        expectedVersion: 4,
        idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
  });

  it('takes the key of the caller', async () => {
    const mock = createMockClient().on('ManagedContractSuspend', suspended);
    const options = { idempotencyKey: 'the key of the caller' };
    await mock.client.contracts.suspend(contract, { reason: 'An office moves.' }, options);
    expect(mock.calls[0]?.variables).toMatchObject({ input: options });
  });

  it('throws what is expected to fail', async () => {
    const mock = createMockClient().on('ManagedContractSuspend', changedByOthers);
    await expect(
      mock.client.contracts.suspend(contract, { reason: 'An office moves.' }),
    ).rejects.toMatchObject({ kind: 'conflict', code: 'VERSION_MISMATCH', details: { actualVersion: 5 } });
  });

  it('returns by its safe name what is expected to fail, and throws the rest', async () => {
    const mock = createMockClient().on('ManagedContractSuspend', changedByOthers, graphqlError('FORBIDDEN'));
    const { safe } = mock.client.contracts.suspend;
    const result = await safe(contract, { reason: 'An office moves.' });
    expect(result).toMatchObject({ ok: false, error: { __typename: 'VersionMismatchError' } });
    expect(Object.isFrozen(result)).toBe(true);
    await expect(safe(contract, { reason: 'An office moves.' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('returns the id of a record that it takes out of sight', async () => {
    const mock = createMockClient().on('LeadDecline', {
      leadDecline: { __typename: 'LeadDeclineSuccess', leadId: 'led_1' },
    });
    const lead = { id: 'led_1', version: 2, status: 'ROUTED' } as const;
    expect(await mock.client.leads.decline(lead, { reason: 'No capacity.' })).toBe('led_1');
  });
});

describe('isIn', () => {
  it('narrows a record to states by the field that holds them', () => {
    const lead = { status: 'ROUTED' } as LeadIn;
    expect(isIn(lead, 'status', 'NEW', 'ROUTED')).toBe(true);
    expect(isIn(lead, 'status', 'ACCEPTED')).toBe(false);
  });
});
