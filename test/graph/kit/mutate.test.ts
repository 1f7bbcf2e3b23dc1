import { describe, expect, it } from 'vitest';
import {
  IdempotencyInProgressError,
  IdempotencyKeyReusedError,
  NotFoundError,
  ValidationError,
} from '@channelgraph/core/domain-errors.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { admin, startKitService, storeLine } from './kit-service.ts';
import type { KitContext } from './kit-service.ts';

const key = '01980000-0000-7000-8000-000000000001';

function createLine(
  context: KitContext,
  input: { readonly name: string },
  idempotencyKey: string | null = key,
) {
  return mutate(context, { mutation: 'lineCreate', idempotencyKey, input }, async (tx) => {
    const id = context.ids.next('pln');
    await storeLine(tx, id);
    return { id };
  });
}

describe('a mutation with an idempotency key', () => {
  it('has one effect and answers a replay with the first result', async () => {
    await using service = await startKitService();
    const first = await createLine(service.as(admin), { name: 'a' });
    expect(await createLine(service.as(admin), { name: 'a' })).toEqual(first);
    expect(await service.as(admin).db.read.productLine.count()).toBe(1);
  });

  it('refuses the key with another input, and changes nothing', async () => {
    await using service = await startKitService();
    await createLine(service.as(admin), { name: 'a' });
    await expect(createLine(service.as(admin), { name: 'b' })).rejects.toThrow(IdempotencyKeyReusedError);
    expect(await service.as(admin).db.read.productLine.count()).toBe(1);
  });

  it("treats another caller's key as another key", async () => {
    await using service = await startKitService();
    const first = await createLine(service.as(admin), { name: 'a' });
    const second = await createLine(service.as({ ...admin, userId: 'stf_other' }), { name: 'a' });
    expect(second).not.toEqual(first);
  });

  it('has one effect for 20 sends at the same moment; the others replay or are told to wait', async () => {
    await using service = await startKitService();
    for (let round = 0; round < 10; round += 1) {
      const roundKey = `${key}-${round}`;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => createLine(service.as(admin), { name: 'a' }, roundKey)),
      );
      const results = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value.id] : [],
      );
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(new Set(results).size).toBe(1);
      expect(refusals.every((reason) => reason instanceof IdempotencyInProgressError)).toBe(true);
      expect(await createLine(service.as(admin), { name: 'a' }, roundKey)).toEqual({ id: results[0] });
    }
    expect(await service.as(admin).db.read.productLine.count()).toBe(10);
  });

  it('takes the same key again after a refusal, which stored nothing', async () => {
    await using service = await startKitService();
    const context = service.as(admin);
    const refused = mutate(
      context,
      { mutation: 'lineCreate', idempotencyKey: key, input: { name: 'a' } },
      async (tx) => {
        await storeLine(tx, 'pln_1');
        throw new NotFoundError('ProductLine');
      },
    );
    await expect(refused).rejects.toThrow(NotFoundError);
    expect(await context.db.read.productLine.count()).toBe(0);
    await createLine(context, { name: 'corrected' });
    expect(await context.db.read.productLine.count()).toBe(1);
  });

  it('runs anew each time without a key', async () => {
    await using service = await startKitService();
    await createLine(service.as(admin), { name: 'a' }, null);
    await createLine(service.as(admin), { name: 'a' }, null);
    expect(await service.as(admin).db.read.productLine.count()).toBe(2);
  });

  it.each(['short', 'x'.repeat(256)])('refuses the unusable key %j', async (badKey) => {
    await using service = await startKitService();
    await expect(createLine(service.as(admin), { name: 'a' }, badKey)).rejects.toThrow(ValidationError);
    expect(await service.as(admin).db.read.productLine.count()).toBe(0);
  });
});
