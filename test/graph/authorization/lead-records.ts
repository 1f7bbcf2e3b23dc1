import type { Ask } from '../../testkit/graph.ts';

/** The leads that the demo program has none of. */
export interface LeadRecords {
  readonly newLead: string;
  readonly lead: string;
  readonly acceptedLead: string;
  readonly qualifiedLead: string;
}

/** Records leads of the vendor, three of them given to a partner, as far as each is to go. */
export async function recordLeads(ask: Ask, partner: string): Promise<LeadRecords> {
  const details = { companyName: 'A company', need: 'Something', contactName: 'Jane', hasConsent: true };
  const record = (input: object) => act(ask, 'leadCreate', { input: { ...details, ...input } });
  const given = () => record({ partner: { id: partner } });
  const [newLead, lead, acceptedLead, qualifiedLead] = [
    await record({}),
    await given(),
    await given(),
    await given(),
  ];
  await act(ask, 'leadAccept', { id: acceptedLead });
  await act(ask, 'leadAccept', { id: qualifiedLead });
  await act(ask, 'leadQualify', { id: qualifiedLead });
  return { newLead, lead, acceptedLead, qualifiedLead };
}

const documents = {
  leadCreate: `mutation ($input: LeadCreateInput!) { leadCreate(input: $input) { ... on LeadCreateSuccess { lead { id } } } }`,
  leadAccept: `mutation ($id: ID!) { leadAccept(id: $id) { ... on LeadAcceptSuccess { lead { id } } } }`,
  leadQualify: `mutation ($id: ID!) { leadQualify(id: $id) { ... on LeadQualifySuccess { lead { id } } } }`,
};

async function act(
  ask: Ask,
  mutation: keyof typeof documents,
  variables: Record<string, unknown>,
): Promise<string> {
  const answer = await ask<Record<string, { readonly lead?: { readonly id: string } }>>(
    documents[mutation],
    variables,
  );
  const id = answer.data?.[mutation]?.lead?.id;
  if (id === undefined) throw new Error(`${mutation} failed: ${JSON.stringify(answer)}`);
  return id;
}
