import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { CustomerIdentityKey } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** Loads the identity keys of a customer. */
export const identityKeysOf = defineLoader(async (context: Context, customerIds: readonly string[]) =>
  groupByKey<CustomerIdentityKey, string>(
    await context.db.read.customerIdentityKey.findMany({
      where: { customerId: { in: [...customerIds] } },
      orderBy: [{ kind: 'asc' }, { value: 'asc' }],
    }),
    ({ customerId }) => customerId,
  ),
);
