import { graphql } from 'graphql';
import { createLogger } from '@channelgraph/server/logging.ts';
import { deterministicIds } from '@channelgraph/core/ids.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createDealsSubgraph } from '@channelgraph/deals/subgraph.ts';
import { measuredPartner } from './seed.ts';

/** Something that people ask of the deals service all day. */
export interface Question {
  readonly name: string;
  readonly viewer: Viewer;
  readonly query: string;
  /** Whether it is about one partner or one page, and so may read no large table from end to end. */
  readonly isNarrow: boolean;
}

const admin: Viewer = {
  ...serviceViewer('scale'),
  userId: 'stf_scale',
  role: 'PROGRAM_ADMIN',
  displayName: 'Ada',
};
const seller: Viewer = {
  userId: 'usr_scale',
  role: 'PARTNER_USER',
  partnerId: measuredPartner,
  capabilities: ['SALES'],
  displayName: 'Sam',
};

const ofPartner = (fields: string) =>
  `{ _entities(representations: [{ __typename: "Partner", id: "${measuredPartner}" }]) { ... on Partner { ${fields} } } }`;
const pipeline =
  'pipeline { opportunityCount cells { stage count oneTime { amount } } renewals { window contractCount } }';
const own = `filter: { partnerId: { eq: "${measuredPartner}" } }`;
const months = 'bucket: { field: CLOSED_ON, unit: MONTH }';
const quarters = 'bucket: { field: TERM_END, unit: QUARTER }';
const renewalMeasures =
  'measures { renewalCount renewalRate expiringMrr { amount } renewalRateByValue { rate } }';
const measures = 'measures { dealCount wonCount winRate oneTime { amount currency } }';

/** The hot questions: those of a partner’s user and of staff about one partner, pages of whole lists, and the whole program. */
export const questions: readonly Question[] = [
  { name: 'pipeline of a partner', viewer: admin, query: ofPartner(pipeline), isNarrow: true },
  { name: 'pipeline of its own', viewer: seller, query: ofPartner(pipeline), isNarrow: true },
  { name: 'opportunities of its own', viewer: seller, query: '{ opportunities(first: 20) { nodes { id name } } }', isNarrow: true },
  { name: 'opportunities of all', viewer: admin, query: '{ opportunities(first: 20) { nodes { id name } } }', isNarrow: true },
  { name: 'managedContracts of its own', viewer: seller, query: '{ managedContracts(first: 20) { nodes { id } } }', isNarrow: true },
  { name: 'managedContracts of all', viewer: admin, query: '{ managedContracts(first: 20) { nodes { id } } }', isNarrow: true },
  { name: 'renewals of its own', viewer: seller, query: '{ renewals(first: 20) { nodes { id } } }', isNarrow: true },
  { name: 'renewals of all', viewer: admin, query: '{ renewals(first: 20) { nodes { id } } }', isNarrow: true },
  { name: 'dealRegistrations of its own', viewer: seller, query: '{ dealRegistrations(first: 20) { nodes { id } } }', isNarrow: true },
  { name: 'dealRegistrations of all', viewer: admin, query: '{ dealRegistrations(first: 20) { nodes { id } } }', isNarrow: true },
  { name: 'dealMetrics of a partner by month', viewer: admin, query: `{ dealMetrics(groupBy: [PARTNER], ${months}, ${own}, first: 100) { groups { ${measures} } totalCount } }`, isNarrow: true },
  { name: 'dealMetrics of its own by month', viewer: seller, query: `{ dealMetrics(groupBy: [STAGE], ${months}, first: 100) { groups { ${measures} } totalCount } }`, isNarrow: true },
  { name: 'contractMetrics of its own', viewer: seller, query: '{ contractMetrics(groupBy: [STATUS]) { groups { measures { contractCount mrr { amount } activeSeats { count } } } } }', isNarrow: true },
  { name: 'renewals of its own that are open', viewer: seller, query: '{ renewals(first: 20, filter: { stage: { in: [UPCOMING, IN_WINDOW] } }) { nodes { id stage } totalCount } }', isNarrow: true },
  { name: 'renewalMetrics of its own by stage', viewer: seller, query: `{ renewalMetrics(groupBy: [STAGE, HEALTH]) { groups { ${renewalMeasures} } totalCount } }`, isNarrow: true },
  { name: 'renewalMetrics of a partner by quarter', viewer: admin, query: `{ renewalMetrics(groupBy: [PARTNER], ${own}, ${quarters}) { groups { ${renewalMeasures} } totalCount } }`, isNarrow: true },
  { name: 'registrationMetrics of its own', viewer: seller, query: '{ registrationMetrics(groupBy: [STATUS, KIND]) { groups { measures { registrationCount approvalRate oneTime { amount } } } } }', isNarrow: true },
  { name: 'pipeline of the program', viewer: admin, query: '{ pipeline { opportunityCount cells { stage count oneTime { amount } } renewals { window contractCount } } }', isNarrow: false },
  { name: 'renewalMetrics of all by quarter', viewer: admin, query: `{ renewalMetrics(groupBy: [], ${quarters}) { groups { ${renewalMeasures} } totalCount } }`, isNarrow: false },
  { name: 'contractMetrics of all by segment', viewer: admin, query: '{ contractMetrics(groupBy: [PARTNER_SEGMENT]) { groups { measures { contractCount mrr { amount } activeSeats { count } } } } }', isNarrow: false },
  { name: 'dealMetrics of all by partner', viewer: admin, query: '{ dealMetrics(groupBy: [PARTNER], first: 20) { groups { measures { dealCount } } totalCount } }', isNarrow: false },
  { name: 'dealMetrics of all by month', viewer: admin, query: `{ dealMetrics(groupBy: [], ${months}) { groups { ${measures} } totalCount } }`, isNarrow: false },
]; // prettier-ignore

/** A deals service on a database that was filled before. */
export interface ScaleService extends AsyncDisposable {
  /** Asks once; an answer with an error, or without content, is none. */
  ask(question: Question): Promise<void>;
}

/** Opens the deals service on 15 October 2026. */
export async function openScaleService(databaseUrl: string): Promise<ScaleService> {
  const subgraph = await createDealsSubgraph({
    databaseUrl,
    clock: { now: () => new Date('2026-10-15T09:00:00Z') },
    ids: deterministicIds('scale'),
    logger: createLogger({ name: 'deals', level: 'silent' }),
    timeZone: 'America/New_York',
    transport: { deliver: () => Promise.resolve() },
  });
  return {
    async ask({ name, viewer, query }) {
      const contextValue = subgraph.createContext({ viewer });
      const { data, errors } = await graphql({ schema: subgraph.schema, source: query, contextValue });
      const [error] = errors ?? [];
      if (error) throw new Error(`${name}: ${error.message}`, { cause: error });
      if (!data) throw new Error(`${name} has no answer.`);
    },
    [Symbol.asyncDispose]: () => subgraph.stop(),
  };
}
