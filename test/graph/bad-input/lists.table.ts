import { spoiled, times, type BadInput, type Row } from './bad-input.ts';

const list = (field: string, filter: string) =>
  `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ${filter}, $orderBy: ${filter.replace('Filter', 'Order')}) {
    answer: ${field}(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) { nodes { id } }
  }`;
const lists = [
  ['managedContracts', 'ManagedContractFilter'],
  ['opportunities', 'OpportunityFilter'],
  ['dealRegistrations', 'DealRegistrationFilter'],
  ['leads', 'LeadFilter'],
  ['renewals', 'RenewalFilter'],
  ['conflictCases', 'ConflictCaseFilter'],
  ['customers', 'CustomerFilter'],
  ['contractChangeRequests', 'ContractChangeRequestFilter'],
  ['pipelineSnapshots', 'PipelineSnapshotFilter'],
  ['coSellRequests', 'CoSellRequestFilter'],
] as const;

const pages: readonly Row[] = [
  ['a page of less than none', { first: -1 }, 'BAD_USER_INPUT', '', 'ask for 0 to 100 items and page on with the cursor'],
  ['a page of 101', { first: 101 }, 'BAD_USER_INPUT', '', 'Ask for 100 or fewer'],
  ['a page from both ends', { first: 5, last: 5 }, 'BAD_USER_INPUT', '', 'Page either forward (first, after) or backward (last, before'],
  ['a cursor of nothing', { first: 5, after: 'abc' }, 'BAD_USER_INPUT', '', 'start again without a cursor'],
  ['a cursor of another list', { first: 5, after: '<foreignCursor>' }, 'BAD_USER_INPUT', '', 'start again without a cursor'],
  ['an order that does not exist', { orderBy: { field: 'COLOUR' } }, 'BAD_USER_INPUT', 'orderBy.field', 'does not exist in'],
]; // prettier-ignore

/** Lists: pages, cursors and filters. */
export const listInputs: readonly BadInput[] = [
  ...lists.flatMap(([field, filter]) =>
    spoiled({ by: 'ada.admin', call: list(field, filter), variables: {} }, pages),
  ),
  ...spoiled({ by: 'harbor.sales', call: list('managedContracts', 'ManagedContractFilter'), variables: {} }, [
    ['a status that does not exist', { filter: { status: { eq: 'SLEEPING' } } }, 'BAD_USER_INPUT', 'filter.status.eq', 'does not exist in "ContractStatus" enum'],
    ['a day that is none', { filter: { termEnd: { gt: '2026-02-30' } } }, 'BAD_USER_INPUT', 'filter.termEnd.gt', 'write it like 2026-10-15'],
    ['too many ids', { filter: { id: { in: times(600, () => 'ctr_00000000000000000000000000') } } }, 'BAD_USER_INPUT', '', 'Send several requests'],
    ['a text with NUL', { filter: { partnerId: { eq: 'a\u0000' } } }, 'BAD_USER_INPUT', 'filter.partnerId.eq', 'Send valid Unicode'],
    ['conditions too deep', { filter: times(20, () => 0).reduce<object>((inner) => ({ not: inner }), { autoRenew: true }) }, 'BAD_USER_INPUT', '', 'Flatten the input'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: list('opportunities', 'OpportunityFilter'), variables: {} }, [
    ['a moment in the place of a day', { filter: { openedOn: { eq: '2026-10-01T00:00:00Z' } } }, 'BAD_USER_INPUT', 'filter.openedOn.eq', 'write it like 2026-10-15'],
  ]),
]; // prettier-ignore
