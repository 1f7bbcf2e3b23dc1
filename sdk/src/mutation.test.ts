import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createMockClient, graphqlError, networkError } from './testing/index.ts';

const success = {
  seatSnapshotRecordMany: {
    __typename: 'SeatSnapshotRecordManySuccess',
    rows: [],
    createdCount: 0,
    updatedCount: 0,
    unchangedCount: 0,
    refusedCount: 0,
    isDryRun: false,
  },
} as const;
const invalid = {
  seatSnapshotRecordMany: {
    __typename: 'ValidationError',
    code: 'VALIDATION_FAILED',
    message: 'The input breaks rules.',
    path: ['input'],
    issues: [
      {
        code: 'TOO_MANY',
        message: 'hunter2 is one of 251 items.',
        path: ['input', 'items'],
        remedy: 'Send fewer.',
      },
    ],
  },
} as const;
const reused = {
  seatSnapshotRecordMany: {
    __typename: 'IdempotencyKeyReusedError',
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: 'The key was used with another input.',
    path: null,
  },
} as const;

const keysOf = (calls: readonly { readonly variables: unknown }[]): unknown[] =>
  calls.map(({ variables }) => (variables as { input: { idempotencyKey: unknown } }).input.idempotencyKey);

describe('a mutation', () => {
  it('returns the success member of its union', async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', success);
    const result = await mock.client.seatSnapshots.recordMany({ items: [] });
    expect(result).toEqual(success.seatSnapshotRecordMany);
    expect(Object.isFrozen(result)).toBe(true);
  });

  it('makes one key, keeps it across its attempts and makes another for the next call', async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', networkError(), success);
    await mock.client.seatSnapshots.recordMany({ items: [] });
    await mock.client.seatSnapshots.recordMany({ items: [] });
    const [first, second, third] = keysOf(mock.calls);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("keeps the caller's key, from the input before the options", async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', success);
    await mock.client.seatSnapshots.recordMany({ items: [] }, { idempotencyKey: 'option' });
    await mock.client.seatSnapshots.recordMany(
      { items: [], idempotencyKey: 'input' },
      { idempotencyKey: 'option' },
    );
    expect(keysOf(mock.calls)).toEqual(['option', 'input']);
  });

  it('does not change the input', async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', success);
    const input = Object.freeze({ items: [] });
    await mock.client.seatSnapshots.recordMany(input);
    expect(input).toEqual({ items: [] });
  });
});

describe('an expected failure', () => {
  it('is thrown as its class, with every problem and without quoting the input', async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', invalid);
    const call = mock.client.seatSnapshots.recordMany({ items: [], idempotencyKey: 'hunter2' });
    const error: unknown = await call.catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'ValidationError',
      kind: 'validation',
      code: 'VALIDATION_FAILED',
      message:
        'SeatSnapshotRecordMany: The input breaks rules. 1 problem(s), the first at input.items: TOO_MANY.',
      issues: [
        {
          code: 'TOO_MANY',
          message: '••• is one of 251 items.',
          path: ['input', 'items'],
          remedy: 'Send fewer.',
        },
      ],
    });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });

  it('is a conflict with the fields of its type when it is neither invalid nor absent', async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', reused);
    await expect(mock.client.seatSnapshots.recordMany({ items: [] })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'IDEMPOTENCY_KEY_REUSED',
      details: { __typename: 'IdempotencyKeyReusedError' },
    });
  });

  it('is returned unchanged by the safe variant', async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', invalid, success);
    const refused = await mock.client.seatSnapshots.recordMany.safe({ items: [] });
    expect(refused).toEqual({ ok: false, error: invalid.seatSnapshotRecordMany });
    const done = await mock.client.seatSnapshots.recordMany.safe({ items: [] });
    expect(done).toEqual({ ok: true, value: success.seatSnapshotRecordMany });
  });

  it('does not include surprises: the safe variant throws those', async () => {
    const mock = createMockClient().on('SeatSnapshotRecordMany', graphqlError('FORBIDDEN'));
    await expect(mock.client.seatSnapshots.recordMany.safe({ items: [] })).rejects.toMatchObject({
      kind: 'permission',
    });
  });
});
