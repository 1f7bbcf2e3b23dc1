import { selections, type ExportEntity } from './export-entity.ts';
import { isObject, jsonCell, referenceTo, valueAt, type Column, type Naming } from './export-records.ts';

const { page, money, names } = selections;
const asStored: Naming = { system: null };

const listAt = (node: unknown, path: string): readonly unknown[] => {
  const value = valueAt(node, path, asStored);
  return Array.isArray(value) ? value : [];
};

/** Customers with their parents and the keys by which they are told apart. */
export const customers: ExportEntity = {
  name: 'customers',
  field: 'customers',
  hasAsOf: false,
  pageSize: 100,
  document: `query ExportCustomers($first: Int, $after: String) {
    customers(first: $first, after: $after) {
      nodes {
        ${names} legalName country industry domains isDirectNamedAccount
        parent { ${names} }
        identityKeys { kind value }
      }
      ${page}
    }
  }`,
  columns: {
    id: 'id',
    legalName: 'legalName',
    parentId: 'parent.id',
    country: 'country',
    industry: 'industry',
    domains: 'domains',
    duns: identityKeys('DUNS'),
    taxIds: identityKeys('TAX_ID'),
    isDirectNamedAccount: 'isDirectNamedAccount',
    externalReferences: 'externalReferences',
  },
};

function identityKeys(kind: string): Column {
  return (node) =>
    listAt(node, 'identityKeys').flatMap((key) => (isObject(key) && key.kind === kind ? key.value : []));
}

