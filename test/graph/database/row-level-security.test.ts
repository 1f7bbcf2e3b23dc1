import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabases, type TestDatabases } from '../../testkit/databases.ts';

const roles = ['channelgraph_partner', 'channelgraph_cam', 'channelgraph_staff'];

/** Tables without policies, and what keeps each one from viewers. */
const unguarded: Readonly<Record<string, { readonly reason: string; readonly grants: readonly string[] }>> = {
  'channelgraph.audit_head': { reason: 'written by the trigger of audit_event alone', grants: [] },
  'channelgraph.event': {
    reason: 'written with a change, read by the deliveries alone',
    grants: ['channelgraph_cam INSERT', 'channelgraph_partner INSERT', 'channelgraph_staff INSERT'],
  },
  'channelgraph.event_delivery': { reason: 'written by the trigger of event alone', grants: [] },
  'channelgraph.event_head': { reason: 'written by the trigger of event alone', grants: [] },
  'channelgraph.inbox': {
    reason: 'consumers run as a service, and no partner’s data is in it',
    grants: ['channelgraph_staff INSERT', 'channelgraph_staff SELECT'],
  },
  'channelgraph.subscription': { reason: 'written at every start by the owner', grants: [] },
  'public._prisma_migrations': { reason: 'the migration engine’s own', grants: [] },
};

/** Tables of the program, of which partners and account managers read every row. */
const programTables: Readonly<Record<ServiceName, readonly string[]>> = {
  partners: ['partner_type_profile', 'product_line', 'program', 'scorecard_template', 'tier'],
  deals: ['policy_version'],
  enablement: ['certification_requirement', 'certification_track'],
  incentives: ['external_reference', 'incentive_plan', 'incentive_plan_version'],
};

/** Tables of which account managers read every row: what they know of every partner, and of each other. */
const camTables: Readonly<Record<ServiceName, readonly string[]>> = {
  partners: ['cam_assignment', 'partner', 'staff_member', 'tier_assignment'],
  deals: ['direct_engagement'],
  enablement: [],
  incentives: [],
};

const definers = ['chain_audit_event', 'enqueue', 'fan_out_event', 'number_event', 'verify_audit'];
// The rights of staff: the credits of a deal are added up over all partners, whoever writes one.
const definersOf: Readonly<Partial<Record<string, readonly string[]>>> = {
  deals: ['refuse_credit_beyond_whole'],
};

interface Table {
  readonly name: string;
  readonly isGuarded: boolean;
  readonly isForced: boolean;
  readonly grants: readonly string[];
}

interface Policy {
  readonly table: string;
  readonly policy: string;
  readonly command: string;
  readonly roles: readonly string[];
  readonly reads: string | null;
  readonly writes: string | null;
}

const tablesSql = `
  SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS "isGuarded", c.relforcerowsecurity AS "isForced",
    ARRAY(SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END || ' ' || a.privilege_type
      FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner ORDER BY 1) AS grants
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'channelgraph') AND c.relkind IN ('r', 'p', 'f') ORDER BY 1`;
const policiesSql = `
  SELECT n.nspname || '.' || c.relname AS table, p.polname AS policy, p.polcmd AS command,
    ARRAY(SELECT CASE o WHEN 0 THEN 'PUBLIC' ELSE o::regrole::text END FROM unnest(p.polroles) o) AS roles,
    pg_get_expr(p.polqual, p.polrelid) AS reads, pg_get_expr(p.polwithcheck, p.polrelid) AS writes
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2`;

let databases: TestDatabases;
const clients = new Map<ServiceName, Client>();

beforeAll(async () => {
  databases = await createTestDatabases();
  for (const service of serviceNames) {
    const client = new Client({ connectionString: databases.urls[service] });
    await client.connect();
    clients.set(service, client);
  }
});
afterAll(async () => {
  for (const client of clients.values()) await client.end();
  await databases.drop();
});

async function rows<Row extends object>(service: ServiceName, sql: string): Promise<Row[]> {
  const result = await clients.get(service)?.query<Row>(sql);
  return result?.rows ?? [];
}

