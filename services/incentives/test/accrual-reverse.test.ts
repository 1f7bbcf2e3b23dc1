import { beforeEach, describe, expect, it } from 'vitest';
import {
  ada,
  alan,
  ana,
  carla,
  harbor,
  monthClosed,
  owedTo,
  partnerChanged,
  publishPlan,
  service,
  startIncentives,
  storedAccruals,
  userOf,
  type Incentives,
} from './support.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

let incentives: Incentives;

beforeEach(async () => {
  incentives = await startIncentives();
  await publishPlan(incentives);
  await incentives.subgraph.consume(partnerChanged(harbor));
  await incentives.subgraph.consume(monthClosed('2026-09-01', '1000.00'));
  return () => incentives[Symbol.asyncDispose]();
});

const key = '0192f0c4-0000-7000-8000-000000000001';

async function reverse(input: Record<string, unknown> = {}, viewer: Viewer = alan) {
  const [accrual] = await storedAccruals(incentives);
  const { data, errors } = await incentives.as(viewer)(
    `mutation ($input: AccrualReverseInput!) { accrualReverse(input: $input) {
      __typename
      ... on UserError { code message }
      ... on PolicyViolationError { rule }
      ... on VersionMismatchError { actualVersion }
      ... on AccrualReverseSuccess { accrual {
        id status version reversedBy { amount { amount currency } reason reverses { id } explanation { step value } journalEntry { postedOn reverses { id } postings { amount { amount } account { kind } } } }
      } }
    } }`,
    { input: { id: accrual?.id, reason: 'Billed by mistake', idempotencyKey: key, ...input } },
  );
  return { result: data?.['accrualReverse'] as Record<string, unknown> | undefined, errors };
}

