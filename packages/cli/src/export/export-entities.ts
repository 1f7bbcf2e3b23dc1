import type { CsvRecord } from './csv-text.ts';

/** One kind of record that can be exported: how its pages are read and which columns a CSV of it has. */
export interface ExportEntity {
  readonly name: string;
  /** The root field whose connection is read. */
  readonly field: string;
  /** Reads a page; takes `$first` and `$after`, and `$asOf` where the entity has an answer for an earlier day. */
  readonly document: string;
  readonly hasAsOf: boolean;
  /** The columns of the CSV: name → path in the node; `[]` steps into a list and makes a row of each item. */
  readonly columns: Readonly<Record<string, string>>;
}

const page = 'pageInfo { hasNextPage endCursor }';
const money = '{ amount currency }';

const partners: ExportEntity = {
  name: 'partners',
  field: 'partners',
  hasAsOf: true,
  document: `query ExportPartners($first: Int, $after: String, $asOf: Date) {
    partners(first: $first, after: $after) {
      nodes {
        id displayName legalName types segment tracks regions hqCountry status lifecycleStage domains deliveredScopes currency
        tier(asOf: $asOf) { rank label }
        channelAccountManager { displayName }
        externalReferences { system externalId }
      }
      ${page}
    }
  }`,
  columns: {
    id: 'id',
    displayName: 'displayName',
    legalName: 'legalName',
    types: 'types',
    segment: 'segment',
    tracks: 'tracks',
    regions: 'regions',
    hqCountry: 'hqCountry',
    status: 'status',
    lifecycleStage: 'lifecycleStage',
    domains: 'domains',
    deliveredScopes: 'deliveredScopes',
    currency: 'currency',
    tierRank: 'tier.rank',
    tier: 'tier.label',
    channelAccountManager: 'channelAccountManager.displayName',
    externalReferences: 'externalReferences',
  },
};

const opportunities: ExportEntity = {
  name: 'opportunities',
  field: 'opportunities',
  hasAsOf: false,
  document: `query ExportOpportunities($first: Int, $after: String) {
    opportunities(first: $first, after: $after) {
      nodes {
        id name motion revenueModel stage sourceRole probability openedOn closeDate closedOn lossReason region
        partner { id displayName }
        customer { id legalName }
        productLines { id code name }
        amounts { oneTime ${money} mrr ${money} arr ${money} acv ${money} tcv ${money} termMonths }
        externalReferences { system externalId }
      }
      ${page}
    }
  }`,
  columns: {
    id: 'id',
    name: 'name',
    partnerId: 'partner.id',
    partner: 'partner.displayName',
    customerId: 'customer.id',
    customer: 'customer.legalName',
    productLines: 'productLines',
    motion: 'motion',
    revenueModel: 'revenueModel',
    stage: 'stage',
    sourceRole: 'sourceRole',
    probability: 'probability',
    openedOn: 'openedOn',
    closeDate: 'closeDate',
    closedOn: 'closedOn',
    lossReason: 'lossReason',
    region: 'region',
    currency: 'amounts.tcv.currency',
    oneTime: 'amounts.oneTime.amount',
    mrr: 'amounts.mrr.amount',
    arr: 'amounts.arr.amount',
    acv: 'amounts.acv.amount',
    tcv: 'amounts.tcv.amount',
    termMonths: 'amounts.termMonths',
    externalReferences: 'externalReferences',
  },
};

const contracts: ExportEntity = {
  name: 'contracts',
  field: 'managedContracts',
  hasAsOf: false,
  document: `query ExportContracts($first: Int, $after: String) {
    managedContracts(first: $first, after: $after) {
      nodes {
        id status termStart termEnd termMonths billing contractedSeats seatUnit autoRenew noticeDays noticeDeadline
        partner { id displayName }
        customer { id legalName }
        productLines { id code name }
        mrr ${money}
        externalReferences { system externalId }
      }
      ${page}
    }
  }`,
  columns: {
    id: 'id',
    partnerId: 'partner.id',
    partner: 'partner.displayName',
    customerId: 'customer.id',
    customer: 'customer.legalName',
    productLines: 'productLines',
    status: 'status',
    termStart: 'termStart',
    termEnd: 'termEnd',
    termMonths: 'termMonths',
    billing: 'billing',
    currency: 'mrr.currency',
    mrr: 'mrr.amount',
    contractedSeats: 'contractedSeats',
    seatUnit: 'seatUnit',
    autoRenew: 'autoRenew',
    noticeDays: 'noticeDays',
    noticeDeadline: 'noticeDeadline',
    externalReferences: 'externalReferences',
  },
};

const scorecards: ExportEntity = {
  name: 'scorecards',
  field: 'partners',
  hasAsOf: true,
  document: `query ExportScorecards($first: Int, $after: String, $asOf: Date) {
    partners(first: $first, after: $after) {
      nodes {
        id displayName
        scorecard(asOf: $asOf) {
          asOf knownAt total status coverage leadingTotal laggingTotal
          lines {
            kpi name factStatus value numerator denominator unit currency sampleSize floor target weight score contribution
            status provenance asOf source reason
          }
        }
      }
      ${page}
    }
  }`,
  columns: {
    partnerId: 'id',
    partner: 'displayName',
    asOf: 'scorecard.asOf',
    total: 'scorecard.total',
    totalStatus: 'scorecard.status',
    coverage: 'scorecard.coverage',
    leadingTotal: 'scorecard.leadingTotal',
    laggingTotal: 'scorecard.laggingTotal',
    kpi: 'scorecard.lines[].kpi',
    kpiName: 'scorecard.lines[].name',
    factStatus: 'scorecard.lines[].factStatus',
    value: 'scorecard.lines[].value',
    numerator: 'scorecard.lines[].numerator',
    denominator: 'scorecard.lines[].denominator',
    unit: 'scorecard.lines[].unit',
    currency: 'scorecard.lines[].currency',
    sampleSize: 'scorecard.lines[].sampleSize',
    floor: 'scorecard.lines[].floor',
    target: 'scorecard.lines[].target',
    weight: 'scorecard.lines[].weight',
    score: 'scorecard.lines[].score',
    contribution: 'scorecard.lines[].contribution',
    status: 'scorecard.lines[].status',
    provenance: 'scorecard.lines[].provenance',
    factAsOf: 'scorecard.lines[].asOf',
    source: 'scorecard.lines[].source',
    reason: 'scorecard.lines[].reason',
  },
};

/** Everything that can be exported, in the order of the files. */
export const exportEntities: readonly ExportEntity[] = [partners, opportunities, contracts, scorecards];

/** Makes the CSV rows of one node: one, or one for each item of the list that the columns step into. */
export function recordsOf(node: unknown, columns: ExportEntity['columns']): CsvRecord[] {
  const listPath = Object.values(columns)
    .find((path) => path.includes('[]'))
    ?.split('[]')[0];
  const items = listPath === undefined ? [undefined] : valueAt(node, listPath);
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) =>
    Object.fromEntries(
      Object.entries(columns).map(([column, path]) => {
        const [before = '', within] = path.split('[].');
        return [column, cellOf(within === undefined ? valueAt(node, before) : valueAt(item, within))];
      }),
    ),
  );
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), value);
}

function cellOf(value: unknown): CsvRecord[string] {
  if (Array.isArray(value)) return value.map(listItem).join('; ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

// External references read `system:id`, product lines by their code.
function listItem(item: unknown): string {
  if (!isObject(item)) return String(item);
  if ('externalId' in item) return `${String(item.system)}:${String(item.externalId)}`;
  return String(item.code ?? item.name ?? item.id);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
