import { bindActions, type BoundActions } from './action.ts';
import { type CoreClient, createCoreClient } from './client.ts';
import { bindMutation, type BoundMutation, type Mutation } from './mutation.ts';
import type { ClientOptions } from './options.ts';
import { alertActions, getAlert, listAlerts } from './resources/alerts.ts';
import { upsertCertificationAwards, upsertCertificationTracks } from './resources/certifications.ts';
import { upsertCustomers } from './resources/customers.ts';
import {
  coSellRequestActions,
  createCoSellRequest,
  getCoSellRequest,
  listCoSellRequests,
} from './resources/co-sell-requests.ts';
import { conflictActions, getConflict, listConflicts, reportConflict } from './resources/conflicts.ts';
import {
  checkRegistration,
  createRegistration,
  getRegistration,
  listRegistrations,
  registrationActions,
  upsertRegistrations,
} from './resources/registrations.ts';
import { createLead, getLead, leadActions, listLeads, upsertLeads } from './resources/leads.ts';
import {
  contractChangeRequestActions,
  getContractChangeRequest,
  listContractChangeRequests,
} from './resources/contract-change-requests.ts';
import {
  contractActions,
  createContract,
  getContract,
  listContracts,
  upsertContracts,
} from './resources/contracts.ts';
import { recordMetricFacts } from './resources/metric-facts.ts';
import {
  createOpportunity,
  getOpportunity,
  listOpportunities,
  opportunityActions,
  upsertOpportunities,
} from './resources/opportunities.ts';
import {
  getPartner,
  getPartnerByExternalReference,
  listPartners,
  upsertPartners,
} from './resources/partners.ts';
import { upsertPartnerUsers, upsertStaffMembers } from './resources/people.ts';
import { getPipeline } from './resources/pipelines.ts';
import { getPipelineCoverage, getPipelineDelays } from './resources/pipeline-delays.ts';
import {
  getPipelineSnapshot,
  listPipelineSnapshots,
  takePipelineSnapshot,
} from './resources/pipeline-snapshots.ts';
import { upsertPlanTargets } from './resources/plan-targets.ts';
import { upsertProductLines } from './resources/product-lines.ts';
import { upsertProgramEnrollments, upsertPrograms } from './resources/programs.ts';
import { getRenewal, getRenewalCalendar, listRenewals, renewalActions } from './resources/renewals.ts';
import { getScorecard, listScorecards } from './resources/scorecards.ts';
import { recordSeatSnapshots } from './resources/seat-snapshots.ts';
import { recordSlaResults } from './resources/sla-results.ts';
import { upsertSurveys } from './resources/surveys.ts';
import { recordUsage } from './resources/usage-records.ts';
import { getMrrWaterfall, getPipelineWaterfall } from './resources/waterfalls.ts';

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
    /** Reads the pipeline of a part of the program, or of all that a filter leaves. */
    readonly get: Bound<typeof getPipeline>;
    /** Reads what slips and what is stuck in a pipeline, and how fast its stages pass. */
    readonly delays: Bound<typeof getPipelineDelays>;
    /** Reads how far what was won and what is open covers a target. */
    readonly coverage: Bound<typeof getPipelineCoverage>;
    /** Reads how a pipeline changed between two days, kind of change by kind. */
    readonly waterfall: Bound<typeof getPipelineWaterfall>;
    /** Reads how recurring revenue changed between two days, month by month. */
    readonly mrrWaterfall: Bound<typeof getMrrWaterfall>;
    /** Reads a snapshot of a pipeline by its id; null when it is absent or not visible. */
    readonly getSnapshot: Bound<typeof getPipelineSnapshot>;
    /** Lists the snapshots of pipelines that the caller may see. */
    readonly listSnapshots: Bound<typeof listPipelineSnapshots>;
    /** Keeps the pipeline of a partner, a portfolio or the program as the program knows it now. */
    readonly takeSnapshot: BoundTo<typeof takePipelineSnapshot>;
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
    /** Says what would become of a registration before anything is saved. */
    readonly check: Bound<typeof checkRegistration>;
    /** Drafts a deal registration. */
    readonly create: BoundTo<typeof createRegistration>;
    /** Takes up to 250 registrations of another system as it recorded them. */
    readonly upsertMany: BoundTo<typeof upsertRegistrations>;
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
  readonly coSellRequests: {
    /** Reads a request for co-selling by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getCoSellRequest>;
    /** Lists the requests for co-selling that the caller may see. */
    readonly list: Bound<typeof listCoSellRequests>;
    /** Asks the vendor for help with a deal, a contract or a renewal. */
    readonly create: BoundTo<typeof createCoSellRequest>;
  } & BoundActions<typeof coSellRequestActions>;
  readonly contractChangeRequests: {
    /** Reads a request to change a contract by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getContractChangeRequest>;
    /** Lists the requests to change contracts that the caller may see. */
    readonly list: Bound<typeof listContractChangeRequests>;
  } & BoundActions<typeof contractChangeRequestActions>;
  readonly renewals: {
    /** Reads a renewal by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getRenewal>;
    /** Lists the renewals that the caller may see. */
    readonly list: Bound<typeof listRenewals>;
    /** Lists what somebody should do for renewals in the next weeks, with the reasons. */
    readonly calendar: Bound<typeof getRenewalCalendar>;
  } & BoundActions<typeof renewalActions>;
  readonly alerts: {
    /** Reads an alert by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getAlert>;
    /** Lists the alerts that the caller may see. */
    readonly list: Bound<typeof listAlerts>;
  } & BoundActions<typeof alertActions>;
  readonly metricFacts: {
    /** Records up to 250 metric facts. */
    readonly recordMany: BoundTo<typeof recordMetricFacts>;
  };
  readonly opportunities: {
    /** Reads an opportunity by its id; null when it is absent or not visible. */
    readonly get: Bound<typeof getOpportunity>;
    /** Lists the opportunities that the caller may see. */
    readonly list: Bound<typeof listOpportunities>;
    /** Records an opportunity. */
    readonly create: BoundTo<typeof createOpportunity>;
    /** Creates or changes up to 250 opportunities. */
    readonly upsertMany: BoundTo<typeof upsertOpportunities>;
  } & BoundActions<typeof opportunityActions>;
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
  readonly slaResults: {
    /** Records how up to 250 promises to customers were kept. */
    readonly recordMany: BoundTo<typeof recordSlaResults>;
  };
  readonly staffMembers: {
    /** Creates or changes up to 250 staff members. */
    readonly upsertMany: BoundTo<typeof upsertStaffMembers>;
  };
  readonly surveys: {
    /** Creates or changes up to 250 surveys of customers. */
    readonly upsertMany: BoundTo<typeof upsertSurveys>;
  };
  readonly usageRecords: {
    /** Records up to 250 measurements of use. */
    readonly recordMany: BoundTo<typeof recordUsage>;
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
    pipelines: {
      get: (...rest) => getPipeline(core, ...rest),
      delays: (...rest) => getPipelineDelays(core, ...rest),
      coverage: (...rest) => getPipelineCoverage(core, ...rest),
      waterfall: (...rest) => getPipelineWaterfall(core, ...rest),
      mrrWaterfall: (...rest) => getMrrWaterfall(core, ...rest),
      getSnapshot: (...rest) => getPipelineSnapshot(core, ...rest),
      listSnapshots: (...rest) => listPipelineSnapshots(core, ...rest),
      takeSnapshot: bindMutation(core, takePipelineSnapshot),
    },
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
      check: (...rest) => checkRegistration(core, ...rest),
      create: bindMutation(core, createRegistration),
      upsertMany: bindMutation(core, upsertRegistrations),
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
    coSellRequests: {
      get: (...rest) => getCoSellRequest(core, ...rest),
      list: (...rest) => listCoSellRequests(core, ...rest),
      create: bindMutation(core, createCoSellRequest),
      ...bindActions(core, coSellRequestActions),
    },
    contractChangeRequests: {
      get: (...rest) => getContractChangeRequest(core, ...rest),
      list: (...rest) => listContractChangeRequests(core, ...rest),
      ...bindActions(core, contractChangeRequestActions),
    },
    renewals: {
      get: (...rest) => getRenewal(core, ...rest),
      list: (...rest) => listRenewals(core, ...rest),
      calendar: (...rest) => getRenewalCalendar(core, ...rest),
      ...bindActions(core, renewalActions),
    },
    alerts: {
      get: (...rest) => getAlert(core, ...rest),
      list: (...rest) => listAlerts(core, ...rest),
      ...bindActions(core, alertActions),
    },
    metricFacts: { recordMany: bindMutation(core, recordMetricFacts) },
    opportunities: {
      get: (...rest) => getOpportunity(core, ...rest),
      list: (...rest) => listOpportunities(core, ...rest),
      create: bindMutation(core, createOpportunity),
      upsertMany: bindMutation(core, upsertOpportunities),
      ...bindActions(core, opportunityActions),
    },
    partnerUsers: { upsertMany: bindMutation(core, upsertPartnerUsers) },
    planTargets: { upsertMany: bindMutation(core, upsertPlanTargets) },
    productLines: { upsertMany: bindMutation(core, upsertProductLines) },
    programEnrollments: { upsertMany: bindMutation(core, upsertProgramEnrollments) },
    programs: { upsertMany: bindMutation(core, upsertPrograms) },
    seatSnapshots: { recordMany: bindMutation(core, recordSeatSnapshots) },
    slaResults: { recordMany: bindMutation(core, recordSlaResults) },
    staffMembers: { upsertMany: bindMutation(core, upsertStaffMembers) },
    surveys: { upsertMany: bindMutation(core, upsertSurveys) },
    usageRecords: { recordMany: bindMutation(core, recordUsage) },
  };
}
