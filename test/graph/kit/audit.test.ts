import { describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { audit } from '@channelgraph/server/audit.ts';
import { findBrokenAuditLinks } from '@channelgraph/server/maintenance.ts';
import type { BrokenAuditLink } from '@channelgraph/server/maintenance.ts';
import { admin, partnerUser, startKitService } from './kit-service.ts';

type Service = Awaited<ReturnType<typeof startKitService>>;

async function writeTrail(service: Service): Promise<void> {
  const context = service.as(admin);
  for (const partnerId of ['prt_a', 'prt_b', null]) {
    await context.db.write((tx) =>
      audit(
        tx,
        context,
        Array.from({ length: 5 }, (_, index) => ({
          action: 'thing.changed',
          entityType: 'Thing',
          entityId: `thing_${index}`,
          partnerId,
          before: { index },
          after: { index: index + 1 },
          reason: index === 0 ? null : 'a reason',
        })),
      ),
    );
  }
}

async function tamper(service: Service, statement: string): Promise<BrokenAuditLink[]> {
  const client = new Client({ connectionString: service.url });
  await client.connect();
  await client.query('ALTER TABLE channelgraph.audit_event DISABLE TRIGGER USER');
  await client.query(statement);
  await client.query('ALTER TABLE channelgraph.audit_event ENABLE TRIGGER USER');
  await client.end();
  return findBrokenAuditLinks(service.url);
}

describe('the audit trail', () => {
  it('is whole when nobody touched it', async () => {
    await using service = await startKitService();
    await writeTrail(service);
    expect(await tamper(service, 'SELECT 1')).toEqual([]);
  });

  it.each([
    [
      'an edited row',
      `UPDATE channelgraph.audit_event SET reason = 'another' WHERE chain = 'prt_a' AND sequence = 3`,
      'prt_a',
      '3',
    ],
    [
      'a removed row',
      `DELETE FROM channelgraph.audit_event WHERE chain = 'prt_a' AND sequence = 3`,
      'prt_a',
      '4',
    ],
    [
      'a cut tail',
      `DELETE FROM channelgraph.audit_event WHERE chain = 'program' AND sequence = 5`,
      'program',
      '5',
    ],
    ['a whole chain gone', `DELETE FROM channelgraph.audit_event WHERE chain = 'prt_b'`, 'prt_b', '5'],
    [
      'two rows swapped',
      `UPDATE channelgraph.audit_event SET sequence = CASE sequence WHEN 2 THEN 103 ELSE 102 END WHERE chain = 'prt_b' AND sequence IN (2, 3);
       UPDATE channelgraph.audit_event SET sequence = sequence - 100 WHERE sequence > 100`,
      'prt_b',
      '2',
    ],
  ])('shows %s and where', async (_, statement, chain, sequence) => {
    await using service = await startKitService();
    await writeTrail(service);
    expect(await tamper(service, statement)).toEqual([expect.objectContaining({ chain, sequence })]);
  });

  it('refuses to be changed, whoever tries', async () => {
    await using service = await startKitService();
    await writeTrail(service);
    const client = new Client({ connectionString: service.url });
    await client.connect();
    for (const statement of [
      `UPDATE channelgraph.audit_event SET reason = 'x'`,
      'DELETE FROM channelgraph.audit_event',
      'TRUNCATE channelgraph.audit_event',
    ]) {
      await expect(client.query(statement)).rejects.toThrow('its rows are written once');
    }
    await client.end();
  });

  it('chains concurrent writers without a gap', async () => {
    await using service = await startKitService();
    const context = service.as(admin);
    const entry = {
      action: 'a.b',
      entityType: 'T',
      entityId: 't',
      partnerId: 'prt_a',
      before: null,
      after: 1,
    };
    await Promise.all(Array.from({ length: 40 }, () => context.db.write((tx) => audit(tx, context, entry))));
    expect(await context.db.read.$queryRaw`SELECT * FROM channelgraph.verify_audit()`).toEqual([]);
    const rows = await context.db.read.$queryRaw<
      { last: bigint }[]
    >`SELECT max(sequence) AS last FROM channelgraph.audit_event`;
    expect(rows[0]?.last).toBe(40n);
  });

  it('shows a partner user the changes of their own company only', async () => {
    await using service = await startKitService();
    await writeTrail(service);
    const rows = await service.as(partnerUser('prt_a')).db.read.$queryRaw<{ chain: string }[]>`
      SELECT DISTINCT chain FROM channelgraph.audit_event`;
    expect(rows).toEqual([{ chain: 'prt_a' }]);
  });
});
