import { sights, type Sights } from './principals.ts';
import { absentId, type Made, type World as FoundWorld } from './world.ts';

type World = FoundWorld & Readonly<Record<Made, string>>;

/**
 * How a call ends: let in (whatever else is wrong with it), refused as a whole, refused by the rule that
 * names the role or capability, or answered as if the object did not exist.
 */
export type Admission = 'admitted' | 'denied' | 'refused' | 'absent';

/** One mutation: a call on Harbor's records, and how it ends for whom. */
export interface MutationRow {
  readonly mutation: string;
  readonly variables: (world: World) => { readonly id?: string; readonly input: Record<string, unknown> };
  readonly lets: Sights<Admission>;
  /** Keeps a call that is let in from changing what later rows need. */
  readonly harmless?: Record<string, unknown>;
}

const nobody = {
  company: 'denied',
  stranger: 'denied',
  cam: 'denied',
  otherCam: 'denied',
  analyst: 'denied',
} as const;
const byAdministrators = sights<Admission>({ ...nobody, admin: 'admitted' });
// An account manager of others knows that the partner is there, so it is not denied to be.
const byAdministratorsAndCam = sights<Admission>({
  ...nobody,
  cam: 'admitted',
  otherCam: 'refused',
  admin: 'admitted',
});
const byStaffOfThePartner = sights<Admission>({
  company: 'refused',
  stranger: 'absent',
  cam: 'admitted',
  otherCam: 'absent',
  admin: 'admitted',
  analyst: 'denied',
});
const stale = { expectedVersion: 999_999 };
const rehearsed = { dryRun: true };
const reason = 'Asked for by a test.';
const today = '2026-10-15';

const bulk = (mutation: string, item: (world: World) => object): MutationRow => ({
  mutation,
  variables: (world) => ({ input: { items: [item(world)] } }),
  lets: byAdministrators,
  harmless: rehearsed,
});
const renewalAction = (mutation: string, input: Record<string, unknown>): MutationRow => ({
  mutation,
  variables: ({ renewal }) => ({ id: renewal, input }),
  lets: byStaffOfThePartner,
  harmless: stale,
});
const bySalesOfThePartner: Sights<Admission> = {
  ...byStaffOfThePartner,
  ADMIN: 'admitted',
  SALES: 'admitted',
};
const serviceReport = (mutation: string, item: object): MutationRow => ({
  mutation,
  variables: ({ contract }) => ({ input: { items: [{ contract: { id: contract }, ...item }] } }),
  lets: sights<Admission>(
    { ...nobody, stranger: 'absent', admin: 'admitted' },
    { ADMIN: 'admitted', SALES: 'admitted', TECHNICAL: 'admitted' },
  ),
  harmless: rehearsed,
});
const partnerMove = (
  mutation: string,
  lets: Sights<Admission>,
  id: keyof World = 'partner',
): MutationRow => ({
  mutation,
  variables: (world) => ({ input: { id: world[id], reason } }),
  lets,
  harmless: stale,
});
const contractAction = (
  mutation: string,
  input: Record<string, unknown> = { reason },
  id: keyof World = 'contract',
): MutationRow => ({
  mutation,
  variables: (world) => ({ id: world[id], input }),
  lets: byStaffOfThePartner,
  harmless: stale,
});

const changeRequestAction = (mutation: string, cam: Admission): MutationRow => ({
  mutation,
  variables: ({ changeRequest }) => ({ id: changeRequest, input: { note: reason } }),
  lets: sights<Admission>({ ...nobody, cam, otherCam: 'absent', admin: 'admitted' }),
  harmless: stale,
});

const byThoseWhoSell = sights<Admission>(
  {
    company: 'refused',
    stranger: 'absent',
    cam: 'admitted',
    otherCam: 'absent',
    admin: 'admitted',
    analyst: 'denied',
  },
  { ADMIN: 'admitted', SALES: 'admitted' },
);
const bySellersAndStaff: Sights<Admission> = { ...byStaffOfThePartner, ADMIN: 'admitted', SALES: 'admitted' };
const conflictAction = (
  mutation: string,
  lets: Sights<Admission>,
  input: Record<string, unknown> = { reason },
): MutationRow => ({
  mutation,
  variables: ({ conflict }) => ({ id: conflict, input }),
  lets,
  harmless: stale,
});
const coSellAction = (
  mutation: string,
  id: keyof World,
  input: Record<string, unknown> = {},
): MutationRow => ({
  mutation,
  variables: (world) => ({ id: world[id], input }),
  lets: byStaffOfThePartner,
  harmless: stale,
});
const leadAction = (mutation: string, id: keyof World, input: Record<string, unknown> = {}): MutationRow => ({
  mutation,
  variables: (world) => ({ id: world[id], input }),
  lets: byThoseWhoSell,
  harmless: stale,
});
const alertAction = (mutation: string, input: Record<string, unknown> = { reason }): MutationRow => ({
  mutation,
  variables: ({ alert }) => ({ id: alert, input }),
  lets: sights<Admission>({ ...nobody, cam: 'admitted', otherCam: 'absent', admin: 'admitted' }),
  harmless: stale,
});

