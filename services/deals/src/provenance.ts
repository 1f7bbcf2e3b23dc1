import { sqltag as sql } from '@prisma/client/runtime/client';

/** In which order sources are believed, in SQL: what was verified first, what a partner reports last. */
export const believedOrder = sql`ARRAY['VERIFIED', 'SYSTEM', 'IMPORT', 'PARTNER_REPORTED']`;
