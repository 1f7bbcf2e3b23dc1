import { sqltag as sql } from '@prisma/client/runtime/client';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';

/** A partner, whose own fields the partners subgraph tells. */
export interface PartnerStub {
  readonly id: string;
}

/** The partner entity as far as this subgraph extends it. */
export const Partner = builder.objectRef<PartnerStub>('Partner').implement({
  fields: (t) => ({ id: t.exposeID('id') }),
});

builder.asEntity(Partner, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: (stub) => stub,
});

/** Tells whether the viewer may see a partner's deals at all: null where the partner is not visible. */
export const visiblePartner = defineLoader(async (context: Context, partnerIds: readonly string[]) =>
  byKey(
    await context.db.read.$queryRaw<{ id: string; currency: string }[]>(
      sql`SELECT partner_id AS id, currency FROM channelgraph.partner_directory WHERE partner_id = ANY(${[...partnerIds]}::text[])`,
    ),
    ({ id }) => id,
  ),
);
