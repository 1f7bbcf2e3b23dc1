import { builder } from '../builder.ts';

/** A level of a program's ladder, whose fields the partners subgraph tells. */
export const Tier = builder.objectRef<{ readonly id: string }>('Tier').implement({
  fields: (t) => ({ id: t.exposeID('id') }),
});

builder.asEntity(Tier, {
  key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  resolveReference: (stub) => stub,
});
