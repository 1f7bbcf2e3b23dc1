import { builder } from '../builder.ts';

/** The entities of other services that `node` can lead to; the gateway fills in the rest. */
const foreignEntities = [
  'Customer',
  'ConflictCase',
  'DealRegistration',
  'Lead',
  'Opportunity',
  'ManagedContract',
  'SeatSnapshot',
  'CustomerSlaResult',
  'Renewal',
  'CoSellRequest',
  'CustomerSurvey',
  'MrrMovement',
  'PipelineSnapshot',
  'ContractChangeRequest',
  'UsageRecord',
  'CertificationTrack',
  'CertificationAward',
  'CertificationRequirement',
  'IncentivePlan',
  'Accrual',
  'LedgerAccount',
  'JournalEntry',
] as const;

for (const name of foreignEntities) {
  const stub = builder.objectRef<{ readonly id: string }>(name).implement({ interfaces: ['Node'] });
  builder.asEntity(stub, {
    key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
    resolveReference: (reference) => reference,
  });
}

/** Tells whether another service answers for entities of this type. */
export function isForeignEntity(typename: string): boolean {
  return foreignEntities.some((name) => name === typename);
}
