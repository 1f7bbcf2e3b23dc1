import { addDays, addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { expect, test } from 'vitest';
import { createTestGraph } from '../../testkit/graph.ts';

const facts = `{ partners(first: 50) { nodes { id displayName scorecard { lines { kpi asOf factStatus numerator denominator } } } } }`;
const rates = `query Rates($partner: ID!, $from: Date!, $to: Date!) {
  renewalMetrics(groupBy: [], filter: { partnerId: { eq: $partner } }, bucket: { field: TERM_END, unit: YEAR, from: $from, to: $to }) {
    totals { renewedCount decidedCount }
  } }`;

interface Line {
  readonly kpi: string;
  readonly asOf: LocalDate | null;
  readonly factStatus: string;
  readonly numerator: string;
  readonly denominator: string;
}
interface Answer {
  readonly partners: {
    readonly nodes: readonly {
      readonly id: string;
      readonly displayName: string;
      readonly scorecard: { readonly lines: readonly Line[] } | null;
    }[];
  };
}
interface Counted {
  readonly renewalMetrics: {
    readonly totals: { readonly renewedCount: number; readonly decidedCount: number };
  };
}

test('analysts count the renewals of which the scorecards are made', async () => {
  await using graph = await createTestGraph({ demo: true });
  const ask = await graph.ask('ana.analyst');
  const { partners } = (await ask(facts)).data as unknown as Answer;
  const told: unknown[] = [];
  const counted: unknown[] = [];
  for (const { id, displayName, scorecard } of partners.nodes) {
    const line = scorecard?.lines.find(({ kpi, factStatus }) => kpi === 'RENEWAL_RATE' && factStatus === 'OK');
    if (!line || line.asOf === null) continue;
    told.push([displayName, Number(line.numerator), Number(line.denominator)]);
    // The quarter of the fact: terms that ended within three months until its day.
    const quarter = { from: addDays(addMonths(line.asOf, -3), 1), to: addDays(line.asOf, 1) };
    const { renewalMetrics } = (await ask(rates, { partner: id, ...quarter })).data as unknown as Counted;
    counted.push([displayName, renewalMetrics.totals.renewedCount, renewalMetrics.totals.decidedCount]);
  }
  expect(counted).toEqual(told);
  expect(counted).toEqual([['Copperleaf Systems', 0, 1], ['Harbor Managed Services', 10, 11], ['Meridian Clinical IT', 1, 1]]);
}, 120_000); // prettier-ignore
