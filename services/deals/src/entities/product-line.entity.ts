import { builder } from '../builder.ts';

/** A product line, whose fields the partners subgraph tells. */
export const ProductLine = builder.objectRef<{ readonly id: string }>('ProductLine').implement({
  fields: (t) => ({ id: t.exposeID('id') }),
});

builder.asEntity(ProductLine, {
  key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  resolveReference: (stub) => stub,
});
