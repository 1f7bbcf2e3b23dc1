import { contracts, customers, opportunities, registrations, renewals } from './export-deals.ts';
import type { ExportEntity } from './export-entity.ts';
import { partners, productLines, scorecards } from './export-program.ts';
import { seats, slaResults, surveys, usage } from './export-service.ts';

/** Everything that can be exported, in the order of the files. */
export const exportEntities: readonly ExportEntity[] = [
  partners,
  productLines,
  customers,
  registrations,
  opportunities,
  contracts,
  usage,
  seats,
  surveys,
  slaResults,
  renewals,
  scorecards,
];
