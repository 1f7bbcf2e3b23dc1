import { describe, expect, it } from 'vitest';
import { Pool } from 'pg';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { maxDeliveryAttempts } from '@channelgraph/server/events/deliver.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { listParkedEvents, replayParkedEvents } from '@channelgraph/server/maintenance.ts';
import { replicatePartner } from '@channelgraph/server/partner-directory.ts';
import { admin, startKitService } from './kit-service.ts';
import type { KitContext } from './kit-service.ts';
import { until } from '../../testkit/until.ts';

const partner = (partnerId: string, version = 1) => ({
  partnerId,
  displayName: `${partnerId} v${version}`,
  types: ['MSP'],
  segment: null,
  status: 'ACTIVE',
  programId: null,
  timeZone: 'UTC',
  currency: 'USD',
  deliveredScopes: [],
  regions: [],
  enrolledOn: null,
  tiers: [],
  camIds: [],
  externalReferences: [],
  version,
});

function write(context: KitContext, partnerId: string, version = 1): Promise<void> {
  return context.db.write((tx) =>
    emit(tx, context, {
      type: 'partners.partner.changed',
      subject: partnerId,
      data: partner(partnerId, version),
    }),
  );
}

async function makeDue(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await pool.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL');
  await pool.end();
}

describe('events', () => {
  it('reach every consumer once, in the order of their subject', async () => {
    const delivered: string[] = [];
    await using service = await startKitService({
      transport: {
        deliver: async (consumer, event) =>
          void delivered.push(`${consumer} ${event.subject} ${event.sequence}`),
      },
    });
    for (const version of [1, 2, 3]) await write(service.as(admin), 'prt_a', version);
    await write(service.as(admin), 'prt_b');
    while ((await service.subgraph.runJobs()) > 0);
    for (const consumer of ['deals', 'enablement', 'incentives']) {
      expect(delivered.filter((line) => line.startsWith(`${consumer} prt_a`))).toEqual(
        [1, 2, 3].map((n) => `${consumer} prt_a ${n}`),
      );
    }
    expect(delivered.length).toBe(12);
  });

  it('are not delivered for work that was rolled back', async () => {
    const delivered: EventEnvelope[] = [];
    await using service = await startKitService({
      transport: { deliver: async (_, event) => void delivered.push(event) },
    });
    const context = service.as(admin);
    await context.db
      .write(async (tx) => {
        await emit(tx, context, {
          type: 'partners.partner.changed',
          subject: 'prt_a',
          data: partner('prt_a'),
        });
        throw new Error('no');
      })
      .catch(() => undefined);
    await service.subgraph.runJobs();
    expect(delivered).toEqual([]);
  });

  it('are not lost when a worker takes the job of their subject at the same moment', async () => {
    const delivered: string[] = [];
    await using service = await startKitService({
      transport: {
        deliver: async (consumer, event) => void delivered.push(`${consumer} ${event.sequence}`),
      },
    });
    const context = service.as(admin);
    await write(context, 'prt_a', 1);
    const pool = new Pool({ connectionString: service.url });
    const worker = await pool.connect();
    await worker.query('BEGIN');
    await worker.query('UPDATE graphile_worker._private_jobs SET locked_at = now(), attempts = attempts + 1');
    const writing = write(context, 'prt_a', 2);
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await until(
      () => pool.query(waiting),
      ({ rowCount }) => rowCount === 1,
    );
    await worker.query('COMMIT');
    worker.release();
    await writing;
    await pool.query('DELETE FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL');
    await pool.end();
    while ((await service.subgraph.runJobs()) > 0);
    expect(delivered.sort()).toEqual(
      ['deals', 'enablement', 'incentives'].flatMap((name) => [`${name} 1`, `${name} 2`]),
    );
  });

  it('are not lost when a slow transaction commits after a later one', async () => {
    const delivered: string[] = [];
    await using service = await startKitService({
      transport: {
        deliver: async (consumer, event) => void (consumer === 'deals' && delivered.push(event.subject)),
      },
    });
    const context = service.as(admin);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let written = (): void => undefined;
    const hasWritten = new Promise<void>((resolve) => (written = resolve));
    const slow = context.db.write(async (tx) => {
      await emit(tx, context, {
        type: 'partners.partner.changed',
        subject: 'prt_slow',
        data: partner('prt_slow'),
      });
      written();
      await gate;
    });
    await hasWritten;
    await write(context, 'prt_fast');
    await service.subgraph.runJobs();
    release();
    await slow;
    await service.subgraph.runJobs();
    expect(delivered).toEqual(['prt_fast', 'prt_slow']);
  });

  it('wait behind one that fails, are parked with it after ten tries, and go on after a replay', async () => {
    let isBroken = true;
    const delivered: string[] = [];
    await using service = await startKitService({
      transport: {
        async deliver(consumer, event) {
          if (consumer !== 'deals') return;
          if (isBroken && event.subject === 'prt_bad') throw new Error('consumer is down');
          delivered.push(`${event.subject} ${event.sequence}`);
        },
      },
    });
    await write(service.as(admin), 'prt_bad', 1);
    await write(service.as(admin), 'prt_bad', 2);
    await write(service.as(admin), 'prt_good');
    for (let attempt = 0; attempt <= maxDeliveryAttempts; attempt += 1) {
      await service.subgraph.runJobs();
      await makeDue(service.url);
    }
    expect(delivered).toEqual(['prt_good 1']);
    isBroken = false;
    expect(await listParkedEvents(service.url)).toEqual([
      expect.objectContaining({
        type: 'partners.partner.changed',
        subject: 'prt_bad',
        consumer: 'deals',
        attempts: maxDeliveryAttempts,
        lastError: 'consumer is down',
      }),
    ]);
    expect(await replayParkedEvents(service.url)).toBe(1);
    expect(await listParkedEvents(service.url)).toEqual([]);
    while ((await service.subgraph.runJobs()) > 0);
    expect(delivered).toEqual(['prt_good 1', 'prt_bad 1', 'prt_bad 2']);
  });

  it('are delivered after a restart though the job that was to do it is gone', async () => {
    await using before = await startKitService();
    await write(before.as(admin), 'prt_a');
    const pool = new Pool({ connectionString: before.url });
    await pool.query('DELETE FROM graphile_worker._private_jobs');
    await pool.end();
    expect(await before.subgraph.runJobs()).toBe(0);
    const delivered: string[] = [];
    await using after = await startKitService({
      databaseUrl: before.url,
      transport: { deliver: async (consumer) => void delivered.push(consumer) },
    });
    await after.subgraph.runJobs();
    expect(delivered.toSorted()).toEqual(['deals', 'enablement', 'incentives']);
  });

  it('have one effect however often and in whatever order they arrive', async () => {
    let effects = 0;
    await using service = await startKitService({
      consumers: {
        'partners.partner.changed': async (tx, _, event) => {
          effects += 1;
          await replicatePartner(tx, event);
        },
      },
    });
    const envelope = (version: number): EventEnvelope => ({
      id: `evt_${version}`,
      type: 'partners.partner.changed',
      occurredAt: '2026-10-15T09:00:00.000Z',
      subject: 'prt_a',
      sequence: version,
      version: 1,
      actor: 'test',
      data: partner('prt_a', version),
    });
    await Promise.all(
      [3, 1, 2, 3, 2, 1, 1, 3, 2].map((version) => service.subgraph.consume(envelope(version))),
    );
    expect(effects).toBe(3);
    const rows = await service.as(admin).db.read.$queryRaw<{ display_name: string }[]>`
      SELECT display_name FROM channelgraph.partner_directory`;
    expect(rows).toEqual([{ display_name: 'prt_a v3' }]);
  });

  it('of an unknown kind are refused, so that the sender parks them', async () => {
    await using service = await startKitService();
    const event = { id: 'evt_1', type: 'deals.metrics.recorded' } as unknown as EventEnvelope;
    await expect(service.subgraph.consume(event)).rejects.toThrow('No consumer for deals.metrics.recorded');
  });
});
