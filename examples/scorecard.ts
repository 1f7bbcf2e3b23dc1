/**
 * Prints a partner's scorecard and pipeline as tables.
 *
 *     CHANNELGRAPH_URL=http://localhost:4000/graphql CHANNELGRAPH_TOKEN=… node examples/scorecard.ts prt_… [YYYY-MM-DD]
 */
import {
  type Client,
  createClient,
  formatMoney,
  isPartnerApiError,
  type Money,
  type Pipeline,
  type Scorecard,
  type ScorecardLine,
} from '@channelgraph/sdk';

/** How a report is made. */
export interface ReportOptions {
  /** The day it describes. Default: today. */
  readonly asOf?: string | undefined;
  /** Whether to colour the traffic lights, as a terminal can. */
  readonly hasColour?: boolean;
}

interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Numbers stand right, so that their digits line up. */
  readonly isNumber?: boolean;
}

const colours: Readonly<Record<string, string>> = {
  RED: '\u001B[31m',
  AMBER: '\u001B[33m',
  GREEN: '\u001B[32m',
};

const paint = (text: string, status: string, hasColour: boolean): string => {
  const colour = colours[status];
  return hasColour && colour !== undefined ? text.replace(status, `${colour}${status}\u001B[0m`) : text;
};

const percentage = new Intl.NumberFormat('en-US', { style: 'percent', minimumFractionDigits: 2 });
// The API's decimals are strings, and Intl formats a string exactly.
const percent = (fraction: string | null): string =>
  fraction === null ? '–' : percentage.format(fraction as Intl.StringNumericLiteral);
const money = (amount: Money): string =>
  /^-?0*\.?0*$/.test(amount.amount) ? '–' : formatMoney(amount, 'en-US');
const words = (code: string): string => code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ');

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ text }) => text(row))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  const lines = cells.map((line) =>
    line.map((cell, index) =>
      columns[index]?.isNumber === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
    ),
  );
  const rule = widths
    .map((width) => '─'.repeat(width))
    .join('  ')
    .trimEnd();
  const [head = '', ...body] = lines.map((line) => line.join('  ').trimEnd());
  return [head, rule, ...body];
}

const scorecardColumns: readonly Column<ScorecardLine>[] = [
  { title: 'KPI', text: ({ name }) => name },
  { title: 'Value', text: ({ value }) => percent(value), isNumber: true },
  { title: 'Floor', text: ({ floor }) => percent(floor), isNumber: true },
  { title: 'Target', text: ({ target }) => percent(target), isNumber: true },
  { title: 'Weight', text: ({ weight }) => weight, isNumber: true },
  { title: 'Score', text: ({ score }) => score ?? '–', isNumber: true },
  { title: 'Points', text: ({ contribution }) => contribution ?? '–', isNumber: true },
  { title: 'Status', text: ({ status, factStatus }) => status ?? words(factStatus) },
];

function scorecardLines(scorecard: Scorecard, hasColour: boolean): string[] {
  const { partner, asOf, total, status, coverage, leadingTotal, laggingTotal, lines } = scorecard;
  const [head = '', rule = '', ...body] = table(scorecardColumns, lines);
  return [
    `${partner.displayName}: scorecard on ${asOf}`,
    paint(`Total ${total ?? '–'} ${status ?? ''}`.trimEnd(), status ?? '', hasColour),
    `Coverage ${percent(coverage)}, leading ${leadingTotal ?? '–'}, lagging ${laggingTotal ?? '–'}`,
    '',
    head,
    rule,
    ...body.map((text, index) => paint(text, lines[index]?.status ?? '', hasColour)),
  ];
}

const named = (name: string | null): string => (name === null ? '–' : words(name));

const cellColumns: readonly Column<Pipeline['cells'][number]>[] = [
  { title: 'Motion', text: ({ motion }) => named(motion) },
  { title: 'Revenue', text: ({ revenueModel }) => named(revenueModel) },
  { title: 'Stage', text: ({ stage }) => named(stage) },
  { title: 'Role', text: ({ sourceRole }) => named(sourceRole) },
  { title: 'Count', text: ({ count }) => String(count), isNumber: true },
  { title: 'One-time', text: ({ oneTime }) => money(oneTime), isNumber: true },
  { title: 'MRR', text: ({ mrr }) => money(mrr), isNumber: true },
  { title: 'ACV', text: ({ acv }) => money(acv), isNumber: true },
  { title: 'TCV', text: ({ tcv }) => money(tcv), isNumber: true },
  { title: 'Weighted ACV', text: ({ weightedAcv }) => money(weightedAcv), isNumber: true },
];

const renewalColumns: readonly Column<Pipeline['renewals'][number]>[] = [
  {
    title: 'Days left',
    text: ({ window }) => window.replace(/^D/, '').replace('_PLUS', '+').replace('_', ' to ').toLowerCase(),
  },
  { title: 'Contracts', text: ({ contractCount }) => String(contractCount), isNumber: true },
  { title: 'MRR', text: ({ mrr }) => money(mrr), isNumber: true },
  { title: '', text: ({ isDecisionWindow }) => (isDecisionWindow ? 'decide now' : '') },
];

function pipelineLines({ asOf, opportunityCount, cells, renewals }: Pipeline): string[] {
  return [
    `Pipeline on ${asOf}: ${opportunityCount} open ${opportunityCount === 1 ? 'opportunity' : 'opportunities'}`,
    '',
    ...(cells.length === 0 ? ['Nothing is open.'] : table(cellColumns, cells)),
    '',
    'Renewals',
    '',
    ...(renewals.length === 0 ? ['No contract is running.'] : table(renewalColumns, renewals)),
  ];
}

/** Makes the report of a partner; null when the partner is absent or not visible. */
export async function partnerReport(
  client: Client,
  partnerId: string,
  options: ReportOptions = {},
): Promise<string | null> {
  const { asOf, hasColour = false } = options;
  const [scorecard, pipeline] = await Promise.all([
    client.scorecards.get(partnerId, { asOf }),
    client.pipelines.get({ partnerId }, { asOf }),
  ]);
  if (scorecard === null || pipeline === null) return null;
  return `${[...scorecardLines(scorecard, hasColour), '', ...pipelineLines(pipeline)].join('\n')}\n`;
}

async function main(): Promise<number> {
  const { CHANNELGRAPH_URL: url, CHANNELGRAPH_TOKEN: auth, NO_COLOR } = process.env;
  const [partnerId, asOf] = process.argv.slice(2);
  if (url === undefined || auth === undefined || partnerId === undefined) {
    console.error(
      'Usage: CHANNELGRAPH_URL=… CHANNELGRAPH_TOKEN=… node examples/scorecard.ts <partner id> [YYYY-MM-DD]',
    );
    return 2;
  }
  try {
    const client = createClient({ url, auth, appInfo: { name: 'scorecard-example' } });
    const hasColour = process.stdout.isTTY && NO_COLOR === undefined;
    const report = await partnerReport(client, partnerId, { asOf, hasColour });
    if (report !== null) process.stdout.write(report);
    else console.error(`There is no partner ${partnerId} that you may see.`);
    return report === null ? 1 : 0;
  } catch (error) {
    if (!isPartnerApiError(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main();
