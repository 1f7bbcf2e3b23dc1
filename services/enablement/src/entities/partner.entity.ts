import { builder } from '../builder.ts';

/** A partner, whom the partners service describes; here it gains its certifications. */
export const Partner = builder.objectRef<{ readonly id: string }>('Partner').implement({
  fields: (t) => ({ id: t.exposeID('id') }),
});

// Nothing is loaded: what hangs below is read as the viewer and so is empty for a partner out of sight.
builder.asEntity(Partner, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }) => ({ id }),
});
