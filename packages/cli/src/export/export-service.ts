import { selections, type ExportEntity } from './export-entity.ts';
import type { Columns } from './export-records.ts';

const { page, money, names } = selections;

/** What is recorded of each contract, read contract by contract: `list` is the connection, `item` its selection. */
function ofContracts(name: string, list: string, item: string, columns: Columns): ExportEntity {
  const title = list.charAt(0).toUpperCase() + list.slice(1);
  const items = (after: string) => `${list}(first: 100${after}) { nodes { ${item} } ${page} }`;
  return {
    name,
    field: 'managedContracts',
    hasAsOf: false,
    pageSize: 5,
    document: `query Export${title}($first: Int, $after: String) {
      managedContracts(first: $first, after: $after) { nodes { ${names} ${items('')} } ${page} }
    }`,
    within: {
      parent: 'contract',
      list,
      field: 'managedContract',
      document: `query ExportMore${title}($id: ID!, $after: String!) {
        managedContract(id: $id) { ${items(', after: $after')} }
      }`,
    },
    columns: { contractId: 'contract.id', ...columns },
  };
}

/** What was told of the usage of contracts, by day and product line. */
export const usage = ofContracts(
  'usage',
  'usageRecords',
  `date quantity unit provenance productLine { ${names} }`,
  {
    productLineId: 'productLine.id',
    date: 'date',
    quantity: 'quantity',
    unit: 'unit',
    provenance: 'provenance',
  },
);

/** The counts of the seats of contracts. */
export const seats = ofContracts(
  'seats',
  'seatSnapshots',
  'date provisioned active billable unit provenance',
  {
    date: 'date',
    provisioned: 'provisioned',
    active: 'active',
    billable: 'billable',
    unit: 'unit',
    provenance: 'provenance',
  },
);

/** What customers answered about contracts. */
export const surveys = ofContracts(
  'surveys',
  'surveys',
  `${names} sentOn respondedOn score comment provenance`,
  {
    id: 'id',
    sentOn: 'sentOn',
    respondedOn: 'respondedOn',
    score: 'score',
    comment: 'comment',
    provenance: 'provenance',
    externalReferences: 'externalReferences',
  },
);

/** How contracts kept their service levels, by month and severity. */
export const slaResults = ofContracts(
  'slaResults',
  'slaResults',
  `month severity metCount breachedCount openBreachedCount provenance credit ${money}`,
  {
    month: 'month',
    severity: 'severity',
    metCount: 'metCount',
    breachedCount: 'breachedCount',
    openBreachedCount: 'openBreachedCount',
    currency: 'credit.currency',
    credit: 'credit.amount',
    provenance: 'provenance',
  },
);