describe('accrualReverse', () => {
  it('writes a negative accrual and a reversing entry and marks the accrual', async () => {
    const [before] = await storedAccruals(incentives);
    const { result, errors } = await reverse();
    expect(errors).toBeUndefined();
    expect(result).toMatchObject({
      __typename: 'AccrualReverseSuccess',
      accrual: {
        id: before?.id,
        status: 'REVERSED',
        version: 2,
        reversedBy: {
          amount: { amount: '-80.00', currency: 'USD' },
          reason: 'Billed by mistake',
          reverses: { id: before?.id },
          explanation: [
            { step: 'REVERSED', value: '80.00 USD' },
            { step: 'AMOUNT', value: '-80.00 USD' },
          ],
          journalEntry: {
            postedOn: '2026-10-15',
            postings: [
              { amount: { amount: '-80.00' }, account: { kind: 'VENDOR_EXPENSE' } },
              { amount: { amount: '80.00' }, account: { kind: 'PARTNER_PAYABLE' } },
            ],
          },
        },
      },
    });
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
  });

  it('sent 20 times at once with one key has one effect; the others replay it or are told to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => reverse()));
    const names = answers.map(({ result }) => result?.['__typename']);
    expect(names.filter((name) => name === 'AccrualReverseSuccess').length).toBeGreaterThanOrEqual(1);
    expect(
      names.every((name) => name === 'AccrualReverseSuccess' || name === 'IdempotencyInProgressError'),
    ).toBe(true);
    expect(await storedAccruals(incentives)).toHaveLength(2);
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
    expect((await reverse()).result?.['__typename']).toBe('AccrualReverseSuccess');
    expect(await storedAccruals(incentives)).toHaveLength(2);
  });

  it('sent 20 times at once with 20 keys has one effect; the others are refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => reverse({ idempotencyKey: `a-key-of-its-own-${index}` })),
    );
    const names = answers
      .map(({ result }) => String(result?.['__typename']))
      .toSorted((a, b) => (a < b ? -1 : 1));
    expect(names).toEqual([
      'AccrualReverseSuccess',
      ...Array.from({ length: 19 }, () => 'InvalidTransitionError'),
    ]);
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
  });

  it('refuses a key that came with another reason, and changes nothing', async () => {
    await reverse();
    expect((await reverse({ reason: 'Another reason' })).result).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('refuses a second reversal, and the reversal of a reversal', async () => {
    await reverse();
    const [, reversal] = await storedAccruals(incentives);
    const other = { idempotencyKey: 'another-key-of-mine-1' };
    expect((await reverse(other)).result).toMatchObject({ code: 'INVALID_TRANSITION' });
    expect((await reverse({ ...other, id: reversal?.id })).result).toMatchObject({
      __typename: 'PolicyViolationError',
      rule: 'accrual.reverse.once',
    });
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
  });

  it('keeps whoever published the terms from reversing what they earned', async () => {
    expect((await reverse({}, ada)).result).toMatchObject({
      __typename: 'PolicyViolationError',
      rule: 'accrual.reverse.separation',
    });
    expect(await storedAccruals(incentives)).toHaveLength(1);
  });

  it('lets them where the plan does not separate the duties', async () => {
    await publishPlan(incentives, { effectiveFrom: '2026-10-01', isReversalSeparated: false });
    await incentives.subgraph.consume(monthClosed('2026-10-01', '500.00', { contractId: 'ctr_other' }));
    const [, accrual] = await storedAccruals(incentives);
    expect((await reverse({ id: accrual?.id }, ada)).result?.['__typename']).toBe('AccrualReverseSuccess');
  });

  it.each([
    ['a service', service],
    ['an account manager', carla],
    ['an analyst', ana],
    ["the partner's administrator", userOf(harbor, 'ADMIN')],
    ["the partner's finance", userOf(harbor, 'FINANCE')],
  ])('is forbidden for %s and changes nothing', async (_name, viewer) => {
    const { result, errors } = await reverse({}, viewer);
    expect(result).toBeFalsy();
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(await storedAccruals(incentives)).toHaveLength(1);
  });

  it('refuses an unknown id, an empty reason, a short key and a stale version', async () => {
    expect((await reverse({ id: 'acc_absent' })).result).toMatchObject({ code: 'NOT_FOUND' });
    expect((await reverse({ reason: '  ' })).result).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await reverse({ idempotencyKey: 'short' })).result).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await reverse({ expectedVersion: 9 })).result).toMatchObject({
      code: 'VERSION_MISMATCH',
      actualVersion: 1,
    });
    expect(await storedAccruals(incentives)).toHaveLength(1);
  });

  it('settles the month by hand: a later restatement is noted and pays nothing', async () => {
    await reverse();
    const restated = monthClosed('2026-09-01', '2000.00');
    await incentives.subgraph.consume(restated);
    await incentives.subgraph.consume(restated);
    await incentives.subgraph.consume(monthClosed('2026-09-01', '2000.00'));
    expect((await storedAccruals(incentives)).map((row) => [row.status, row.amount_minor])).toEqual([
      ['REVERSED', '8000'],
      ['ACCRUED', '-8000'],
      ['DECLINED', '0'],
    ]);
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
  });

  it('takes back no more than the month earned: a restatement downward is reversed first', async () => {
    await incentives.subgraph.consume(monthClosed('2026-09-01', '300.00'));
    const [, restatement] = await storedAccruals(incentives);
    expect((await reverse({ idempotencyKey: 'too-early-for-this-1' })).result).toMatchObject({
      __typename: 'PolicyViolationError',
      rule: 'accrual.reverse.remainder',
    });
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '2400' });
    await reverse({ id: restatement?.id, idempotencyKey: 'the-restatement-first' });
    await reverse();
    expect(await owedTo(incentives, harbor)).toEqual({ USD: '0' });
  });

  it('and a restatement at the same moment never leave the partner owing', async () => {
    await Promise.all([reverse(), incentives.subgraph.consume(monthClosed('2026-09-01', '200.00'))]);
    const rows = await storedAccruals(incentives);
    const sum = rows.reduce((all, row) => all + BigInt(row.amount_minor), 0n);
    expect(await owedTo(incentives, harbor)).toEqual({ USD: sum.toString() });
  });
});
