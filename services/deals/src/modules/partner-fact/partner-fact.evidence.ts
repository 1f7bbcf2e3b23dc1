import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';

interface Measured {
  readonly partnerId: string;
  readonly periodStart: LocalDate;
  readonly periodEnd: LocalDate;
  readonly asOf: LocalDate;
}

/** Writes the GraphQL query that shows the records behind a fact. */
export function evidenceQuery(kpi: Kpi, { partnerId, periodStart, periodEnd, asOf }: Measured): string {
  switch (kpi) {
    case 'SOURCED_REVENUE_VS_PLAN':
      return `{ opportunities(first: 100, filter: { partnerId: { eq: "${partnerId}" }, sourceRole: { eq: SOURCED }, stage: { in: [WON, RENEWED] }, closedOn: { gte: "${periodStart}", lt: "${periodEnd}" } }) { nodes { id name closedOn amounts { oneTime { amount currency } acv { amount currency } } } } }`;
    case 'SOURCED_PIPELINE_VS_PLAN':
      return `{ partner(id: "${partnerId}") { pipeline(asOf: "${asOf}") { cells { sourceRole count acv { amount currency } } } } }`;
    case 'DEAL_REGISTRATION_COVERAGE':
    case 'TIME_TO_FIRST_DEAL':
      return `{ opportunities(first: 100, filter: { partnerId: { eq: "${partnerId}" }, stage: { eq: WON }, closedOn: { gte: "${periodStart}", lt: "${periodEnd}" } }) { nodes { id name closedOn } } }`;
    case 'RENEWAL_RATE':
    case 'RENEWAL_RATE_VALUE':
    case 'ON_TIME_RENEWAL':
      return `{ managedContracts(first: 100, filter: { partnerId: { eq: "${partnerId}" }, termEnd: { gte: "${periodStart}", lt: "${periodEnd}" } }) { nodes { id status termEnd decidedOn } } }`;
    case 'SLA_COMPLIANCE':
      return `{ managedContracts(first: 100, filter: { partnerId: { eq: "${partnerId}" } }) { nodes { id slaResults(first: 100) { nodes { month severity metCount breachedCount openBreachedCount provenance } } } } }`;
    case 'CUSTOMER_SATISFACTION':
      return `{ managedContracts(first: 100, filter: { partnerId: { eq: "${partnerId}" } }) { nodes { id surveys(first: 100) { nodes { sentOn respondedOn score provenance } } } } }`;
    case 'NET_MRR_CHANGE':
      return `{ managedContracts(first: 100, filter: { partnerId: { eq: "${partnerId}" } }) { nodes { id mrrMovements(first: 100) { nodes { month kind amount { amount currency } } } } } }`;
    case 'DEAL_REGISTRATION_APPROVAL_RATE':
    case 'DEAL_REGISTRATION_VOLUME':
    case 'REGISTRATION_TO_WIN':
    case 'TIME_TO_FIRST_REGISTRATION':
      return `{ dealRegistrations(first: 100, filter: { partnerId: { eq: "${partnerId}" } }) { nodes { id status submittedAt decidedAt } } }`;
    case 'INFLUENCED_REVENUE_VS_PLAN':
      return `{ opportunities(first: 100, filter: { stage: { in: [WON, RENEWED] }, closedOn: { gte: "${periodStart}", lt: "${periodEnd}" } }) { nodes { id closedOn roles { role creditBps partner { id } } amounts { oneTime { amount currency } acv { amount currency } } } } }`;
    default:
      return `{ partner(id: "${partnerId}") { opening: managedBase(asOf: "${addDays(periodStart, -1)}") { customers seats { unit count } mrr { amount currency } } closing: managedBase(asOf: "${asOf}") { customers seats { unit count } mrr { amount currency } } } }`;
  }
}
