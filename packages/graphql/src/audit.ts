import { countAudit, readAudit } from '@channelgraph/server/audit-trail.ts';
import type { AuditEvent, AuditFilter } from '@channelgraph/server/audit-trail.ts';
import type { ServiceName } from '@channelgraph/core/event-types.ts';
import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { SubgraphBuilder } from './builder.ts';
import { pageArgs } from './connections.ts';
import { decodeCursor, encodeCursor, readSlice, toPage } from './keyset.ts';
import type { Page, PageArgs } from './keyset.ts';

const newestFirst = { field: 'AT', direction: 'DESC' } as const;

/**
 * Adds `<service>AuditEvents` and its types.
 *
 * @remarks Each service is the authority on its own changes only, so each has a root field of its own;
 * the types are shared. An entry tells of a record, with a reason in words, that not every colleague may
 * see: partner users other than their company's administrators read only what they did themselves.
 */
export function addAuditTrail<Context extends RequestContext>(
  builder: SubgraphBuilder<Context>,
  service: ServiceName,
): void {
  const shared = builder as unknown as SubgraphBuilder;
  const connection = addConnection(shared);
  shared.queryField(`${service}AuditEvents`, (t) =>
    t.field({
      type: connection,
      description: `The changes that the ${service} service made, newest first. A partner user with the capability \`ADMIN\` sees those of their company, any other partner user those that they made themselves.`,
      args: {
        entityId: t.arg.id({ description: 'Only changes of this entity. Default: of all.' }),
        partnerId: t.arg.id({
          description: 'Only changes of what belongs to this partner. Default: of all.',
        }),
        ...pageArgs(t),
      },
      resolve: (_, { entityId = null, partnerId = null, ...args }, context) =>
        auditPage(context, { entityId, partnerId, actor: onlyActor(context.viewer) }, args),
    }),
  );
}

function onlyActor({ role, capabilities, userId }: Viewer): string | null {
  return role === 'PARTNER_USER' && !capabilities.includes('ADMIN') ? userId : null;
}

async function auditPage(
  context: RequestContext,
  filter: AuditFilter,
  args: PageArgs,
): Promise<Page<AuditEvent>> {
  const slice = readSlice(args);
  const after = slice.cursor === null ? null : decodeCursor(slice.cursor, newestFirst).id;
  const rows = await readAudit(context.db.read, {
    ...filter,
    after,
    isAscending: slice.isBackward,
    take: slice.size + 1,
  });
  return {
    ...toPage(rows, slice, (row) => encodeCursor(newestFirst, row.id, row.id)),
    totalCount: () => countAudit(context.db.read, filter),
  };
}

function addConnection(builder: SubgraphBuilder) {
  const event = builder.objectRef<AuditEvent>('AuditEvent').implement({
    shareable: true,
    description:
      'One change of one entity. Entries of a chain are linked by hashes, so that a change of the trail shows.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'The id of the entry; sorts by time.' }),
      at: t.expose('at', {
        type: 'DateTime',
        description: 'When the change happened, by the business clock.',
      }),
      actor: t.exposeID('actor', { description: 'Who made it: a user, a staff member or `service:<name>`.' }),
      role: t.exposeString('role', { description: 'The role in which they did.' }),
      action: t.exposeString('action', { description: 'What happened, e.g. `partner.suspended`.' }),
      entityType: t.exposeString('entityType', { description: 'The type of the entity.' }),
      entityId: t.exposeID('entityId', { description: 'The id of the entity.' }),
      partnerId: t.exposeID('partnerId', {
        nullable: true,
        description: 'The partner it belongs to; null for matters of the program.',
      }),
      reason: t.string({
        nullable: true,
        description: 'The reason given; null when none was. Masked for analysts.',
        resolve: ({ reason }, _args, { viewer }) =>
          reason === null ? null : maskPersonalData(viewer, reason),
      }),
      beforeHash: t.exposeString('beforeHash', {
        nullable: true,
        description: 'SHA-256 of the state before; null for a creation.',
      }),
      afterHash: t.exposeString('afterHash', {
        nullable: true,
        description: 'SHA-256 of the state afterwards; null for a removal.',
      }),
      policyVersionId: t.exposeID('policyVersionId', {
        nullable: true,
        description: 'The policy version that decided; null when none did.',
      }),
      chain: t.exposeString('chain', { description: 'The chain: a partner id, or `program`.' }),
      sequence: t.int({
        description: 'The place in the chain, from 1 without gaps.',
        resolve: ({ sequence }) => Number(sequence),
      }),
      previousHash: t.exposeString('previousHash', {
        description: 'The hash of the entry before; zeros for the first.',
      }),
      hash: t.exposeString('hash', { description: 'SHA-256 over this entry and the hash before.' }),
    }),
  });
  const edge = builder.objectRef<Page<AuditEvent>['edges'][number]>('AuditEventEdge').implement({
    shareable: true,
    description: 'An entry of the audit trail, with its place in the list.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'The place of the entry, for `after` and `before`.' }),
      node: t.field({ type: event, description: 'The entry.', resolve: ({ node }) => node }),
    }),
  });
  return builder.objectRef<Page<AuditEvent>>('AuditEventConnection').implement({
    shareable: true,
    description: 'A page of the audit trail.',
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The entries with their places.',
        resolve: ({ edges }) => [...edges],
      }),
      nodes: t.field({ type: [event], description: 'The entries.', resolve: ({ nodes }) => [...nodes] }),
      pageInfo: t.field({
        type: 'PageInfo',
        description: 'Where the page lies in the list.',
        resolve: ({ pageInfo }) => pageInfo,
      }),
      totalCount: t.int({
        nullable: true,
        description: 'The number of entries in the whole list. Counted on request.',
        resolve: ({ totalCount }) => totalCount(),
      }),
    }),
  });
}
