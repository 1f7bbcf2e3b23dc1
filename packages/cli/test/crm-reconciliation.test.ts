import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { exampleFile, openTestPlatform } from './test-platform.ts';

// The export is not part of the repository; it lies beside it where it is at hand.
const realExport = process.env.CRM_SALES_EXPORT ?? exampleFile('../../shared/data/crm-sales');
const isAtHand = existsSync(join(realExport, 'sales_pipeline.csv'));

type Row = Readonly<Record<string, string>>;
type Tally = Record<string, readonly [count: number, dollars: number]>;

/** Reads a file of the export without any code of ours: this is what the graph is held against. */
function rows(file: string): Row[] {
  return parse(readFileSync(join(realExport, file), 'utf8'), { columns: true }) as Row[];
}

const stages: Readonly<Record<string, string>> = {
  Prospecting: 'PROSPECT',
  Engaging: 'QUALIFIED',
  Won: 'WON',
  Lost: 'LOST',
};
const product = ({ product: name = '' }: Row) => (name === 'GTXPro' ? 'GTX Pro' : name);
const day = (text = '') =>
  text === '' ? null : `20${text.slice(6)}-${text.slice(3, 5)}-${text.slice(0, 2)}`;

/** Counts the rows of the export and adds up their dollars by whatever tells them apart; null leaves a row out. */
function tally(
  deals: readonly Row[],
  keyOf: (deal: Row) => string | null,
  worth: (deal: Row) => number,
): Tally {
  const sums: Tally = {};
  for (const deal of deals) {
    const key = keyOf(deal);
    if (key === null) continue;
    const [count, dollars] = sums[key] ?? [0, 0];
    sums[key] = [count + 1, dollars + worth(deal)];
  }
  return sums;
}

interface Group {
  readonly key: Readonly<Record<string, Readonly<Record<string, string>> | string | null>>;
  readonly measures: { readonly dealCount: number; readonly oneTime: readonly { readonly amount: string }[] };
}