/** Registrations of deals as they stand. */
export const registrations: ExportEntity = {
  name: 'registrations',
  field: 'dealRegistrations',
  hasAsOf: false,
  pageSize: 40,
  document: `query ExportRegistrations($first: Int, $after: String) {
    dealRegistrations(first: $first, after: $after) {
      nodes {
        ${names} kind name status customerName customerCountry customerDomains customerDuns customerTaxId region expectedCloseDate
        stageAtSubmission incumbentVendor customerNeed submittedAt decidedAt rejectionReasons decisionNote protectedFrom protectedTo
        extensionCount lossReason orderReference closedOn closeReason
        partner { ${names} displayName }
        customer { ${names} legalName }
        contract { ${names} }
        opportunity { ${names} }
        lines { quantity productLine { ${names} } amounts { oneTime ${money} mrr ${money} termMonths } }
        amounts { tcv ${money} }
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
    kind: 'kind',
    name: 'name',
    status: 'status',
    customerName: 'customerName',
    customerCountry: 'customerCountry',
    customerDomains: 'customerDomains',
    customerDuns: 'customerDuns',
    customerTaxId: 'customerTaxId',
    currency: 'amounts.tcv.currency',
    lines: (node, naming) => jsonCell(listAt(node, 'lines').map((line) => registrationLine(line, naming))),
    region: 'region',
    expectedCloseDate: 'expectedCloseDate',
    stageAtSubmission: 'stageAtSubmission',
    incumbentVendor: 'incumbentVendor',
    customerNeed: 'customerNeed',
    contractId: 'contract.id',
    opportunityId: 'opportunity.id',
    submittedAt: 'submittedAt',
    decidedAt: 'decidedAt',
    rejectionReasons: 'rejectionReasons',
    decisionNote: 'decisionNote',
    protectedFrom: 'protectedFrom',
    protectedTo: 'protectedTo',
    extensionCount: 'extensionCount',
    lossReason: 'lossReason',
    orderReference: 'orderReference',
    closedOn: 'closedOn',
    closeReason: 'closeReason',
    externalReferences: 'externalReferences',
  },
};

function registrationLine(line: unknown, naming: Naming): object {
  const at = (path: string): unknown => valueAt(line, path, naming);
  return {
    productLine: referenceTo(at('productLine'), naming),
    quantity: at('quantity'),
    termMonths: at('amounts.termMonths') === 0 ? null : at('amounts.termMonths'),
    oneTime: at('amounts.oneTime'),
    mrr: at('amounts.mrr'),
  };
}

/** Opportunities as they stand, with what the closed ones looked like when they were opened. */
export const opportunities: ExportEntity = {
  name: 'opportunities',
  field: 'opportunities',
  hasAsOf: false,
  pageSize: 40,
  document: `query ExportOpportunities($first: Int, $after: String) {
    opportunities(first: $first, after: $after) {
      nodes {
        ${names} name motion revenueModel stage outcome sourceRole probability probabilityOverride openedOn closeDate closedOn
        lossReason region competitors orderReference
        partner { ${names} displayName }
        customer { ${names} legalName }
        productLines { ${names} code name }
        amounts { oneTime ${money} mrr ${money} arr ${money} acv ${money} tcv ${money} termMonths }
        stageHistory { stage amounts { oneTime ${money} mrr ${money} } }
        roles { role creditBps partner { ${names} } }
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
    productLineIds: 'productLines.id',
    productLines: 'productLines',
    motion: 'motion',
    revenueModel: 'revenueModel',
    stage: 'stage',
    outcome: 'outcome',
    sourceRole: 'sourceRole',
    credits: credits,
    probability: 'probability',
    probabilityOverride: 'probabilityOverride',
    openedOn: 'openedOn',
    closeDate: 'closeDate',
    closedOn: 'closedOn',
    lossReason: 'lossReason',
    competitors: 'competitors',
    orderReference: 'orderReference',
    region: 'region',
    currency: 'amounts.tcv.currency',
    oneTime: 'amounts.oneTime.amount',
    mrr: 'amounts.mrr.amount',
    arr: 'amounts.arr.amount',
    acv: 'amounts.acv.amount',
    tcv: 'amounts.tcv.amount',
    termMonths: 'amounts.termMonths',
    openStage: atOpening('stage'),
    expectedOneTime: atOpening('amounts.oneTime.amount'),
    expectedMrr: atOpening('amounts.mrr.amount'),
    externalReferences: 'externalReferences',
  },
};

// A deal that was closed on the day it was opened has no stage before the one that closed it.
function atOpening(path: string): Column {
  return (node) => {
    const [first, ...later] = listAt(node, 'stageHistory');
    const isClosed = isObject(node) && node.outcome !== 'OPEN';
    return isClosed && later.length > 0 ? valueAt(first, path, asStored) : null;
  };
}

function credits(node: unknown, naming: Naming): string | null {
  const items = listAt(node, 'roles').map((each) => ({
    partner: referenceTo(valueAt(each, 'partner', naming), naming),
    role: valueAt(each, 'role', naming),
    creditBps: valueAt(each, 'creditBps', naming),
  }));
  const keys = items.map((item) => ({ item, key: JSON.stringify(item) }));
  return jsonCell(keys.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item));
}

/** Contracts as they stand today. */
export const contracts: ExportEntity = {
  name: 'contracts',
  field: 'managedContracts',
  hasAsOf: false,
  pageSize: 40,
  document: `query ExportContracts($first: Int, $after: String) {
    managedContracts(first: $first, after: $after) {
      nodes {
        ${names} status statusSince termStart termEnd termMonths billing contractedSeats seatUnit autoRenew noticeDays noticeDeadline decidedOn
        endsOn monthlyMinimum usageAggregation priceLockReference priceLockedUntil slaPolicyReference
        partner { ${names} displayName }
        customer { ${names} legalName }
        productLines { ${names} code name }
        predecessor { ${names} }
        mrr ${money}
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
    productLineIds: 'productLines.id',
    productLines: 'productLines',
    predecessorId: 'predecessor.id',
    status: 'status',
    statusSince: 'statusSince',
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
    decidedOn: 'decidedOn',
    endsOn: 'endsOn',
    monthlyMinimum: 'monthlyMinimum',
    usageAggregation: 'usageAggregation',
    priceLockReference: 'priceLockReference',
    priceLockedUntil: 'priceLockedUntil',
    slaPolicyReference: 'slaPolicyReference',
    externalReferences: 'externalReferences',
  },
};

/** Renewals as they stand; they follow from contracts and are not imported. */
export const renewals: ExportEntity = {
  name: 'renewals',
  field: 'renewals',
  hasAsOf: false,
  pageSize: 100,
  document: `query ExportRenewals($first: Int, $after: String) {
    renewals(first: $first, after: $after) {
      nodes {
        id stage stageSince health healthRule termEnd windowOpensOn noticeDeadline latestSafeStart probability outcome decidedOn
        lossReason hasCompetitiveEvaluation competitor
        contract { ${names} }
        partner { ${names} displayName }
        expiringMrr ${money} atRiskMrr ${money} quotedMrr ${money} renewedMrr ${money}
      }
      ${page}
    }
  }`,
  columns: {
    id: 'id',
    contractId: 'contract.id',
    partnerId: 'partner.id',
    partner: 'partner.displayName',
    stage: 'stage',
    stageSince: 'stageSince',
    health: 'health',
    healthRule: 'healthRule',
    termEnd: 'termEnd',
    windowOpensOn: 'windowOpensOn',
    noticeDeadline: 'noticeDeadline',
    latestSafeStart: 'latestSafeStart',
    probability: 'probability',
    outcome: 'outcome',
    decidedOn: 'decidedOn',
    lossReason: 'lossReason',
    hasCompetitiveEvaluation: 'hasCompetitiveEvaluation',
    competitor: 'competitor',
    currency: 'expiringMrr.currency',
    expiringMrr: 'expiringMrr.amount',
    atRiskMrr: 'atRiskMrr.amount',
    quotedMrr: 'quotedMrr.amount',
    renewedMrr: 'renewedMrr.amount',
  },
};
