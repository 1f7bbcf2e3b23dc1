import { createHash, randomUUID } from 'node:crypto';
import { TypeID, typeidUnboxed } from 'typeid-js';

/** Id prefixes and the entity type each stands for; one entry per stored entity of the program. */
export const idPrefixes = {
  acc: 'Accrual',
  alt: 'Alert',
  aud: 'AuditEvent',
  awd: 'CertificationAward',
  cas: 'CamAssignment',
  ccr: 'ContractChangeRequest',
  cev: 'ConflictEvidence',
  cfl: 'ConflictCase',
  cpy: 'ConflictParty',
  crv: 'ManagedContractRevision',
  csr: 'CoSellRequest',
  ctr: 'ManagedContract',
  cus: 'Customer',
  dec: 'RegistrationDecision',
  dir: 'DirectEngagement',
  enr: 'ProgramEnrollment',
  evd: 'RegistrationEvidence',
  evt: 'Event',
  fct: 'MetricFact',
  jrn: 'JournalEntry',
  lac: 'LedgerAccount',
  led: 'Lead',
  mov: 'MrrMovement',
  opp: 'Opportunity',
  opr: 'OpportunityPartnerRole',
  orv: 'OpportunityRevision',
  pcl: 'ProtectionClaim',
  plan: 'IncentivePlan',
  pln: 'ProductLine',
  pls: 'PipelineSnapshot',
  pol: 'PolicyVersion',
  prg: 'Program',
  prt: 'Partner',
  pst: 'Posting',
  ptp: 'PartnerTypeProfile',
  reg: 'DealRegistration',
  req: 'CertificationRequirement',
  rex: 'RegistrationExtension',
  rnw: 'Renewal',
  rrv: 'RenewalRevision',
  sea: 'SeatSnapshot',
  slr: 'CustomerSlaResult',
  srv: 'CustomerSurvey',
  stf: 'StaffMember',
  tas: 'TierAssignment',
  tgt: 'PlanTarget',
  tir: 'Tier',
  trk: 'CertificationTrack',
  usg: 'UsageRecord',
  usr: 'PartnerUser',
} as const;

/** A known id prefix. */
export type IdPrefix = keyof typeof idPrefixes;

/** The only source of new ids; injected, so that a demo or a test can make the same ids every time. */
export interface Ids {
  next(prefix: IdPrefix): string;
}

// Several companies share these records: a time within the id would tell each of them when another came first.
const untimed: ReadonlySet<IdPrefix> = new Set(['cfl', 'cus']);

/**
 * Creates ids for production: TypeIDs (`prt_…`) around a time-sortable UUIDv7, or around a random UUIDv4 for
 * records that several companies share.
 */
export function createIds(): Ids {
  return {
    next: (prefix) =>
      untimed.has(prefix) ? TypeID.fromUUID(prefix, randomUUID()).toString() : typeidUnboxed(prefix),
  };
}

/**
 * Creates ids that are the same in every run with the same seed.
 *
 * @remarks The time part counts milliseconds from the epoch given, so that ids sort in the order made.
 */
export function deterministicIds(seed: string, epoch: Date = new Date('2026-01-01T00:00:00Z')): Ids {
  let count = 0;
  return {
    next(prefix) {
      count += 1;
      const random = createHash('sha256').update(`${seed}:${count}`).digest();
      const bytes = Buffer.alloc(16);
      bytes.writeUIntBE(epoch.getTime() + count, 0, 6);
      random.copy(bytes, 6, 0, 10);
      bytes[6] = (random.readUInt8(0) & 0x0f) | 0x70;
      bytes[8] = (random.readUInt8(2) & 0x3f) | 0x80;
      return TypeID.fromUUIDBytes(prefix, bytes).toString();
    },
  };
}

/** Names the entity type that an id belongs to by its prefix; null when the prefix is unknown. */
export function typenameOfId(id: string): string | null {
  const prefix = id.slice(0, id.lastIndexOf('_'));
  return Object.hasOwn(idPrefixes, prefix) ? idPrefixes[prefix as IdPrefix] : null;
}
