import type { Context } from '../src/context.ts';
import { describe, expect, it } from 'vitest';
import { type Enablement, ada, harbor, ridgeline, service, startHarbor, userOf } from './support.ts';

function contextOf({ subgraph }: Enablement, viewer = service): Context {
  return subgraph.createContext({ viewer }) as Context;
}

describe('the database', () => {
  it.each([
    ['UPDATE certification_award SET expires_on = expires_on + 1, version = version + 1', 'written once'],
    ["UPDATE certification_award SET evidence = 'forged', version = version + 1", 'written once'],
    ["UPDATE certification_award SET user_id = 'usr_other', version = version + 1", 'written once'],
    ["UPDATE certification_award SET revoked_on = '2026-10-15', revocation_reason = 'x'", 'one version'],
    [
      "UPDATE certification_award SET revoked_on = '2026-10-15', version = version + 1",
      'certification_award_revocation',
    ],
    ['DELETE FROM certification_award', 'permission denied'],
    ['TRUNCATE certification_award', 'permission denied'],
    ["UPDATE certification_track SET scope = 'CLOUD_MANAGEMENT'", 'scope of a certification track is fixed'],
    [
      'UPDATE certification_requirement SET minimum_people = 1',
      'published certification requirement is fixed',
    ],
    ['DELETE FROM certification_requirement', 'permission denied'],
  ])('refuses %s, even to a service', async (statement, message) => {
    await using enablement = await startHarbor();
    const context = contextOf(enablement);
    await expect(context.db.write((tx) => tx.$executeRawUnsafe(statement))).rejects.toThrow(message);
  });

  it('lets an award be revoked or superseded once, and then keeps it', async () => {
    await using enablement = await startHarbor();
    const context = contextOf(enablement);
    const revoke =
      "UPDATE certification_award SET revoked_on = '2026-10-15', revocation_reason = 'x', version = version + 1";
    expect(await context.db.write((tx) => tx.$executeRawUnsafe(revoke))).toBe(4);
    await expect(context.db.write((tx) => tx.$executeRawUnsafe(revoke))).rejects.toThrow('final');
  });

  it('refuses a second award that stands for one person and track', async () => {
    await using enablement = await startHarbor();
    const context = contextOf(enablement);
    const copy = `INSERT INTO certification_award (id, partner_id, user_id, track_id, awarded_on, expires_on, created_at, created_by, updated_at, updated_by)
      SELECT 'awd_copy', partner_id, user_id, track_id, awarded_on, expires_on, created_at, created_by, updated_at, updated_by
      FROM certification_award LIMIT 1`;
    await expect(context.db.write((tx) => tx.$executeRawUnsafe(copy))).rejects.toThrow(
      'certification_award_one_stands',
    );
  });

  it('refuses every write by a partner user', async () => {
    await using enablement = await startHarbor();
    const context = contextOf(enablement, userOf(harbor, 'ADMIN'));
    for (const table of [
      'certification_award',
      'membership',
      'partner_profile',
      'reported_coverage',
      'coverage_progress',
      'external_reference',
    ]) {
      await expect(
        context.db.write((tx) => tx.$executeRawUnsafe(`UPDATE ${table} SET partner_id = partner_id`)),
      ).rejects.toThrow('permission denied');
    }
  });

  it('shows a partner user no row of another partner in any table', async () => {
    await using enablement = await startHarbor();
    await enablement.settle();
    const context = contextOf(enablement, userOf(ridgeline, 'ADMIN', 'usr_rival'));
    const { read } = context.db;
    expect(await read.certificationAward.count()).toBe(0);
    expect(await read.membership.count()).toBe(0);
    expect(await read.partnerProfile.count()).toBe(0);
    expect(await read.reportedCoverage.count()).toBe(0);
    expect(await read.coverageProgress.count()).toBe(0);
    expect(await read.externalReference.count({ where: { partnerId: { not: null } } })).toBe(0);
    expect(await contextOf(enablement, userOf(harbor, 'ADMIN')).db.read.certificationAward.count()).toBe(4);
  });

  it('guards every table of the service by row-level security that even the owner is under', async () => {
    await using enablement = await startHarbor();
    const context = contextOf(enablement);
    const open = await context.db.read.$queryRaw<{ relname: string }[]>`
      SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname <> '_prisma_migrations' AND NOT (relrowsecurity AND relforcerowsecurity)`;
    expect(open).toEqual([]);
  });
});

describe('the audit trail', () => {
  it('holds an entry per change and an unbroken chain', async () => {
    await using enablement = await startHarbor();
    const { data, errors } = await enablement.as(ada)(
      `{ enablementAuditEvents(partnerId: "${harbor}") { nodes { action actor entityType } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.enablementAuditEvents.nodes).toEqual(
      Array.from({ length: 4 }, () => ({
        action: 'certificationAward.created',
        actor: 'stf_ada',
        entityType: 'CertificationAward',
      })),
    );
    const broken = await contextOf(enablement).db.read.$queryRaw`SELECT * FROM channelgraph.verify_audit()`;
    expect(broken).toEqual([]);
  });
});
