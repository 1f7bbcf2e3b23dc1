import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { partnerUser, startKitService } from './kit-service.ts';

type Service = Awaited<ReturnType<typeof startKitService>>;

async function withTwoPartners(service: Service): Promise<void> {
  const client = new Client({ connectionString: service.url });
  await client.connect();
  await client.query(
    `INSERT INTO channelgraph.partner_directory (partner_id, display_name, types, status, time_zone, currency, version)
     SELECT p, p, '{MSP}', 'ACTIVE', 'UTC', 'USD', 1 FROM unnest('{prt_a,prt_b}'::text[]) AS p`,
  );
  await client.end();
}

const seen = async (tx: unknown): Promise<string[]> => {
  const rows = await (tx as { $queryRaw(query: TemplateStringsArray): Promise<{ partner_id: string }[]> })
    .$queryRaw`SELECT partner_id FROM channelgraph.partner_directory ORDER BY 1`;
  return rows.map(({ partner_id }) => partner_id);
};

describe('the rights of the program within a transaction', () => {
  it('show everything inside and the viewer’s rows alone before and afterwards', async () => {
    await using service = await startKitService();
    await withTwoPartners(service);
    const context = service.as(partnerUser('prt_a'));
    const views = await context.db.write(async (tx) => [
      await seen(tx),
      await withProgramRights(tx, context.viewer, () => seen(tx)),
      await seen(tx),
    ]);
    expect(views).toEqual([['prt_a'], ['prt_a', 'prt_b'], ['prt_a']]);
  });

  it('last until the outer of two parts ends', async () => {
    await using service = await startKitService();
    await withTwoPartners(service);
    const context = service.as(partnerUser('prt_a'));
    const views = await context.db.write(async (tx) => [
      await withProgramRights(tx, context.viewer, async () => {
        await withProgramRights(tx, context.viewer, () => seen(tx));
        return seen(tx);
      }),
      await seen(tx),
    ]);
    expect(views).toEqual([['prt_a', 'prt_b'], ['prt_a']]);
  });

  it('end when the part throws and the transaction goes on', async () => {
    await using service = await startKitService();
    await withTwoPartners(service);
    const context = service.as(partnerUser('prt_a'));
    const view = await context.db.write(async (tx) => {
      await withProgramRights(tx, context.viewer, () => Promise.reject(new Error('refused'))).catch(
        () => undefined,
      );
      return seen(tx);
    });
    expect(view).toEqual(['prt_a']);
  });

  it('end with the transaction whose statement failed', async () => {
    await using service = await startKitService();
    await withTwoPartners(service);
    const context = service.as(partnerUser('prt_a'));
    const failed = context.db.write((tx) =>
      withProgramRights(tx, context.viewer, () => (tx as never as Broken).$executeRaw`SELECT 1 / 0`),
    );
    await expect(failed).rejects.toThrow('division by zero');
    expect(await context.db.write((tx) => seen(tx))).toEqual(['prt_a']);
  });
});

interface Broken {
  $executeRaw(query: TemplateStringsArray): Promise<number>;
}
