import { builder } from '../builder.ts';

/** A person who works for the vendor, whom the partners service owns: here only the key. */
export const StaffMember = builder
  .objectRef<{ readonly id: string }>('StaffMember')
  .implement({ fields: (t) => ({ id: t.exposeID('id') }) });

builder.asEntity(StaffMember, {
  key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  resolveReference: (stub) => stub,
});
