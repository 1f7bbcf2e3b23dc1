import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, cam, createDealsGraph, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.partner.changed', 'prt_b', {
    ...partner('prt_b', ['stf_carla']),
    version: 2,
  });
  await graph.ask(
    admin,
    `mutation { customerUpsertMany(input: { items: [${customers.map(
      (name) => `{ externalReference: { system: "crm", externalId: "${name}" }, legalName: "${name}" }`,
    )}] }) { ... on CustomerUpsertManySuccess { createdCount } } }`,
  );
  // An account manager knows the customers that a partner of the portfolio has dealt with.
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [${customers.map(
      (name) =>
        `{ externalReference: { system: "crm", externalId: "${name}" }, customer: { externalReference: { system: "crm", externalId: "${name}" } }, partner: { id: "prt_a" }, name: "${name}", stage: QUALIFIED, openedOn: "2026-10-01", oneTime: { amount: "10", currency: "USD" } }`,
    )}] }) { ... on OpportunityUpsertManySuccess { createdCount } } }`,
  );
});
afterAll(() => graph[Symbol.asyncDispose]());

const customers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const carla = cam('stf_carla');
const crm = (externalId: string) => ({ externalReference: { system: 'crm', externalId } });
const usd = (amount: string) => ({ amount, currency: 'USD' });

const terms = (customer: string, over: object = {}) => ({
  partner: { id: 'prt_a' },
  customer: crm(customer),
  productLines: [{ id: 'pln_x' }],
  termStart: '2026-10-01',
  termMonths: 12,
  mrr: usd('1000'),
  contractedSeats: 100,
  ...over,
});

const outcome = `__typename ... on UserError { code message path } ... on ValidationError { issues { code path } }
  ... on PolicyViolationError { rule policyVersionId } ... on ConflictError { rule }`;
const create = async (input: object, viewer = admin) =>
  (
    await graph.ask(
      viewer,
      `mutation ($input: ManagedContractCreateInput!) { managedContractCreate(input: $input) { ${outcome}
        ... on ManagedContractCreateSuccess { managedContract { id version status termEnd noticeDays usageAggregation monthlyMinimum priceLockReference priceLockedUntil slaPolicyReference mrrMovements { nodes { kind amount { amount } } } } } } }`,
      { input },
    )
  ).data.managedContractCreate;
const act = async (name: string, id: string, { viewer = admin, ...input }: Record<string, unknown> = {}) => {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const field = name.startsWith('contractChange') ? 'changeRequest' : 'managedContract';
  const type = { managedContractAmend: 'ManagedContractAmend', managedContractRenew: 'ManagedContractRenew', managedContractTransfer: 'ManagedContractTransfer' }[name] ?? (field === 'changeRequest' ? 'ContractChangeRequestAction' : 'ManagedContractAction'); // prettier-ignore
  const shown = field === 'changeRequest' ? 'id status version' : 'id status version endsOn';
  const requested =
    field === 'managedContract' && name !== 'managedContractTransfer'
      ? '... on ContractChangeRequestedError { changeRequest { id status action mrrChange { amount } reason requestedBy availableActions { action isAllowed } } }'
      : '';
  const isRequired = name === 'managedContractAmend' || name === 'managedContractTransfer' ? '!' : '';
  const answer = await graph.ask(
    viewer as typeof admin,
    `mutation ($id: ID!, $input: ${type}Input${isRequired}) { ${name}(id: $id, input: $input) { ${outcome} ${requested} ... on ${title}Success { ${field} { ${shown} } } } }`,
    { id, input },
  );
  expect(answer.errors).toEqual([]);
  return answer.data[name];
};
test('what an account manager may not do alone is requested, decided by another, and done once', async () => {
  const made = (await create(terms('one'))).managedContract;
  const asked = await act('managedContractAmend', made.id, { viewer: carla, mrr: usd('7000') });
  expect(asked).toMatchObject({ __typename: 'ContractChangeRequestedError' });
});
