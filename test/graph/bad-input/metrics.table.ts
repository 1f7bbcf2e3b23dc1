import { spoiled, type BadInput } from './bad-input.ts';

const metrics = (field: string, prefix: string, filter: string) =>
  `query ($groupBy: [${prefix}Dimension!]!, $bucket: ${prefix}BucketInput, $timeZone: String, $having: ${prefix}MetricsHavingInput, $orderBy: ${prefix}MetricsOrder, $first: Int, $filter: ${filter}) {
    answer: ${field}(groupBy: $groupBy, bucket: $bucket, timeZone: $timeZone, having: $having, orderBy: $orderBy, first: $first, filter: $filter) { __typename }
  }`;
const by = 'ana.analyst';

/** Measures of deals and contracts. */
export const metricInputs: readonly BadInput[] = [
  ...spoiled({ by, call: metrics('dealMetrics', 'Deal', 'OpportunityFilter'), variables: { groupBy: ['STAGE'] } }, [
    ['a dimension twice', { groupBy: ['STAGE', 'STAGE'] }, 'BAD_USER_INPUT', 'groupBy', 'Name each dimension of `groupBy` once'],
    ['too many dimensions', { groupBy: ['STAGE', 'OUTCOME', 'MOTION', 'REGION', 'CUSTOMER', 'PARTNER'] }, 'BAD_USER_INPUT', 'groupBy', 'Leave some out of `groupBy`'],
    ['a dimension of another measure', { groupBy: ['BILLING'] }, 'BAD_USER_INPUT', 'groupBy.0', 'does not exist in "DealDimension" enum'],
    ['no dimensions and null', { groupBy: null }, 'BAD_USER_INPUT', 'groupBy', 'must not be null'],
    ['a time zone that does not exist', { timeZone: 'Mars/Olympus', bucket: { field: 'CREATED_AT', unit: 'DAY' } }, 'BAD_USER_INPUT', 'timeZone', 'Send a name such as America/New_York'],
    ['a bucket that ends before it begins', { bucket: { field: 'CLOSE_DATE', unit: 'MONTH', from: '2026-10-01', to: '2026-01-01' } }, 'BAD_USER_INPUT', 'bucket.to', 'Send a `to` that is later than `from`'],
    ['days of ten thousand years', { bucket: { field: 'CLOSE_DATE', unit: 'DAY', from: '0001-01-01', to: '9999-12-31' } }, 'BAD_USER_INPUT', 'bucket.from', 'write it like 2026-10-15'],
    ['a unit that does not exist', { bucket: { field: 'CLOSE_DATE', unit: 'FORTNIGHT' } }, 'BAD_USER_INPUT', 'bucket.unit', 'does not exist in "TimeBucketUnit" enum'],
    ['a condition without a comparison', { having: { dealCount: {} } }, 'BAD_USER_INPUT', 'having.dealCount', 'Send eq, gt, gte, lt or lte, or leave it out'],
    ['an amount without a currency', { having: { mrr: { gt: '5' } } }, 'BAD_USER_INPUT', 'having.mrr.currency', 'of required type "CurrencyCode!"'],
    ['an amount with tenths of cents', { having: { mrr: { currency: 'USD', gt: '5.005' } } }, 'BAD_USER_INPUT', 'having.mrr.gt', 'Send an amount of USD'],
    ['an order by what is not grouped', { orderBy: { field: 'REGION' } }, 'BAD_USER_INPUT', 'orderBy.field', 'Add REGION to `groupBy`, or order by a measure'],
    ['an order by an amount without a currency', { orderBy: { field: 'MRR' } }, 'BAD_USER_INPUT', 'orderBy.currency', 'Send `currency` in `orderBy`'],
    ['no group', { first: 0 }, 'BAD_USER_INPUT', 'first', 'Send `first` from 1 to 100'],
    ['too many groups', { first: 100_000 }, 'BAD_USER_INPUT', '', 'Ask for 100 or fewer'],
  ]),
  ...spoiled({ by, call: metrics('contractMetrics', 'Contract', 'ManagedContractFilter'), variables: { groupBy: ['STATUS'] } }, [
    ['a contract dimension twice', { groupBy: ['STATUS', 'STATUS'] }, 'BAD_USER_INPUT', 'groupBy', 'Name each dimension of `groupBy` once'],
    ['an order by seats without a unit', { orderBy: { field: 'ACTIVE_SEATS' } }, 'BAD_USER_INPUT', 'orderBy.seatUnit', 'Send `seatUnit` in `orderBy`'],
    ['an order by revenue without a currency', { orderBy: { field: 'MRR' } }, 'BAD_USER_INPUT', 'orderBy.currency', 'Send `currency` in `orderBy`'],
    ['seats of no unit', { having: { activeSeats: { gt: 5 } } }, 'BAD_USER_INPUT', 'having.activeSeats.unit', 'of required type "SeatUnit!"'],
    ['contract groups below none', { first: -1 }, 'BAD_USER_INPUT', 'first', 'Send `first` from 1 to 100'],
    ['a contract condition without a comparison', { having: { mrr: { currency: 'USD' } } }, 'BAD_USER_INPUT', 'having.mrr', 'Send eq, gt, gte, lt or lte, or leave it out'],
  ]),
]; // prettier-ignore
