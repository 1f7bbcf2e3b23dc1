import { isStaff } from '@channelgraph/core/viewer.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type { Customer as CustomerRow, CustomerIdentityKey } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { childrenOf, customerById } from './customer.loaders.ts';
import { identityKeysOf } from './identity-key.loaders.ts';

const IdentityKeyKind = builder.enumType('IdentityKeyKind', {
  description: 'What two records of one company have in common.',
  values: described({
    DUNS: 'The D-U-N-S number: certain.',
    TAX_ID: 'A tax number: certain.',
    DOMAIN: 'An internet domain: strong.',
    NAME_COUNTRY: 'The reduced name and the country: weak.',
    EXTERNAL: 'The name that another system uses.',
  }),
});

/** A normalised value by which a customer can be recognised. */
export const IdentityKey = builder
  .objectRef<Pick<CustomerIdentityKey, 'kind' | 'value'>>('CustomerIdentityKey')
  .implement({
    description: 'A normalised value by which a customer can be recognised.',
    fields: (t) => ({
      kind: t.expose('kind', { type: IdentityKeyKind, description: 'What the value is.' }),
      value: t.exposeString('value', { description: 'The value, reduced for comparison.' }),
    }),
  });

/** A company that buys through partners. */
export const Customer = builder.objectRef<CustomerRow>('Customer');

/** A page of customers. */
export const CustomerConnection = connectionOf(builder, Customer, 'Customer');

Customer.implement({
  description:
    'A company that buys through partners. A partner user sees only customers with whom their company has a deal or a contract.',
  interfaces: ['Node'],
  fields: (t) => ({
    version: t.int({
      nullable: true,
      description:
        'Rises with each change; send it as `expectedVersion`. Visible to staff; null for others, whom it would tell of each other.',
      resolve: ({ version }, _, { viewer }) => (isStaff(viewer) ? version : null),
    }),
    legalName: t.exposeString('legalName', { description: 'The name on contracts.' }),
    normalizedName: t.exposeString('normalizedName', {
      description: 'The name reduced for matching: lower case, no accents, no legal form.',
    }),
    country: t.expose('country', {
      type: 'CountryCode',
      nullable: true,
      description: 'The country of its seat; null when not known.',
    }),
    industry: t.exposeString('industry', {
      nullable: true,
      description: 'The industry; null when not known.',
    }),
    domains: t.exposeStringList('domains', { description: 'Its internet domains in lower case.' }),
    identityKeys: t.field({
      type: [IdentityKey],
      description: 'The values by which it can be recognised. Visible to staff; empty for others.',
      resolve: async ({ id }, _, context) =>
        isStaff(context.viewer) ? ((await identityKeysOf(context, id)) ?? []) : [],
    }),
    isDirectNamedAccount: t.boolean({
      nullable: true,
      description:
        'Whether the vendor sells to it directly, against every registration. Visible to staff; null for others.',
      resolve: ({ isDirectNamedAccount }, _, { viewer }) => (isStaff(viewer) ? isDirectNamedAccount : null),
    }),
    parent: t.field({
      type: Customer,
      nullable: true,
      description:
        'The company that it belongs to; null when to none, or to one that the viewer may not see.',
      resolve: ({ parentId }, _, context) => (parentId === null ? null : customerById(context, parentId)),
    }),
    children: t.field({
      type: CustomerConnection,
      description: 'The companies that belong to it, by name, as far as the viewer may see them.',
      args: pageArgs(t),
      resolve: async ({ id }, args, context) => childrenOf(context, { parentId: id, args }),
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'Its names in other systems. Visible to staff.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was recorded. Visible to staff; null for others.',
      resolve: ({ createdAt }, _, { viewer }) => (isStaff(viewer) ? createdAt : null),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last changed. Visible to staff; null for others.',
      resolve: ({ updatedAt }, _, { viewer }) => (isStaff(viewer) ? updatedAt : null),
    }),
  }),
});

builder.asEntity(Customer, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => customerById(context, id),
});
