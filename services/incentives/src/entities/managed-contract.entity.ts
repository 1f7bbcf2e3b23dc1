import { builder } from '../builder.ts';

/** A managed contract, which the deals service owns: here only its key. */
export const ManagedContract = builder
  .objectRef<{ readonly id: string }>('ManagedContract')
  .implement({ fields: (t) => ({ id: t.exposeID('id') }) });

builder.asEntity(ManagedContract, {
  key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  resolveReference: (stub) => stub,
});
