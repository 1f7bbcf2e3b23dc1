import { selections, type ExportEntity } from './export-entity.ts';

const { page, money, names } = selections;

/** Partners with what they do and who looks after them. */
export const partners: ExportEntity = {
  name: 'partners',
  field: 'partners',
  hasAsOf: true,
  pageSize: 100,
  document: `query ExportPartners($first: Int, $after: String, $asOf: Date) {
    partners(first: $first, after: $after) {
      nodes {
        ${names} displayName legalName types segment tracks regions hqCountry status lifecycleStage domains deliveredScopes currency
        tier(asOf: $asOf) { rank label }
        channelAccountManager { displayName }
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

/** What the program sells. */
export const productLines: ExportEntity = {
  name: 'productLines',
  field: 'productLines',
  hasAsOf: false,
  pageSize: 100,
  document: `query ExportProductLines($first: Int, $after: String) {
    productLines(first: $first, after: $after) {
      nodes { ${names} code name series isActive listPrice ${money} }
      ${page}
    }
  }`,
  columns: {
    id: 'id',
    code: 'code',
    name: 'name',
    series: 'series',
    currency: 'listPrice.currency',
    listPrice: 'listPrice.amount',
    isActive: 'isActive',
    externalReferences: 'externalReferences',
  },
};

/** Scorecards of partners, a row for each line. */
export const scorecards: ExportEntity = {
  name: 'scorecards',
  field: 'partners',
  hasAsOf: true,
  pageSize: 100,
  document: `query ExportScorecards($first: Int, $after: String, $asOf: Date) {
    partners(first: $first, after: $after) {
      nodes {
        ${names} displayName
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