const registrationAction = (
  mutation: string,
  id: keyof World,
  {
    lets = bySellersAndStaff,
    input = {},
  }: { readonly lets?: Sights<Admission>; readonly input?: Record<string, unknown> } = {},
): MutationRow => ({
  mutation: `dealRegistration${mutation}`,
  variables: (world) => ({ id: world[id], input }),
  lets,
  harmless: stale,
});
const byReviewers = { lets: byStaffOfThePartner };
const byAdministratorsOfTheProgram = sights<Admission>({
  company: 'refused', stranger: 'absent', cam: 'refused', otherCam: 'absent', admin: 'admitted', analyst: 'denied',
}); // prettier-ignore

/** Every field of Mutation. */
export const mutationRows: readonly MutationRow[] = [
  { mutation: 'accrualReverse', variables: ({ accrual }) => ({ input: { id: accrual, reason, idempotencyKey: crypto.randomUUID() } }), lets: byAdministrators, harmless: stale },
  alertAction('alertAcknowledge'),
  alertAction('alertDismiss'),
  alertAction('alertResolve'),
  alertAction('alertSnooze', { until: '2026-10-20T09:00:00Z' }),
  { mutation: 'camAssign', variables: ({ partner, cam }) => ({ input: { partner: { id: partner }, cam: { id: cam }, specialisation: 'CLOUD', from: today } }), lets: byAdministrators },
  bulk('camAssignmentUpsertMany', ({ partner, cam }) => ({ partner: { id: partner }, cam: { id: cam }, specialisation: 'SECURITY', from: today })),
  bulk('certificationAwardUpsertMany', ({ user, track }) => ({ user: { id: user }, track: { id: track }, awardedOn: '2026-09-01' })),
  { mutation: 'certificationGrant', variables: ({ ownUser, track }) => ({ input: { user: { id: ownUser }, track: { id: track } } }), lets: byAdministrators },
  { mutation: 'certificationRequirementPublish', variables: () => ({ input: { effectiveFrom: '2027-01-01', requirements: [{ partnerType: 'MSP', scope: 'CLOUD_MANAGEMENT', minimumPeople: 3 }] } }), lets: byAdministrators },
  { mutation: 'certificationRevoke', variables: ({ award }) => ({ id: award, input: { reason } }), lets: byAdministrators, harmless: stale },
  bulk('certificationTrackUpsertMany', () => ({ code: 'NEW-TRACK', name: 'A new track', kind: 'SALES', validityMonths: 12 })),
  serviceReport('customerSlaResultRecordMany', { month: '2026-08-01', severity: 1, metCount: 1, breachedCount: 0, openBreachedCount: 0 }),
  serviceReport('customerSurveyUpsertMany', { sentOn: '2026-09-15' }),
  changeRequestAction('contractChangeRequestApprove', 'refused'),
  changeRequestAction('contractChangeRequestRefuse', 'refused'),
  changeRequestAction('contractChangeRequestWithdraw', 'admitted'),
  conflictAction('conflictCaseAddEvidence', bySellersAndStaff, { kind: 'NOTE', happenedAt: '2026-10-01T00:00:00Z', summary: 'A remark.' }),
  conflictAction('conflictCaseAppeal', { ...byStaffOfThePartner, ADMIN: 'admitted', SALES: 'admitted', TECHNICAL: 'admitted', MARKETING: 'admitted', FINANCE: 'admitted' }),
  conflictAction('conflictCaseClose', byAdministrators),
  conflictAction('conflictCaseDecide', byAdministrators),
  conflictAction('conflictCaseDecideAppeal', byAdministrators),
  conflictAction('conflictCaseInvestigate', sights<Admission>({ ...nobody, cam: 'admitted', otherCam: 'absent', admin: 'admitted' }), { note: reason }),
  { mutation: 'conflictCaseReport', variables: ({ registration }) => ({ input: { registrationId: registration, reason } }), lets: bySellersAndStaff },
  { mutation: 'customerMerge', variables: ({ customer }) => ({ input: { survivorId: customer, duplicateId: customer, reason } }), lets: byAdministrators },
  coSellAction('coSellRequestAccept', 'coSell'),
  coSellAction('coSellRequestComplete', 'startedCoSell'),
  {
    mutation: 'coSellRequestCreate',
    variables: ({ contract }) => ({ input: { kind: 'EXECUTIVE', contract: { id: contract }, requestedHelp: 'A talk.' } }),
    lets: byThoseWhoSell,
  },
  coSellAction('coSellRequestDecline', 'coSell', { reason }),
  coSellAction('coSellRequestStart', 'acceptedCoSell'),
  { ...coSellAction('coSellRequestWithdraw', 'coSell'), lets: byThoseWhoSell },
  bulk('customerUpsertMany', () => ({ legalName: 'A customer of nobody', externalReference: { system: 'test', externalId: 'c-1' } })),
  bulk('directEngagementUpsertMany', ({ customer }) => ({ customer: { id: customer }, openedOn: '2026-10-01' })),
  registrationAction('AddEvidence', 'draftRegistration', { input: { kind: 'EMAIL', fileName: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 1, sha256: 'a'.repeat(64), url: 'https://files.example/a.pdf', observedOn: '2026-10-01' } }),
  registrationAction('Approve', 'reviewedRegistration', byReviewers),
  registrationAction('ClaimReview', 'submittedRegistration', byReviewers),
  registrationAction('Clone', 'rejectedRegistration'),
  {
    mutation: 'dealRegistrationCreate',
    variables: ({ partner }) => ({ input: { partner: { id: partner }, kind: 'OPPORTUNITY', name: 'A deal' } }),
    lets: byThoseWhoSell,
  },
  registrationAction('DenyExtension', 'approvedRegistration', { ...byReviewers, input: { note: reason } }),
  registrationAction('Extend', 'approvedRegistration', { ...byReviewers, input: { days: 10 } }),
  registrationAction('Lose', 'approvedRegistration', { ...byReviewers, input: { lossReason: 'PRICE' } }),
  registrationAction('ProposeOutcome', 'approvedRegistration', { input: { outcome: 'WON' } }),
  registrationAction('Recall', 'submittedRegistration'),
  registrationAction('Reject', 'reviewedRegistration', { ...byReviewers, input: { reasons: ['OTHER'] } }),
  registrationAction('RequestExtension', 'approvedRegistration', { input: { days: 10, evidenceId: 'evd_00000000000000000000000000', reason } }),
  registrationAction('RequestInfo', 'reviewedRegistration', { ...byReviewers, input: { fields: ['REGION'], note: reason } }),
  registrationAction('Resubmit', 'inquiredRegistration'),
  registrationAction('Revoke', 'approvedRegistration', { lets: byAdministratorsOfTheProgram, input: { reason } }),
  registrationAction('Submit', 'draftRegistration'),
  registrationAction('Transfer', 'approvedRegistration', { lets: byAdministratorsOfTheProgram, input: { partner: { id: 'prt_00000000000000000000000000' }, reason } }),
  registrationAction('Update', 'draftRegistration', { input: { region: 'EMEA' } }),
  bulk('dealRegistrationUpsertMany', ({ draftRegistration }) => ({ id: draftRegistration, region: 'EMEA' })),
  registrationAction('Win', 'approvedRegistration', byReviewers),
  registrationAction('Withdraw', 'draftRegistration'),
  { mutation: 'dealsPolicyVersionPublish', variables: () => ({ input: { kind: 'REGISTRATION', effectiveFrom: '2027-01-01', body: {} } }), lets: byAdministrators },
  { mutation: 'incentivePlanPublish', variables: () => ({ input: { code: 'MSP-MRR', name: 'MSP recurring commission', effectiveFrom: '2027-01-01', rates: [{ tierRank: 1, rate: '0.05' }] } }), lets: byAdministrators, harmless: stale },
  leadAction('leadAccept', 'lead'),
  leadAction('leadConvert', 'qualifiedLead'),
  {
    mutation: 'leadCreate',
    variables: ({ partner }) => ({ input: { partner: { id: partner }, companyName: 'A company', need: 'Something' } }),
    lets: byThoseWhoSell,
  },
  leadAction('leadDecline', 'lead', { reason }),
  leadAction('leadDisqualify', 'qualifiedLead', { reason }),
  leadAction('leadQualify', 'acceptedLead'),
  {
    mutation: 'leadRoute',
    variables: ({ newLead }) => ({ id: newLead, input: {} }),
    lets: sights<Admission>({ company: 'absent', stranger: 'absent', cam: 'absent', otherCam: 'absent', admin: 'admitted', analyst: 'denied' }),
    harmless: stale,
  },
  bulk('leadUpsertMany', ({ lead }) => ({ id: lead, score: 50 })),
  contractAction('managedContractActivate', { reason }, 'draft'),
  contractAction('managedContractAmend', { contractedSeats: 11 }),
  {
    mutation: 'managedContractCreate',
    variables: ({ partner, customer, productLine }) => ({
      input: { partner: { id: partner }, customer: { id: customer }, productLines: [{ id: productLine }], status: 'DRAFT', termStart: '2030-01-01', termMonths: 12, mrr: { amount: '100', currency: 'USD' } },
    }),
    lets: sights<Admission>({ ...nobody, cam: 'admitted', otherCam: 'admitted', admin: 'admitted' }),
    harmless: { termMonths: 0 },
  },
  contractAction('managedContractEnd'),
  contractAction('managedContractRenew', {}),
  contractAction('managedContractResume', { reason }, 'suspended'),
  contractAction('managedContractSuspend'),
  contractAction('managedContractTerminateEarly'),
  {
    mutation: 'managedContractTransfer',
    variables: ({ contract, partner }) => ({ id: contract, input: { partner: { id: partner }, reason } }),
    lets: { ...byStaffOfThePartner, CAM: 'refused' },
    harmless: stale,
  },
  bulk('managedContractUpsertMany', ({ contract }) => ({ id: contract, noticeDays: 45 })),
  bulk('metricFactRecordMany', ({ partner }) => ({ partner: { id: partner }, kpi: 'CUSTOMER_SATISFACTION', asOf: '2026-10-01', numerator: '40', denominator: '50', sampleSize: 50, source: 'test' })),
  {
    mutation: 'opportunityCreate',
    variables: ({ partner }) => ({ input: { partner: { id: partner }, name: 'A new deal' } }),
    lets: byThoseWhoSell,
  },
  {
    mutation: 'opportunityLose',
    variables: ({ opportunity }) => ({ id: opportunity, input: { lossReason: 'PRICE' } }),
    lets: byStaffOfThePartner,
    harmless: stale,
  },
  {
    mutation: 'opportunityMove',
    variables: ({ opportunity }) => ({ id: opportunity, input: { stage: 'QUALIFIED' } }),
    lets: { ...byStaffOfThePartner, ADMIN: 'admitted', SALES: 'admitted' },
    harmless: stale,
  },
  {
    mutation: 'opportunityReopen',
    variables: ({ closedOpportunity }) => ({ id: closedOpportunity, input: { stage: 'QUALIFIED' } }),
    lets: { ...byStaffOfThePartner, CAM: 'refused' },
    harmless: stale,
  },
  {
    mutation: 'opportunitySetCredits',
    variables: ({ opportunity }) => ({ id: opportunity, input: { credits: [] } }),
    lets: byStaffOfThePartner,
    harmless: stale,
  },
  {
    mutation: 'opportunityUpdate',
    variables: ({ opportunity }) => ({ id: opportunity, input: { region: 'West' } }),
    lets: { ...byStaffOfThePartner, ADMIN: 'admitted', SALES: 'admitted' },
    harmless: stale,
  },
  bulk('opportunityUpsertMany', ({ opportunity }) => ({ id: opportunity, region: 'West' })),
  {
    mutation: 'opportunityWin',
    variables: ({ opportunity }) => ({ id: opportunity, input: {} }),
    lets: byStaffOfThePartner,
    harmless: stale,
  },
  partnerMove('partnerActivate', byAdministratorsAndCam, 'newcomer'),
  partnerMove('partnerDeactivate', byAdministrators),
  partnerMove('partnerOffboard', byAdministrators),
  partnerMove('partnerOnboard', byAdministrators),
  partnerMove('partnerReinstate', byAdministrators),
  partnerMove('partnerReject', byAdministrators),
  partnerMove('partnerSuspend', byAdministrators),
  partnerMove('partnerTerminate', byAdministrators),
  { mutation: 'partnerUpdate', variables: ({ partner }) => ({ id: partner, input: { regions: ['West'] } }), lets: byAdministratorsAndCam, harmless: stale },
  bulk('partnerUpsertMany', ({ partner }) => ({ id: partner, regions: ['West'] })),
  bulk('partnerUserUpsertMany', ({ user }) => ({ id: user, displayName: 'Another name' })),
  { mutation: 'pipelineSnapshotTake', variables: ({ partner }) => ({ input: { scope: { partnerId: partner } } }), lets: sights<Admission>({ ...nobody, cam: 'admitted', otherCam: 'absent', admin: 'admitted' }), harmless: { asOf: '2099-01-01' } },
  bulk('planTargetUpsertMany', ({ partner }) => ({ partner: { id: partner }, kpi: 'SOURCED_REVENUE_VS_PLAN', from: '2027-01-01', to: '2028-01-01', amount: { amount: '1.00', currency: 'USD' } })),
  bulk('productLineUpsertMany', ({ productLine }) => ({ id: productLine, series: 'Another series' })),
  bulk('programEnrollmentUpsertMany', ({ enrollment }) => ({ id: enrollment, cohort: '2026' })),
  bulk('programUpsertMany', ({ program }) => ({ id: program, name: 'Another name' })),
  ...['renewalEngage', 'renewalCommit'].map((mutation) => ({ ...renewalAction(mutation, { reason }), lets: bySalesOfThePartner })),
  { ...renewalAction('renewalQuote', { mrr: { amount: '1', currency: 'USD' } }), lets: bySalesOfThePartner },
  { ...renewalAction('renewalSetCompetitiveEvaluation', { isEvaluated: true }), lets: bySalesOfThePartner },
  { ...renewalAction('renewalCloseStep', { code: 'REVIEW' }), lets: bySalesOfThePartner },
  renewalAction('renewalRenew', {}),
  renewalAction('renewalLose', { lossReason: 'PRICE' }),
  renewalAction('renewalOverrideHealth', { health: 'RED', reason }),
  renewalAction('renewalOverrideProbability', { probability: '0.5', reason }),
  { mutation: 'scorecardTemplatePublish', variables: ({ profile }) => ({ input: { profileId: profile, effectiveFrom: '2027-01-01', kpis: [{ kpi: 'SEAT_GROWTH', weight: '100', floor: '0', target: '0.1' }] } }), lets: byAdministrators },
  {
    mutation: 'seatSnapshotRecordMany',
    variables: ({ contract }) => ({ input: { items: [{ contract: { id: contract }, date: '2026-10-02', provisioned: 5, active: 5, billable: 5 }] } }),
    lets: sights<Admission>(
      { ...nobody, stranger: 'absent', admin: 'admitted' },
      { ADMIN: 'admitted', SALES: 'admitted', TECHNICAL: 'admitted' },
    ),
    harmless: rehearsed,
  },
  bulk('staffMemberUpsertMany', ({ cam }) => ({ id: cam, displayName: 'Another name' })),
  { mutation: 'tierAssign', variables: ({ partner, tier }) => ({ input: { partner: { id: partner }, tier: { id: tier }, cause: 'OVERRIDE', from: today, reason } }), lets: byAdministrators },
  bulk('tierAssignmentUpsertMany', ({ partner, tier }) => ({ partner: { id: partner }, tier: { id: tier }, cause: 'OVERRIDE', from: today })),
  {
    mutation: 'usageRecordRecordMany',
    variables: ({ contract, contractLine }) => ({ input: { items: [{ contract: { id: contract }, productLine: { id: contractLine }, date: '2026-10-02', quantity: 5 }] } }),
    lets: sights<Admission>(
      { ...nobody, stranger: 'absent', admin: 'admitted' },
      { ADMIN: 'admitted', SALES: 'admitted', TECHNICAL: 'admitted' },
    ),
    harmless: rehearsed,
  },
]; // prettier-ignore

/** The same call about records that nothing has. */
export function aboutNothing(world: World): World {
  return Object.fromEntries(Object.entries(world).map(([name, id]) => [name, absentId(id)])) as World;
}
