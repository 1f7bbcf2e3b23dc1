import type { Capability } from '@channelgraph/core/viewer.ts';

/** Partner users who see what their company is owed; the vendor's staff passes everywhere. */
export const seesMoney = { capability: ['ADMIN', 'FINANCE'] as readonly Capability[] };

/** Partner users who see what was earned for which deal. */
export const seesAccruals = { capability: ['ADMIN', 'FINANCE', 'SALES'] as readonly Capability[] };
