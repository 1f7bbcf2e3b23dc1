import { letters, money, named, ref, spoiled, times, type BadInput } from './bad-input.ts';

const seats = { contract: ref('liveContract'), date: '2026-10-02', provisioned: 5, active: 5, billable: 5 };
const usage = {
  contract: ref('liveContract'),
  productLine: ref('liveLine'),
  date: '2026-10-02',
  quantity: 5,
};
const result = {
  contract: ref('liveContract'),
  month: '2026-09-01',
  severity: 1,
  metCount: 9,
  breachedCount: 1,
  openBreachedCount: 0,
};
const survey = {
  contract: ref('liveContract'),
  ...named('s-new', 'test'),
  sentOn: '2026-09-01',
  respondedOn: '2026-09-03',
  score: 4,
};
const by = 'harbor.tech';

/** What is told of the service to a customer: seats, usage, promises kept and answers. */
export const serviceInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'seatSnapshotRecordMany', item: seats }, [
    ['seats below none', { provisioned: -1 }, 'NEGATIVE_NUMBER', 'input.items.0.provisioned', 'Send 0 or more'],
    ['billed seats below none', { billable: -1 }, 'NEGATIVE_NUMBER', 'input.items.0.billable', 'Send 0 or more'],
    ['seats beyond any', { provisioned: 2_147_483_647, active: 1, billable: 1 }, 'OUT_OF_RANGE', 'input.items.0.provisioned', 'Correct the number'],
    ['a day to come', { date: '2027-01-01' }, 'FUTURE_DATE', 'input.items.0.date', 'Correct the date'],
    ['a day before the term', { date: '2000-01-01' }, 'BEFORE_TERM', 'input.items.0.date', 'Correct the date'],
    ['29 February of a common year', { date: '2026-02-29' }, 'BAD_USER_INPUT', 'input.items.0.date', 'write it like 2026-10-15'],
    ['a contract of somebody else', { contract: ref('foreignContract') }, 'NOT_FOUND', 'input.items.0.contract', 'Import the contract first or correct the'],
    ['a contract that does not exist', { contract: ref('absentContract') }, 'NOT_FOUND', 'input.items.0.contract', 'Import the contract first or correct the'],
    ['another unit than agreed', { unit: 'TENANT' }, 'OTHER_UNIT', 'input.items.0.unit', 'Convert the count to SEAT, or leave unit out'],
    ['half a seat', { active: 2.5 }, 'BAD_USER_INPUT', 'input.items.0.active', 'Int cannot represent non-integer value'],
    ['no rows', { items: [] }, 'VALIDATION_FAILED', 'input.items', 'Send at least one item'],
    ['too many rows', { items: times(251, () => seats) }, 'VALIDATION_FAILED', 'input.items', 'Split the items over several calls'],
    ['one day twice', { items: [seats, { ...seats, billable: 4 }], dryRun: true }, 'DUPLICATE_ITEM', 'input.items.1', 'Send one item per contract and day'],
  ]),
  ...spoiled({ by, call: 'usageRecordRecordMany', item: usage }, [
    ['a quantity below none', { quantity: -1 }, 'OUT_OF_RANGE', 'input.items.0.quantity', 'Correct the number'],
    ['a quantity beyond any', { quantity: 2_147_483_647 }, 'OUT_OF_RANGE', 'input.items.0.quantity', 'Correct the number'],
    ['a day to come', { date: '2026-10-16' }, 'FUTURE_DATE', 'input.items.0.date', 'Correct the date'],
    ['a day before the term', { date: '2000-01-01' }, 'BEFORE_TERM', 'input.items.0.date', 'Correct the date'],
    ['a product line that the contract does not have', { productLine: ref('otherLine') }, 'OTHER_PRODUCT_LINE', 'input.items.0.productLine', 'Name one of the contract’s'],
    ['a product line that does not exist', { productLine: { id: 'pln_00000000000000000000000000' } }, 'NOT_FOUND', 'input.items.0.productLine', 'Import the ProductLine first or correct the'],
    ['a contract of somebody else', { contract: ref('foreignContract') }, 'NOT_FOUND', 'input.items.0.contract', 'Import the contract first or correct the'],
    ['one day twice', { items: [usage, { ...usage, quantity: 6 }], dryRun: true }, 'DUPLICATE_ITEM', 'input.items.1', 'Send one item per contract, product line,'],
  ]),
  ...spoiled({ by, call: 'customerSlaResultRecordMany', item: result }, [
    ['a severity of none', { severity: 0 }, 'OUT_OF_RANGE', 'input.items.0.severity', 'Correct the severity'],
    ['a severity of 5', { severity: 5 }, 'OUT_OF_RANGE', 'input.items.0.severity', 'Correct the severity'],
    ['promises kept below none', { metCount: -1 }, 'NEGATIVE_NUMBER', 'input.items.0.metCount', 'Send 0 or more'],
    ['broken promises below none', { breachedCount: -1 }, 'NEGATIVE_NUMBER', 'input.items.0.breachedCount input.items.0.openBreachedCount', 'Send 0 or more. 0 are open and too late,'],
    ['more open than broken', { openBreachedCount: 2 }, 'MORE_OPEN_THAN_BREACHED', 'input.items.0.openBreachedCount', 'Count the open ones among the breached ones'],
    ['counts beyond any', { metCount: 2_147_483_647 }, 'OUT_OF_RANGE', 'input.items.0.metCount', 'Correct the number'],
    ['the middle of a month', { month: '2026-09-15' }, 'NOT_A_MONTH', 'input.items.0.month', 'Send 2026-09-01'],
    ['a month to come', { month: '2027-01-01' }, 'FUTURE_DATE', 'input.items.0.month', 'Correct the month'],
    ['a month before the term', { month: '2000-01-01' }, 'BEFORE_TERM', 'input.items.0.month', 'Correct the month'],
    ['a credit below nothing', { credit: money('-5') }, 'NEGATIVE_AMOUNT', 'input.items.0.credit', 'Send 0 or more'],
    ['a credit in another currency', { credit: money('5', 'EUR') }, 'OTHER_CURRENCY', 'input.items.0.credit', 'Send the amount in USD'],
    ['a credit with tenths of cents', { credit: money('5.005') }, 'INVALID_AMOUNT', 'input.items.0.credit', 'Send a decimal such as 1234.50'],
    ['a contract of somebody else', { contract: ref('foreignContract') }, 'NOT_FOUND', 'input.items.0.contract', 'Import the contract first or correct the'],
    ['one month twice', { items: [result, { ...result, metCount: 1 }], dryRun: true }, 'DUPLICATE_ITEM', 'input.items.1', 'Send one item per contract, month and'],
  ]),
  ...spoiled({ by, call: 'customerSurveyUpsertMany', item: survey }, [
    ['a score of none', { score: 0 }, 'OUT_OF_RANGE', 'input.items.0.score', 'Correct the score'],
    ['a score of 6', { score: 6 }, 'OUT_OF_RANGE', 'input.items.0.score', 'Correct the score'],
    ['a score without a day', { respondedOn: undefined }, 'REQUIRED', 'input.items.0.respondedOn', 'Fill in respondedOn, or leave both out'],
    ['a day without a score', { score: undefined }, 'REQUIRED', 'input.items.0.score', 'Fill in score, or leave both out'],
    ['an answer before the question', { respondedOn: '2026-08-01' }, 'BEFORE_SENT', 'input.items.0.respondedOn', 'Correct the dates'],
    ['an answer to come', { respondedOn: '2026-12-01' }, 'FUTURE_DATE', 'input.items.0.respondedOn', 'Correct the date'],
    ['a question to come', { sentOn: '2026-12-01', respondedOn: undefined, score: undefined }, 'FUTURE_DATE', 'input.items.0.sentOn', 'Correct the date'],
    ['a question before the term', { sentOn: '2000-01-01' }, 'BEFORE_TERM', 'input.items.0.sentOn', 'Correct the date'],
    ['no question', { sentOn: undefined }, 'REQUIRED', 'input.items.0.sentOn', 'Fill in sentOn'],
    ['a comment without an end', { comment: letters(20_000) }, 'TOO_LONG', 'input.items.0.comment', 'Shorten it'],
    ['a comment without an answer', { score: undefined, respondedOn: undefined, comment: 'Fine.' }, 'NOT_ANSWERED', 'input.items.0.comment', 'Leave comment out, or fill in respondedOn'],
    ['no contract', { contract: undefined }, 'REQUIRED', 'input.items.0.contract', 'Name the contract that it was about'],
    ['a contract of somebody else', { contract: ref('foreignContract') }, 'NOT_FOUND', 'input.items.0.contract', 'Import the contract first or correct the'],
    ['another contract for a known survey', { ...ref('survey'), externalReference: undefined, contract: ref('otherContract') }, 'OTHER_CONTRACT', 'input.items.0.contract input.items.0.id', 'Leave contract out, or send a survey of its'],
    ['an id of another type', { ...ref('customer'), externalReference: undefined }, 'NOT_FOUND', 'input.items.0.id', 'Leave the id out to create one'],
    ['one survey twice', { items: [{ ...survey, score: 0 }, survey] }, 'OUT_OF_RANGE', 'input.items.0.score input.items.1', 'Correct the score'],
  ]),
]; // prettier-ignore
