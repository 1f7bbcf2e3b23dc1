import type { Viewer } from '@channelgraph/core/viewer.ts';
import { act, admin, complete } from '../../../services/deals/test/deal-registration.support.ts';
import { partnerUser } from '../../../services/deals/test/support.ts';
import type { DealsGraph } from '../../../services/deals/test/support.ts';

/** The company of which nothing must be learnt. */
export const anna = partnerUser('prt_a', 'SALES', 'ADMIN');
/** A second such company. */
const berta = partnerUser('prt_b', 'SALES', 'ADMIN');

/** One world: what a rival has for the customer that the partner is going to register. */
export interface World {
  /** Part of every name in the world, and of nothing else. */
  readonly name: string;
  readonly rival: string;
  /** Whether the rival's claim stands against the partner's. */
  readonly isContested: boolean;
  tell(graph: DealsGraph, world: string): Promise<void>;
}

/** The customer of a world as a registration describes it. */
export const described = (world: string) => ({
  name: `Deal ${world}`,
  customerName: `Acme ${world} Ltd`,
  customerCountry: 'GB',
  customerDomains: [`acme-${world}.example`],
});

const change = async (graph: DealsGraph, viewer: Viewer, source: string) => {
  const { data, errors } = await graph.ask(viewer, `mutation { ${source} }`);
  const refused = JSON.stringify(data).includes('Error"') || JSON.stringify(data).includes('"issues":[{');
  if (errors.length > 0 || refused) throw new Error(JSON.stringify({ data, errors }));
  return data;
};
const stored = (world: string) =>
  `customer: { externalReference: { system: "crm", externalId: "${world}" } }`;
const customerStored = (graph: DealsGraph, world: string) =>
  change(
    graph,
    admin,
    `customerUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "${world}" }, legalName: "Acme ${world} Ltd", country: "GB", domains: ["acme-${world}.example"] }] }) { __typename ... on CustomerUpsertManySuccess { rows { issues { code } } } }`,
  );
const draft = async (graph: DealsGraph, viewer: Viewer, over: object): Promise<string> => {
  const { dealRegistration } = await act(graph, viewer, { action: 'Create', input: complete(over) });
  return dealRegistration.id;
};
const registered = async (graph: DealsGraph, viewer: Viewer, over: object): Promise<string> => {
  const id = await draft(graph, viewer, over);
  await act(graph, viewer, { action: 'Submit', id });
  return id;
};
const protectedNow = async (graph: DealsGraph, viewer: Viewer, over: object): Promise<string> => {
  const id = await registered(graph, viewer, over);
  await act(graph, admin, { action: 'ClaimReview', id });
  const { __typename } = await act(graph, admin, { action: 'Approve', id });
  if (__typename !== 'DealRegistrationApproveSuccess') throw new Error(String(__typename));
  return id;
};
const onLine = (id: string) => ({
  lines: [{ productLine: { id }, quantity: 3, oneTime: { amount: '777.00', currency: 'USD' } }],
});
const engagement = {
  kind: 'CUSTOMER_ENGAGEMENT',
  lines: [{ productLine: { id: 'pln_x' }, termMonths: 24, mrr: { amount: '90.00', currency: 'USD' } }],
};

const tellings: readonly Omit<World, 'name'>[] = [
  { rival: 'nothing', isContested: false, tell: () => Promise.resolve() },
  {
    rival: 'nothing, while the program knows the customer',
    isContested: false,
    tell: async (graph, world) => void (await customerStored(graph, world)),
  },
  {
    rival: 'a draft',
    isContested: false,
    tell: async (graph, world) => void (await draft(graph, anna, described(world))),
  },
  {
    rival: 'a registration that was withdrawn',
    isContested: false,
    tell: async (graph, world) => {
      const id = await registered(graph, anna, described(world));
      await act(graph, anna, { action: 'Withdraw', id, input: { reason: 'No deal.' } });
    },
  },
  {
    rival: 'a protected registration of another product line',
    isContested: false,
    tell: async (graph, world) =>
      void (await protectedNow(graph, anna, { ...described(world), ...onLine('pln_y') })),
  },
  {
    rival: 'an opportunity',
    isContested: false,
    tell: async (graph, world) => {
      await customerStored(graph, world);
      await change(
        graph,
        admin,
        `opportunityUpsertMany(input: { items: [{ partner: { id: "prt_a" }, ${stored(world)}, name: "Secret", stage: QUALIFIED, openedOn: "2026-01-05", productLines: [{ id: "pln_x" }], oneTime: { amount: "777", currency: "USD" } }] }) { __typename ... on OpportunityUpsertManySuccess { rows { issues { code } } } }`,
      );
    },
  },
  {
    rival: 'a lead',
    isContested: false,
    tell: async (graph, world) => {
      await customerStored(graph, world);
      await change(
        graph,
        anna,
        `leadCreate(input: { direction: PARTNER_TO_VENDOR, companyName: "Acme ${world} Ltd", companyDomain: "acme-${world}.example", companyCountry: "GB", need: "A firewall.", productLines: [{ id: "pln_x" }] }) { __typename }`,
      );
    },
  },
  {
    rival: 'a submitted registration',
    isContested: true,
    tell: async (graph, world) => void (await registered(graph, anna, described(world))),
  },
  {
    rival: 'a protected registration',
    isContested: true,
    tell: async (graph, world) => void (await protectedNow(graph, anna, described(world))),
  },
  {
    rival: 'a protected engagement',
    isContested: true,
    tell: async (graph, world) =>
      void (await protectedNow(graph, anna, { ...described(world), ...engagement })),
  },
  {
    rival: 'a contract',
    isContested: true,
    tell: async (graph, world) => {
      await customerStored(graph, world);
      await change(
        graph,
        admin,
        `managedContractUpsertMany(input: { items: [{ partner: { id: "prt_a" }, ${stored(world)}, productLines: [{ id: "pln_x" }], termStart: "2026-01-01", termMonths: 24, mrr: { amount: "90", currency: "USD" }, contractedSeats: 7 }] }) { __typename ... on ManagedContractUpsertManySuccess { rows { issues { code } } } }`,
      );
    },
  },
  {
    rival: 'the vendor itself, with a sale',
    isContested: true,
    tell: async (graph, world) => {
      await customerStored(graph, world);
      await change(
        graph,
        admin,
        `directEngagementUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "sale ${world}" }, ${stored(world)}, openedOn: "2026-03-01" }] }) { __typename ... on DirectEngagementUpsertManySuccess { rows { issues { code } } } }`,
      );
    },
  },
  {
    rival: 'a conflict with a third company, which is being looked into',
    isContested: true,
    tell: async (graph, world) => {
      await registered(graph, anna, described(world));
      await registered(graph, berta, described(world));
      const { data } = await graph.ask(admin, '{ conflictCases(first: 1) { nodes { id } } }');
      const id: string = data.conflictCases.nodes[0].id;
      await change(
        graph,
        admin,
        `conflictCaseInvestigate(id: "${id}", input: { note: "Looked at it." }) { __typename }`,
      );
      await change(
        graph,
        berta,
        `conflictCaseAddEvidence(id: "${id}", input: { kind: CUSTOMER_STATEMENT, happenedAt: "2026-10-01T00:00:00Z", summary: "They want us.", url: "https://files.example/letter.pdf" }) { __typename }`,
      );
    },
  },
];

/** What a rival may have, in one world each. */
export const worlds: readonly World[] = tellings.map((telling, index) => ({
  ...telling,
  name: `w${String(index).padStart(2, '0')}q`,
}));
