import { builder } from '../builder.ts';

/** A person, whom the partners service describes: names are only there, and masked there. */
export const PartnerUser = builder.objectRef<{ readonly id: string }>('PartnerUser').implement({
  fields: (t) => ({ id: t.exposeID('id') }),
});

builder.asEntity(PartnerUser, {
  key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  resolveReference: ({ id }) => ({ id }),
});
