import { builder } from '../builder.ts';

/** A partner, which the partners service owns; this service adds its deals and contracts. */
export const Partner = builder
  .objectRef<{ readonly id: string }>('Partner')
  .implement({ fields: (t) => ({ id: t.exposeID('id') }) });

builder.asEntity(Partner, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }) => ({ id }),
});