test.skipIf(!isAtHand)(
  'the real CRM export counts and adds up to what its files say, in metrics and pipelines, by every dimension',
  async () => {
    await using platform = await openTestPlatform();
    await platform.importExample(realExport, exampleFile('crm-sales/mapping.json'));
    await platform.settle();

    const deals = rows('sales_pipeline.csv');
    const prices = Object.fromEntries(rows('products.csv').map((row) => [row.product, Number(row.sales_price)]));
    const managers = Object.fromEntries(rows('sales_teams.csv').map((row) => [row.sales_agent, row.manager ?? '']));
    const offices = Object.fromEntries(rows('sales_teams.csv').map((row) => [row.sales_agent, row.regional_office ?? '']));
    const listPrice = (deal: Row) => prices[product(deal)] ?? Number.NaN;
    const isClosed = ({ deal_stage: stage }: Row) => stage === 'Won' || stage === 'Lost';
    const worth = (deal: Row) => (isClosed(deal) ? Number(deal.close_value) : listPrice(deal));
    const agent = ({ sales_agent: name = '' }: Row) => name;
    const stage = ({ deal_stage: name = '' }: Row) => stages[name] ?? '';
    const manager = (deal: Row) => managers[agent(deal)] ?? '';
    const quarter = (text: string | undefined) => {
      const date = day(text);
      if (date === null) return 'none';
      return `${date.slice(0, 4)}-${String(Math.floor((Number(date.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    };

    async function metrics(args: string, key: string): Promise<{ tally: Tally; totals: unknown }> {
      const { dealMetrics } = await platform.client.query<{
        dealMetrics: { groups: readonly Group[]; others: { groupCount: number }; totals: unknown };
      }>(
        `{ dealMetrics(${args}, first: 100) {
          groups { key { ${key} } measures { dealCount oneTime { amount } } }
          others { groupCount } totals { dealCount wonCount lostCount openCount oneTime { amount currency } }
        } }`,
      );
      expect(dealMetrics.others.groupCount).toBe(0);
      const name = (part: Group['key'][string]) => (typeof part === 'string' ? part : (Object.values(part ?? {})[0] ?? 'none'));
      const entries = dealMetrics.groups.map(({ key: parts, measures }) => [
        Object.values(parts).map(name).join(' | '),
        [measures.dealCount, Number(measures.oneTime[0]?.amount)],
      ]);
      return { tally: Object.fromEntries(entries) as Tally, totals: dealMetrics.totals };
    }
    const dimensions: readonly (readonly [args: string, key: string, of: (deal: Row) => string])[] = [
      ['groupBy: [STAGE]', 'stage', stage],
      ['groupBy: [PARTNER]', 'partner { displayName }', agent],
      ['groupBy: [PRODUCT_LINE]', 'productLine { name }', product],
      ['groupBy: [ACCOUNT_MANAGER]', 'accountManager { displayName }', manager],
      ['groupBy: [], bucket: { field: CLOSED_ON, unit: QUARTER }', 'period { start }', (deal) => quarter(deal.close_date)],
      ['groupBy: [], bucket: { field: OPENED_ON, unit: QUARTER }', 'period { start }', (deal) => quarter(deal.engage_date)],
      ['groupBy: [ACCOUNT_MANAGER, STAGE]', 'accountManager { displayName } stage', (deal) => `${manager(deal)} | ${stage(deal)}`],
      ['groupBy: [PRODUCT_LINE, STAGE], bucket: { field: CLOSED_ON, unit: QUARTER }', 'productLine { name } stage period { start }',
        (deal) => `${product(deal)} | ${stage(deal)} | ${quarter(deal.close_date)}`],
    ];
    const whole = tally(deals, () => 'all', worth).all;
    for (const [args, key, of] of dimensions) {
      const answer = await metrics(args, key);
      expect(answer.tally, args).toEqual(tally(deals, of, worth));
      expect(answer.totals, args).toEqual({
        dealCount: whole?.[0],
        wonCount: deals.filter((deal) => stage(deal) === 'WON').length,
        lostCount: deals.filter((deal) => stage(deal) === 'LOST').length,
        openCount: deals.filter((deal) => !isClosed(deal)).length,
        oneTime: [{ amount: `${String(whole?.[1])}.00`, currency: 'USD' }],
      });
    }

    async function pipelines(asOf: string): Promise<Tally> {
      const { partners } = await platform.client.query<{
        partners: { nodes: readonly { displayName: string; pipeline: { cells: readonly { stage: string; count: number; oneTime: { amount: string } }[] } }[] };
      }>(`query Pipelines($asOf: Date!) {
        partners(first: 100) { nodes { displayName pipeline(asOf: $asOf) { cells { stage count oneTime { amount } } } } } }`, { asOf });
      return Object.fromEntries(
        partners.nodes.flatMap(({ displayName, pipeline }) =>
          pipeline.cells.map((cell) => [`${displayName} | ${cell.stage}`, [cell.count, Number(cell.oneTime.amount)] as const]),
        ),
      );
    }
    const { partners: sellers } = await platform.client.query<{
      partners: { nodes: readonly { channelAccountManager: { id: string; displayName: string } }[] };
    }>('{ partners(first: 100) { nodes { channelAccountManager { id displayName } } } }');
    const managerIds = new Map(sellers.nodes.map(({ channelAccountManager: { id, displayName } }) => [displayName, id]));
    /** The cells of one pipeline: of the whole program, or of what an account manager looks after. */
    async function cells(scope: string, asOf: string, dimension: 'STAGE' | 'PRODUCT_LINE'): Promise<Tally> {
      const { pipeline } = await platform.client.query<{
        pipeline: { cells: readonly { stage: string | null; productLine: { name: string } | null; count: number; oneTime: { amount: string } }[] };
      }>(`{ pipeline(scope: { ${scope} }, asOf: "${asOf}", groupBy: [${dimension}]) { cells { stage productLine { name } count oneTime { amount } } } }`);
      return Object.fromEntries(
        pipeline.cells.map((cell) => [cell.productLine?.name ?? cell.stage, [cell.count, Number(cell.oneTime.amount)] as const]),
      );
    }
    /** Holds the pipelines of a day against those deals that were open on it. */
    async function holdAgainst(asOf: string, isOpen: (deal: Row) => boolean, stageThen: (deal: Row) => string) {
      const then = deals.filter(isOpen);
      expect(await pipelines(asOf), asOf).toEqual(tally(then, (deal) => `${agent(deal)} | ${stageThen(deal)}`, listPrice));
      expect(await cells('isWholeProgram: true', asOf, 'STAGE'), asOf).toEqual(tally(then, stageThen, listPrice));
      expect(await cells('isWholeProgram: true', asOf, 'PRODUCT_LINE'), asOf).toEqual(tally(then, product, listPrice));
      for (const [name, id] of managerIds) {
        const own = then.filter((deal) => manager(deal) === name);
        expect(await cells(`accountManagerId: "${id}"`, asOf, 'STAGE'), `${name} ${asOf}`).toEqual(tally(own, stageThen, listPrice));
      }
    }
    expect(new Set(managerIds.keys())).toEqual(new Set(Object.values(managers)));
    // At the end of every quarter; a prospect has no day from which on it counted.
    for (const asOf of ['2016-12-31', '2017-03-31', '2017-06-30', '2017-09-30', '2017-12-31']) {
      const isOpen = (deal: Row) => {
        const [opened, closed] = [day(deal.engage_date), day(deal.close_date)];
        return opened !== null && opened <= asOf && (closed === null || closed > asOf);
      };
      await holdAgainst(asOf, isOpen, () => 'QUALIFIED');
    }
    // Today, the day of the import, from which on prospects count.
    await holdAgainst('2026-10-15', (deal) => !isClosed(deal), stage);
    expect(new Set(Object.values(offices)).size).toBe(3);
  },
  300_000,
); // prettier-ignore
