import { bindActions, type BoundActions } from './action.ts';
import { type CoreClient, createCoreClient } from './client.ts';
import { bindMutation, type BoundMutation, type Mutation } from './mutation.ts';
import type { ClientOptions } from './options.ts';
import { upsertCertificationAwards, upsertCertificationTracks } from './resources/certifications.ts';
import { upsertCustomers } from './resources/customers.ts';
import { conflictActions, getConflict, listConflicts, reportConflict } from './resources/conflicts.ts';
import {
  createRegistration,
  getRegistration,
  listRegistrations,
  registrationActions,
} from './resources/registrations.ts';
import { createLead, getLead, leadActions, listLeads, upsertLeads } from './resources/leads.ts';
import {
  contractActions,
  createContract,
  getContract,
  listContracts,
  upsertContracts,
} from './resources/contracts.ts';
import { recordMetricFacts } from './resources/metric-facts.ts';
import { upsertOpportunities } from './resources/opportunities.ts';
import {
  getPartner,
  getPartnerByExternalReference,
  listPartners,
  upsertPartners,
} from './resources/partners.ts';
import { upsertPartnerUsers, upsertStaffMembers } from './resources/people.ts';
import { getPipeline } from './resources/pipelines.ts';
import { upsertPlanTargets } from './resources/plan-targets.ts';
import { upsertProductLines } from './resources/product-lines.ts';
import { upsertProgramEnrollments, upsertPrograms } from './resources/programs.ts';
import { getScorecard, listScorecards } from './resources/scorecards.ts';
import { recordSeatSnapshots } from './resources/seat-snapshots.ts';