describe.each(serviceNames)('the database of %s', (service) => {
  it('guards every table, for its owner too, but for the named ones that nobody reaches', async () => {
    const tables = await rows<Table>(service, tablesSql);
    expect(tables.length).toBeGreaterThan(15);
    const open = tables.filter(({ isGuarded, isForced }) => !isGuarded || !isForced);
    expect(Object.fromEntries(open.map(({ name, grants }) => [name, grants]))).toEqual(
      Object.fromEntries(Object.entries(unguarded).map(([name, { grants }]) => [name, grants])),
    );
  });

  it('has a policy for whatever a role was granted, and grants nothing to anybody else', async () => {
    const policies = await rows<Policy>(service, policiesSql);
    const commands: Readonly<Record<string, string>> = { SELECT: 'r', INSERT: 'a', UPDATE: 'w', DELETE: 'd' };
    const grants = (await rows<Table>(service, tablesSql))
      .filter(({ isGuarded }) => isGuarded)
      .flatMap(({ name, grants: given }) => given.map((grant) => [name, ...grant.split(' ')] as const));
    expect(grants.filter(([, role]) => !roles.includes(role ?? ''))).toEqual([]);
    const withoutPolicy = grants.filter(
      ([name, role = '', privilege = '']) =>
        !policies.some(
          (policy) =>
            policy.table === name &&
            policy.roles.includes(role) &&
            (policy.command === '*' || policy.command === commands[privilege]),
        ),
    );
    expect(withoutPolicy).toEqual([]);
  });

  it('lets partners and account managers past no table but those of the program', async () => {
    const policies = await rows<Policy>(service, policiesSql);
    const open = policies.filter(({ reads, writes }) => reads === 'true' || writes === 'true');
    const readsAll = (role: string): string[] =>
      [
        ...new Set(
          open
            .filter((policy) => policy.roles.includes(role))
            .map(({ table }) => table.replace('public.', '')),
        ),
      ].toSorted();
    const shared = ['channelgraph.product_line_directory', ...programTables[service]].toSorted();
    expect(readsAll('channelgraph_partner')).toEqual(shared);
    expect(readsAll('channelgraph_cam')).toEqual([...shared, ...camTables[service]].toSorted());
    const writable = open.filter(
      ({ command, roles: to }) => command !== 'r' && to.some((role) => role !== 'channelgraph_staff'),
    );
    expect(writable).toEqual([]);
    expect(policies.filter(({ roles: to }) => to.includes('PUBLIC'))).toEqual([]);
  });

  it('keeps partner-owned rows apart by the viewer’s company and portfolio and by nothing else', async () => {
    const policies = await rows<Policy>(service, policiesSql);
    const own = policies.filter(({ policy }) => policy === 'partner_own' || policy === 'cam_portfolio');
    expect(own.length).toBeGreaterThan(10);
    const shapes = new Set(
      own.map(
        ({ policy, reads }) =>
          `${policy}: ${(reads ?? '').replaceAll(/\b(partner_)?id\b/g, 'id').replaceAll(/\s+/g, ' ')}`,
      ),
    );
    expect(
      [...shapes].filter(
        (shape) => !shape.includes('viewer_partner_id()') && !shape.includes('channelgraph.portfolio'),
      ),
    ).toEqual([]);
    expect(own.filter(({ reads, writes }) => reads !== writes)).toEqual([]);
  });

  it('has no view that reads with the rights of its owner', async () => {
    const views = await rows<{ name: string }>(
      service,
      `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('public', 'channelgraph') AND c.relkind IN ('v', 'm')
         AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)`,
    );
    expect(views).toEqual([]);
  });

  it('has no function with the rights of its owner but the named ones, each with a fixed search path', async () => {
    const functions = await rows<{ name: string; path: string[] | null; callers: string[] }>(
      service,
      `SELECT p.proname AS name, p.proconfig AS path,
         ARRAY(SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM aclexplode(p.proacl) a
           WHERE a.grantee <> p.proowner ORDER BY 1) AS callers
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'graphile_worker') ORDER BY 1`,
    );
    const own = definersOf[service] ?? [];
    expect(functions.map(({ name }) => name)).toEqual([...definers, ...own].toSorted());
    expect(
      functions.filter(({ path }) => !path?.some((setting) => setting.startsWith('search_path='))),
    ).toEqual([]);
    const callers = Object.fromEntries(functions.map(({ name, callers: who }) => [name, who]));
    expect(callers).toEqual({
      chain_audit_event: [],
      enqueue: roles.toSorted(),
      fan_out_event: [],
      number_event: [],
      verify_audit: ['channelgraph_staff'],
      ...Object.fromEntries(own.map((name) => [name, []])),
    });
  });

  it('gives none of its roles a way around the policies', async () => {
    const given = await rows<{ name: string }>(
      service,
      `SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcanlogin OR rolinherit OR rolcreaterole OR rolcreatedb OR rolreplication AS "isMighty",
         EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS "isMember",
         EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) AS "isOwner"
       FROM pg_roles r WHERE rolname LIKE 'channelgraph%' ORDER BY 1`,
    );
    expect(given).toEqual(
      ['channelgraph_app', 'channelgraph_cam', 'channelgraph_partner', 'channelgraph_staff'].map((name) => ({
        name,
        isMighty: false,
        isMember: false,
        isOwner: false,
      })),
    );
  });
});
