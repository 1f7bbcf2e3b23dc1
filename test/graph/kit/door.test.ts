import { describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { ForbiddenError } from '@channelgraph/server/request-errors.ts';
import { admin, partnerUser, startKitService, storeLine } from './kit-service.ts';

const directoryRow = (id: string) =>
  `INSERT INTO channelgraph.partner_directory (partner_id, display_name, types, status, time_zone, currency, version)
   VALUES ('${id}', '${id}', '{MSP}', 'ACTIVE', 'UTC', 'USD', 1)`;

async function asOwner(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const visiblePartners = (context: ReturnType<Awaited<ReturnType<typeof startKitService>>['as']>) =>
  context.db.read.$queryRaw<
    { partner_id: string }[]
  >`SELECT partner_id FROM channelgraph.partner_directory ORDER BY 1`.then((rows) =>
    rows.map(({ partner_id }) => partner_id),
  );

describe('the door to the database', () => {
  it('shows partner users their company, account managers their portfolio, and staff everything', async () => {
    await using service = await startKitService();
    await asOwner(
      service.url,
      directoryRow('prt_a'),
      directoryRow('prt_b'),
      `INSERT INTO channelgraph.portfolio (partner_id, cam_id) VALUES ('prt_b', 'stf_cam')`,
    );
    expect(await visiblePartners(service.as(partnerUser('prt_a')))).toEqual(['prt_a']);
    expect(await visiblePartners(service.as(partnerUser('prt_c')))).toEqual([]);
    expect(await visiblePartners(service.as({ ...admin, role: 'CAM', userId: 'stf_cam' }))).toEqual([
      'prt_b',
    ]);
    expect(await visiblePartners(service.as({ ...admin, role: 'CAM', userId: 'stf_other' }))).toEqual([]);
    expect(await visiblePartners(service.as({ ...admin, role: 'ANALYST' }))).toEqual(['prt_a', 'prt_b']);
    expect(await visiblePartners(service.as(admin))).toEqual(['prt_a', 'prt_b']);
  });

  it('never leaks a viewer through the pool: 1,000 mixed reads, 100 at once, see their own only', async () => {
    await using service = await startKitService();
    const partners = Array.from({ length: 10 }, (_, index) => `prt_${index}`);
    await asOwner(service.url, ...partners.map(directoryRow));
    const answers: boolean[] = [];
    for (let wave = 0; wave < 10; wave += 1) {
      const seen = Array.from({ length: 100 }, async (_, index) => {
        const partner = partners[index % partners.length]!;
        return (await visiblePartners(service.as(partnerUser(partner)))).join() === partner;
      });
      answers.push(...(await Promise.all(seen)));
    }
    expect(answers.length).toBe(1_000);
    expect(answers.filter((isOwn) => !isOwn)).toEqual([]);
  });

  it('gives a connection no right of its own', async () => {
    await using service = await startKitService();
    const client = new Client({ connectionString: service.url, options: '-c role=channelgraph_app' });
    await client.connect();
    await expect(client.query('SELECT * FROM product_line')).rejects.toThrow('permission denied');
    await expect(client.query('SELECT * FROM channelgraph.audit_event')).rejects.toThrow('permission denied');
    await client.end();
  });

  it('refuses writes and transactions through the reading client', async () => {
    await using service = await startKitService();
    const read = service.as(admin).db.read as unknown as {
      productLine: { deleteMany(): Promise<unknown> };
      $executeRawUnsafe(sql: string): Promise<unknown>;
    };
    await expect(read.productLine.deleteMany()).rejects.toThrow('this client only reads');
    await expect(read.$executeRawUnsafe('SELECT 1')).rejects.toThrow('this client only reads');
  });

  it('rolls everything back when the work throws', async () => {
    await using service = await startKitService();
    const context = service.as(admin);
    await expect(
      context.db.write(async (tx) => {
        await storeLine(tx, 'pln_1');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await context.db.read.productLine.count()).toBe(0);
  });

  it('says that it is busy, and that a retry may help, when a lock is not to be had in time', async () => {
    await using service = await startKitService();
    const context = service.as(admin);
    await context.db.write((tx) => storeLine(tx, 'pln_1'));
    const holder = new Client({ connectionString: service.url });
    await holder.connect();
    await holder.query(`BEGIN; SELECT 1 FROM product_line WHERE id = 'pln_1' FOR UPDATE`);
    const attempt = context.db.write((tx) =>
      tx.productLine.update({ where: { id: 'pln_1' }, data: { name: 'x' } }),
    );
    await expect(attempt).rejects.toThrow(
      expect.objectContaining({ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }),
    );
    await holder.query('ROLLBACK');
    await holder.end();
  });

  it('says so too when only the commit finds the lock taken', async () => {
    await using service = await startKitService();
    const context = service.as(admin);
    await context.db.write((tx) => storeLine(tx, 'pln_1'));
    const holder = new Client({ connectionString: service.url });
    await holder.connect();
    await holder.query(`
      CREATE FUNCTION lock_at_commit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER lock_at_commit AFTER UPDATE ON product_line
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lock_at_commit()`);
    await holder.query('SELECT pg_advisory_lock(1)');
    const attempt = context.db.write((tx) =>
      tx.productLine.update({ where: { id: 'pln_1' }, data: { name: 'x' } }),
    );
    await expect(attempt).rejects.toThrow(
      expect.objectContaining({ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }),
    );
    await holder.end();
  });

  it('lets analysts read and nothing else', async () => {
    await using service = await startKitService();
    const context = service.as({ ...admin, role: 'ANALYST' });
    await expect(context.db.write((tx) => storeLine(tx, 'pln_1'))).rejects.toThrow(ForbiddenError);
    expect(await context.db.read.productLine.count()).toBe(0);
  });

  it('loses no update among 50 concurrent read-then-write increments that lock their row', async () => {
    await using service = await startKitService();
    const context = service.as(admin);
    await context.db.write((tx) => storeLine(tx, 'pln_1'));
    await Promise.all(
      Array.from({ length: 50 }, () =>
        context.db.write(async (tx) => {
          const [row] = await tx.$queryRaw<
            { version: number }[]
          >`SELECT version FROM product_line WHERE id = 'pln_1' FOR UPDATE`;
          await tx.productLine.update({ where: { id: 'pln_1' }, data: { version: row!.version + 1 } });
        }),
      ),
    );
    expect((await context.db.read.productLine.findUniqueOrThrow({ where: { id: 'pln_1' } })).version).toBe(
      51,
    );
  });

  it('puts the request id into the statements', async () => {
    await using service = await startKitService();
    const client = new Client({ connectionString: service.url });
    await client.connect();
    const context = service.subgraph.createContext({ viewer: admin, requestId: 'req-seen-in-sql' });
    await (context as ReturnType<typeof service.as>).db.read.productLine.count();
    const { rows } = await client.query<{ query: string }>(
      `SELECT query FROM pg_stat_activity WHERE application_name = 'channelgraph-partners' AND datname = current_database()`,
    );
    await client.end();
    expect(rows).toEqual([{ query: '/* request req-seen-in-sql */ COMMIT' }]);
  });
});