/** A function of the SDK without its first parameter, the client. */
export type Bound<Function> = Function extends (client: CoreClient, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** A mutation of the SDK without its first parameter, the client. */
export type BoundTo<Function> =
  Function extends Mutation<infer Input, infer Union> ? BoundMutation<Input, Union> : never;

/** Everything the SDK can do, by resource. */
export interface Client extends CoreClient {
  readonly partners: {
    /** Reads a partner by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getPartner>;
    /** Reads a partner by its id in another system; null when it is absent or not visible. */
    readonly getByExternalReference: Bound<typeof getPartnerByExternalReference>;
    /** Lists the partners that the caller may see. */
    readonly list: Bound<typeof listPartners>;
    /** Creates or changes up to 250 partners. */
    readonly upsertMany: BoundTo<typeof upsertPartners>;
  };
  readonly scorecards: {
    /** Reads a partner's scorecard with all its lines; null when there is none. */
    readonly get: Bound<typeof getScorecard>;
    /** Lists partners with the totals of their scorecards. */
    readonly list: Bound<typeof listScorecards>;
  };
  readonly pipelines: {
    /** Reads the pipeline of a partner, or of all that a filter leaves. */
    readonly get: Bound<typeof getPipeline>;
  };
  readonly certificationAwards: {
    /** Creates or changes up to 250 certification awards. */
    readonly upsertMany: BoundTo<typeof upsertCertificationAwards>;
  };
  readonly certificationTracks: {
    /** Creates or changes up to 250 certification tracks. */
    readonly upsertMany: BoundTo<typeof upsertCertificationTracks>;
  };
  readonly customers: {
    /** Creates or changes up to 250 customers. */
    readonly upsertMany: BoundTo<typeof upsertCustomers>;
  };
  readonly conflicts: {
    /** Reads a conflict by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getConflict>;
    /** Lists the conflicts that the caller may see. */
    readonly list: Bound<typeof listConflicts>;
    /** Reports a conflict that the program did not find by itself. */
    readonly report: BoundTo<typeof reportConflict>;
  } & BoundActions<typeof conflictActions>;
  readonly registrations: {
    /** Reads a deal registration by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getRegistration>;
    /** Lists the deal registrations that the caller may see. */
    readonly list: Bound<typeof listRegistrations>;
    /** Drafts a deal registration. */
    readonly create: BoundTo<typeof createRegistration>;
  } & BoundActions<typeof registrationActions>;
  readonly leads: {
    /** Reads a lead by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getLead>;
    /** Lists the leads that the caller may see. */
    readonly list: Bound<typeof listLeads>;
    /** Passes a lead on. */
    readonly create: BoundTo<typeof createLead>;
    /** Creates or changes up to 250 leads. */
    readonly upsertMany: BoundTo<typeof upsertLeads>;
  } & BoundActions<typeof leadActions>;
  readonly contracts: {
    /** Records a contract by which a partner manages a customer. */
    readonly create: BoundTo<typeof createContract>;
    /** Reads a managed contract by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getContract>;
    /** Lists the managed contracts that the caller may see. */
    readonly list: Bound<typeof listContracts>;
    /** Creates or changes up to 250 managed contracts. */
    readonly upsertMany: BoundTo<typeof upsertContracts>;
  } & BoundActions<typeof contractActions>;
  readonly metricFacts: {
    /** Records up to 250 metric facts. */
    readonly recordMany: BoundTo<typeof recordMetricFacts>;
  };
  readonly opportunities: {
    /** Creates or changes up to 250 opportunities. */
    readonly upsertMany: BoundTo<typeof upsertOpportunities>;
  };
  readonly partnerUsers: {
    /** Creates or changes up to 250 partner users. */
    readonly upsertMany: BoundTo<typeof upsertPartnerUsers>;
  };
  readonly planTargets: {
    /** Creates or changes up to 250 plan targets. */
    readonly upsertMany: BoundTo<typeof upsertPlanTargets>;
  };
  readonly productLines: {
    /** Creates or changes up to 250 product lines. */
    readonly upsertMany: BoundTo<typeof upsertProductLines>;
  };
  readonly programEnrollments: {
    /** Creates or changes up to 250 program enrollments. */
    readonly upsertMany: BoundTo<typeof upsertProgramEnrollments>;
  };
  readonly programs: {
    /** Creates or changes up to 250 programs. */
    readonly upsertMany: BoundTo<typeof upsertPrograms>;
  };
  readonly seatSnapshots: {
    /** Records up to 250 seat snapshots. */
    readonly recordMany: BoundTo<typeof recordSeatSnapshots>;
  };
  readonly staffMembers: {
    /** Creates or changes up to 250 staff members. */
    readonly upsertMany: BoundTo<typeof upsertStaffMembers>;
  };
}

/**
 * Creates a client with all resources. It keeps no state of its own and sends nothing until it is asked.
 *
 * @example
 * ```ts
 * const client = createClient({ url: 'https://partners.example.com/graphql', auth: async () => token });
 * const scorecard = await client.scorecards.get('prt_01J…', { asOf: '2026-09-30' });
 * ```
 */
export function createClient(options: ClientOptions): Client {
  const core = createCoreClient(options);
  return Object.freeze<Client>({ ...core, ...reports(core), ...records(core) });
}

function reports(core: CoreClient): Pick<Client, 'partners' | 'scorecards' | 'pipelines'> {
  return {
    partners: {
      get: (...rest) => getPartner(core, ...rest),
      getByExternalReference: (...rest) => getPartnerByExternalReference(core, ...rest),
      list: (...rest) => listPartners(core, ...rest),
      upsertMany: bindMutation(core, upsertPartners),
    },
    scorecards: {
      get: (...rest) => getScorecard(core, ...rest),
      list: (...rest) => listScorecards(core, ...rest),
    },
    pipelines: { get: (...rest) => getPipeline(core, ...rest) },
  };
}

function records(core: CoreClient): Omit<Client, keyof CoreClient | 'partners' | 'scorecards' | 'pipelines'> {
  return {
    certificationAwards: { upsertMany: bindMutation(core, upsertCertificationAwards) },
    certificationTracks: { upsertMany: bindMutation(core, upsertCertificationTracks) },
    customers: { upsertMany: bindMutation(core, upsertCustomers) },
    conflicts: {
      get: (...rest) => getConflict(core, ...rest),
      list: (...rest) => listConflicts(core, ...rest),
      report: bindMutation(core, reportConflict),
      ...bindActions(core, conflictActions),
    },
    registrations: {
      get: (...rest) => getRegistration(core, ...rest),
      list: (...rest) => listRegistrations(core, ...rest),
      create: bindMutation(core, createRegistration),
      ...bindActions(core, registrationActions),
    },
    leads: {
      get: (...rest) => getLead(core, ...rest),
      list: (...rest) => listLeads(core, ...rest),
      create: bindMutation(core, createLead),
      upsertMany: bindMutation(core, upsertLeads),
      ...bindActions(core, leadActions),
    },
    contracts: {
      create: bindMutation(core, createContract),
      get: (...rest) => getContract(core, ...rest),
      list: (...rest) => listContracts(core, ...rest),
      upsertMany: bindMutation(core, upsertContracts),
      ...bindActions(core, contractActions),
    },
    metricFacts: { recordMany: bindMutation(core, recordMetricFacts) },
    opportunities: { upsertMany: bindMutation(core, upsertOpportunities) },
    partnerUsers: { upsertMany: bindMutation(core, upsertPartnerUsers) },
    planTargets: { upsertMany: bindMutation(core, upsertPlanTargets) },
    productLines: { upsertMany: bindMutation(core, upsertProductLines) },
    programEnrollments: { upsertMany: bindMutation(core, upsertProgramEnrollments) },
    programs: { upsertMany: bindMutation(core, upsertPrograms) },
    seatSnapshots: { recordMany: bindMutation(core, recordSeatSnapshots) },
    staffMembers: { upsertMany: bindMutation(core, upsertStaffMembers) },
  };
}
