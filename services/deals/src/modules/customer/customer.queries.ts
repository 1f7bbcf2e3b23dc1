import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { IdFilter, StringFilter } from '@channelgraph/graphql/filters.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import type { Customer as CustomerRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { lapsedCustomers } from './customer.links.ts';
import { customerById } from './customer.loaders.ts';
import { normalizeCompanyName } from './customer.names.ts';
import { Customer, CustomerConnection } from './customer.type.ts';

interface Filter {
  readonly id?: IdFilter | null | undefined;
  readonly legalName?: StringFilter | null | undefined;
  readonly country?: StringFilter | null | undefined;
  readonly industry?: StringFilter | null | undefined;
  readonly domain?: string | null | undefined;
  readonly parentId?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly and?: readonly Filter[] | null | undefined;
  readonly or?: readonly Filter[] | null | undefined;
  readonly not?: Filter | null | undefined;
}

const CustomerFilter = builder.inputRef<Filter>('CustomerFilter');
CustomerFilter.implement({
  description: 'Which customers. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    legalName: t.field({ type: 'StringFilter', description: 'By name.' }),
    country: t.field({ type: 'StringFilter', description: 'By country code.' }),
    industry: t.field({ type: 'StringFilter', description: 'By industry.' }),
    domain: t.string({ description: 'Has this internet domain, in lower case.' }),
    parentId: t.field({ type: 'IdFilter', description: 'By the company that it belongs to.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'Has a deal or a contract with this partner.' }),
    and: t.field({ type: [CustomerFilter], description: 'All of these hold.' }),
    or: t.field({ type: [CustomerFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: CustomerFilter, description: 'This does not hold.' }),
  }),
});

const CustomerOrder = orderInput(builder, 'Customer', { LEGAL_NAME: 'By name.' });

builder.queryFields((t) => ({
  customer: t.field({
    type: Customer,
    nullable: true,
    description: 'Reads a customer; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the customer.' }) },
    resolve: (_, { id }, context) => customerById(context, id),
  }),
  customers: t.field({
    type: CustomerConnection,
    description: 'Lists the customers that the viewer may see. Default order: by name.',
    args: {
      filter: t.arg({ type: CustomerFilter, description: 'Which customers. Default: all.' }),
      search: t.arg.string({ description: 'Words of the name; accents and legal forms do not count.' }),
      orderBy: t.arg({ type: CustomerOrder, description: 'The order. Default: by name, ascending.' }),
      ...pageArgs(t),
    },
    resolve: async (_, { filter, search, orderBy, ...args }, context) => {
      const conditions = [
        { mergedIntoId: null, id: { notIn: [...(await lapsedCustomers(context))] } },
        whereOf(filter),
        search ? { normalizedName: { contains: normalizeCompanyName(search) } } : {},
      ];
      return keysetPage<CustomerRow, 'LEGAL_NAME'>({
        args,
        order: orderBy ?? { field: 'LEGAL_NAME', direction: 'ASC' },
        columns: { LEGAL_NAME: 'legalName' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.customer.findMany({ where: { AND: [...conditions, where] }, orderBy: order, take }),
        count: () => context.db.read.customer.count({ where: { AND: conditions } }),
      });
    },
  }),
}));

function whereOf(filter: Filter | null | undefined): Prisma.CustomerWhereInput {
  if (!filter) return {};
  const { id, legalName, country, industry, domain, parentId, partnerId, and, or, not } = filter;
  return givenOnly({
    id: toPrismaWhere.id(id),
    legalName: toPrismaWhere.string(legalName),
    country: toPrismaWhere.string(country),
    industry: toPrismaWhere.string(industry),
    domains: domain ? { has: domain } : undefined,
    // By the company itself, so that one which the viewer may not see is like none.
    parent: parentId ? { is: { id: toPrismaWhere.id(parentId) } } : undefined,
    partners: partnerId ? { some: { partnerId: toPrismaWhere.id(partnerId) } } : undefined,
    AND: and?.map(whereOf),
    OR: or?.map(whereOf),
    NOT: not ? whereOf(not) : undefined,
  }) as Prisma.CustomerWhereInput;
}
