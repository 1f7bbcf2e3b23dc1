import { addDays, addMonths, endOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { parseMoney } from '@channelgraph/core/money.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMrrWaterfall } from '../src/modules/mrr-waterfall/mrr-waterfall.loaders.ts';
import type { MrrLine } from '../src/modules/mrr-waterfall/mrr-waterfall.shape.ts';
import { admin, createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

/** A contract as a person would write it down: prices from days on, and a day from which nothing is earned. */
interface Life {
  readonly partnerId: string;
  readonly currency: string;
  readonly start: LocalDate;
  readonly amount: number;
  readonly later: readonly { readonly after: number; readonly amount: number }[];
  readonly stop: {
    readonly after: number;
    readonly status: 'SUSPENDED' | 'ENDED_CHURNED' | 'TERMINATED_EARLY';
  } | null;
}

const partnerIds = ['prt_a', 'prt_b'];
const currencies = ['EUR', 'JPY', 'USD'];
const anyAmount = fc.integer({ min: 0, max: 10 ** 7 });
const anyLater = fc.uniqueArray(fc.record({ after: fc.integer({ min: 1, max: 700 }), amount: anyAmount }), {
  selector: ({ after }) => after,
  maxLength: 4,
});
const anyLife: fc.Arbitrary<Life> = fc.record({
  partnerId: fc.constantFrom(...partnerIds),
  currency: fc.constantFrom(...currencies),
  start: fc.integer({ min: 0, max: 360 }).map((n) => addDays('2024-01-20', n)),
  amount: anyAmount,
  later: anyLater,
  stop: fc.option(
    fc.record({
      after: fc.integer({ min: 1, max: 600 }),
      status: fc.constantFrom('SUSPENDED' as const, 'ENDED_CHURNED' as const, 'TERMINATED_EARLY' as const),
    }),
  ),
});
const lifeCount = 100;
const [told = [], corrections = []] = [
  fc.sample(fc.array(anyLife, { minLength: lifeCount, maxLength: lifeCount }), 1)[0],
  fc.sample(fc.array(anyLater, { minLength: lifeCount / 2, maxLength: lifeCount / 2 }), 1)[0],
];
/** Of half of the contracts more amendments become known; one for a day that has one already replaces it. */
const corrected = told.map((life, index): Life => {
  const news = corrections[index] ?? [];
  const kept = life.later.filter(({ after }) => !news.some((each) => each.after === after));
  return { ...life, later: [...kept, ...news] };
});

/** What a life earns on a day, in minor units. */
function earnedOn({ start, amount, later, stop }: Life, day: LocalDate): bigint {
  if (day < start || (stop && addDays(start, stop.after) <= day)) return 0n;
  const agreed = later
    .filter(({ after }) => addDays(start, after) <= day)
    .toSorted((a, b) => a.after - b.after);
  return BigInt(agreed.at(-1)?.amount ?? amount);
}

const asMoney = (minor: number, currency: string) => ({
  amount: currency === 'JPY' ? String(minor) : (minor / 100).toFixed(2),
  currency,
});
const crm = (externalId: string) => ({ system: 'crm', externalId });
const itemOf = ({ partnerId, currency, start, amount, later, stop }: Life, index: number) => ({
  externalReference: crm(`life-${index}`),
  partner: { id: partnerId },
  customer: { externalReference: crm(`customer-${index}`) },
  termStart: start,
  termMonths: 36,
  contractedSeats: 1,
  mrr: asMoney(amount, currency),
  amendments: later.map((each) => ({
    effectiveOn: addDays(start, each.after),
    mrr: asMoney(each.amount, currency),
  })),
  ...(stop && { status: stop.status, statusOn: addDays(start, stop.after) }),
});

let graph: DealsGraph;
const firstTold = '2026-10-15T09:00:00.000Z';
beforeAll(async () => {
  graph = await createDealsGraph();
  const customers = told.map((_, index) => ({
    externalReference: crm(`customer-${index}`),
    legalName: `Customer ${index}`,
  }));
  await send('customerUpsertMany', customers);
  graph.setTime(firstTold);
  await send('managedContractUpsertMany', told.map(itemOf));
  graph.setTime('2026-10-20T09:00:00Z');
  await send('managedContractUpsertMany', corrected.map(itemOf));
}, 120_000);
afterAll(() => graph[Symbol.asyncDispose]());

async function send(name: string, items: readonly object[]): Promise<void> {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data } = await graph.ask(
    admin,
    `mutation ($input: ${title}Input!) { ${name}(input: $input) {
      ... on ${title}Success { refusedCount rows { issues { message path } } } ... on UserError { message } } }`,
    { input: { items } },
  );
  if (data[name].refusedCount !== 0) throw new Error(JSON.stringify(data[name]));
}

test('the money of the lives is read as it was written', () => {
  expect(parseMoney(asMoney(1_234_567, 'USD').amount, 'USD').amountMinor).toBe(1_234_567n);
  expect(parseMoney(asMoney(1_234_567, 'JPY').amount, 'JPY').amountMinor).toBe(1_234_567n);
});

const anyDay = fc.integer({ min: -40, max: 1200 }).map((n) => addDays('2024-01-20', n));
const anyQuestion = fc.record({
  partners: fc.subarray(partnerIds, { minLength: 1 }),
  days: fc.uniqueArray(anyDay, { minLength: 2, maxLength: 2 }),
  isKnownFirst: fc.boolean(),
});

test('a waterfall between any two days is what a hundred lives earned, month by month, before and after half of them were corrected', async () => {
  await fc.assert(
    fc.asyncProperty(anyQuestion, async ({ partners, days, isKnownFirst }) => {
      const [from = '', to = ''] = days.toSorted();
      const lives = isKnownFirst ? told : corrected;
      const lines = await readMrrWaterfall(graph.createContext(admin).db.read, {
        selection: { partnerIds: partners },
        from,
        to,
        knownAt: isKnownFirst ? new Date(firstTold) : null,
      });
      for (const currency of currencies) {
        const own = lives.filter((life) => partners.includes(life.partnerId) && life.currency === currency);
        const earned = (day: LocalDate) => own.reduce((sum, life) => sum + earnedOn(life, day), 0n);
        const line = lines.find((each) => each.currency === currency);
        expect([line?.openingMinor ?? 0n, line?.closingMinor ?? 0n]).toEqual([earned(from), earned(to)]);
        if (line) expectMonths(line, { from, to, earned });
      }
    }),
    { numRuns: 250 },
  );
}, 120_000);

interface Earned {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly earned: (day: LocalDate) => bigint;
}

function expectMonths(line: MrrLine, { from, to, earned }: Earned): void {
  const first = `${addDays(from, 1).slice(0, 7)}-01`;
  let opening = earned(from);
  for (const [index, month] of line.months.entries()) {
    const end = endOfMonth(addMonths(first, index));
    const closing = earned(end < to ? end : to);
    const steps = month.steps.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    expect([month.month, month.openingMinor, opening + steps, month.closingMinor]).toEqual([
      addMonths(first, index),
      opening,
      closing,
      closing,
    ]);
    opening = closing;
  }
  expect(line.months.at(-1)?.month).toBe(`${to.slice(0, 7)}-01`);
}
