import { replicaTables } from '@channelgraph/server/bulk/references.ts';

/** Where the objects that this service's inputs may name are stored. */
export const referenceTables = {
  PartnerUser: replicaTables.PartnerUser,
  CertificationTrack: { table: 'certification_track', idColumn: 'id' },
  CertificationAward: { table: 'certification_award', idColumn: 'id' },
} as const;
