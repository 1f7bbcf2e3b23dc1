import type { Viewer } from '@channelgraph/core/viewer.ts';
import { admin, cam, partnerUser } from './support.ts';
import type { Answer, DealsGraph } from './support.ts';

export { admin };
/** A seller of the first partner. */
export const seller = partnerUser('prt_a', 'SALES');
/** A seller of the second partner. */
export const rival = partnerUser('prt_b', 'SALES');
/** The account manager of the first partner. */
export const carla = cam('stf_carla');

/** What the tests read of a registration. */
export const shown = `id version status kind customerName submittedAt decisionDueAt isDecisionOverdue requestedFields decidedAt
  rejectionReasons isProtected protectedFrom protectedTo protectionEndsAt protectionBasis policyVersionId extensionCount
  isOnBehalf proposedOutcome lossReason orderReference closedOn closeReason customer { legalName } supersedes { id }
  extensions { status days extendedTo } evidence { id sha256 } decisions { action outcome rejectionReasons ruleTrace { rule verdict } }`;

/** Takes an action on a registration and gives the member of the result union. */
export async function act(
  graph: DealsGraph,
  viewer: Viewer,
  call: { readonly action: string; readonly id?: string; readonly input?: object },
) {
  const { action, id, input } = call;
  const plain = new Set(['Submit', 'Recall', 'ClaimReview', 'Resubmit', 'Clone']);
  const type = plain.has(action) ? 'DealRegistrationActionInput' : `DealRegistration${action}Input!`;
  const args = id === undefined ? 'input: $input' : 'id: $id, input: $input';
  const variables = id === undefined ? `$input: ${type}` : `$id: ID!, $input: ${type}`;
  const answer: Answer = await graph.ask(
    viewer,
    `mutation (${variables}) { result: dealRegistration${action}(${args}) { __typename
      ... on DealRegistration${action}Success { dealRegistration { ${shown} } }
      ... on UserError { code message path } ... on ValidationError { issues { code path message remedy } }
      ... on PolicyViolationError { rule } ${id === undefined || action === 'Update' ? '' : '... on ConflictError { rule }'} } }`,
    { ...(id === undefined ? {} : { id }), input: input ?? {} },
  );
  if (answer.errors.length > 0) throw new Error(answer.errors.map(({ message }) => message).join('; '));
  return answer.data.result;
}

/** A complete registration. */
export const complete = (over: object = {}) => ({
  kind: 'OPPORTUNITY',
  name: 'Acme firewalls',
  customerName: 'Acme Ltd',
  customerCountry: 'GB',
  customerDomains: ['acme.example'],
  lines: [{ productLine: { id: 'pln_x' }, quantity: 10, oneTime: { amount: '5000.00', currency: 'USD' } }],
  expectedCloseDate: '2026-12-15',
  ...over,
});

/** Creates a registration and brings it under review. */
export async function underReview(graph: DealsGraph, viewer: Viewer, over: object = {}): Promise<string> {
  const created = await act(graph, viewer, { action: 'Create', input: complete(over) });
  const { id } = created.dealRegistration;
  const submitted = await act(graph, viewer, { action: 'Submit', id });
  if (submitted.__typename !== 'DealRegistrationSubmitSuccess') throw new Error(JSON.stringify(submitted));
  await act(graph, admin, { action: 'ClaimReview', id });
  return id;
}

/** Creates a registration and has it approved. */
export async function approved(graph: DealsGraph, viewer: Viewer, over: object = {}): Promise<string> {
  const id = await underReview(graph, viewer, over);
  const result = await act(graph, admin, { action: 'Approve', id, input: {} });
  if (result.__typename !== 'DealRegistrationApproveSuccess') throw new Error(JSON.stringify(result));
  return id;
}

/** A conflict as the program sees it. */
export interface ShownConflict {
  readonly id: string;
  readonly status: string;
  readonly kind: string;
  readonly parties: readonly {
    readonly id: string;
    readonly partner: { readonly id: string } | null;
    readonly registration: { readonly id: string; readonly status: string } | null;
  }[];
}

/** Finds the conflict about a registration. */
export async function conflictOf(graph: DealsGraph, registrationId: string): Promise<ShownConflict> {
  const { data } = await graph.ask(
    admin,
    '{ conflictCases(first: 100) { nodes { id status kind parties { id partner { id } registration { id status } } } } }',
  );
  const cases = data.conflictCases.nodes as readonly ShownConflict[];
  const found = cases.find(({ parties }) =>
    parties.some(({ registration }) => registration?.id === registrationId),
  );
  if (!found) throw new Error(`No conflict is about ${registrationId}.`);
  return found;
}

/** Investigates the conflict about a registration and decides it for a partner. */
export async function decideFor(
  graph: DealsGraph,
  registrationId: string,
  partnerId: string,
): Promise<ShownConflict> {
  const { id, parties } = await conflictOf(graph, registrationId);
  const winner = parties.find(({ partner }) => partner?.id === partnerId);
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($id: ID!, $input: ConflictCaseDecideInput!) {
      conflictCaseInvestigate(id: $id, input: {}) { __typename }
      conflictCaseDecide(id: $id, input: $input) { __typename ... on UserError { message } } }`,
    { id, input: { winnerPartyId: winner?.id, reason: 'The customer said so.' } },
  );
  if (data?.conflictCaseDecide.__typename !== 'ConflictCaseDecideSuccess') {
    throw new Error(JSON.stringify([data, errors]));
  }
  return conflictOf(graph, registrationId);
}
