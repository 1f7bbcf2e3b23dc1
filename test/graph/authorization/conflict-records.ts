import type { Ask } from '../../testkit/graph.ts';

/** A conflict that a partner is a party to, which the demo program has none of. */
export interface ConflictRecords {
  readonly registration: string;
  readonly conflict: string;
}

/** The name of the customer that the conflict is about. */
export const contestedName = 'Contested Customer';

/** Registers a deal for a partner and reports that somebody else seems to claim it. */
export async function recordConflict(
  ask: Ask,
  partner: string,
  productLine: string,
): Promise<ConflictRecords> {
  const input = {
    partner: { id: partner },
    kind: 'OPPORTUNITY',
    name: 'A contested deal',
    customerName: contestedName,
    customerCountry: 'US',
    lines: [{ productLine: { id: productLine }, oneTime: { amount: '5000.00', currency: 'USD' } }],
    expectedCloseDate: '2026-12-15',
  };
  const registration = await made(ask, 'dealRegistrationCreate', { input });
  await made(ask, 'dealRegistrationSubmit', { id: registration });
  const report = { registrationId: registration, reason: 'A customer told us.' };
  return { registration, conflict: await made(ask, 'conflictCaseReport', { input: report }) };
}

const documents = {
  dealRegistrationCreate: `mutation ($input: DealRegistrationCreateInput!) { result: dealRegistrationCreate(input: $input) { ... on DealRegistrationCreateSuccess { made: dealRegistration { id } } } }`,
  dealRegistrationSubmit: `mutation ($id: ID!) { result: dealRegistrationSubmit(id: $id) { ... on DealRegistrationSubmitSuccess { made: dealRegistration { id } } } }`,
  conflictCaseReport: `mutation ($input: ConflictCaseReportInput!) { result: conflictCaseReport(input: $input) { ... on ConflictCaseReportSuccess { made: conflictCase { id } } } }`,
};

async function made(
  ask: Ask,
  mutation: keyof typeof documents,
  variables: Record<string, unknown>,
): Promise<string> {
  const answer = await ask<{ readonly result?: { readonly made?: { readonly id: string } } }>(
    documents[mutation],
    variables,
  );
  const id = answer.data?.result?.made?.id;
  if (id === undefined) throw new Error(`${mutation} failed: ${JSON.stringify(answer)}`);
  return id;
}
