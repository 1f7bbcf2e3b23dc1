import { Client, escapeLiteral } from 'pg';
import { expect, test } from 'vitest';
import { createTestGraph } from '../../testkit/graph.ts';
import { byHand } from './facts-by-hand.ts';

interface Fact {
  readonly kpi: string;
  readonly status: string;
  readonly asOf: string;
  readonly num: string | null;
  readonly den: string | null;
  readonly n: number;
}
interface Counted {
  readonly num: string | null;
  readonly den: string | null;
  readonly n: string | null;
}
interface Measured {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly zone: string;
  readonly enrolled: string | null;
}

/** Numerator, denominator and sample. */
type Figures = readonly (number | null)[];
interface Cards {
  readonly partners: {
    readonly nodes: readonly {
      readonly displayName: string;
      readonly scorecard: {
        readonly lines: readonly {
          readonly kpi: string;
          readonly asOf: string;
          readonly factStatus: string;
          readonly numerator: string;
        }[];
      } | null;
    }[];
  };
}

async function connect(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

// The figures of the last day that told one; they hold until another is told.
const latest = `SELECT DISTINCT ON (kpi) kpi, status::text, as_of::text AS "asOf", numerator::text AS num, denominator::text AS den, sample_size AS n
  FROM metric_fact WHERE partner_id = $1 AND source = 'deals' ORDER BY kpi, as_of DESC, recorded_at DESC, id DESC`;
const byName = (a: string, b: string) => a.localeCompare(b);
const today = '2026-10-15';
const number = (text: string | null) => (text === null ? null : Number(text));

test('each indicator of the deals service is what the rows say, counted by hand, and so are the scorecards of the demo program', async () => {
  await using graph = await createTestGraph({ demo: true });
  await using deals = await connect(graph.urls.deals);
  await using partners = await connect(graph.urls.partners);
  const { rows: measured } = await deals.query<Measured>(
    `SELECT partner_id AS id, display_name AS name, currency, time_zone AS zone, enrolled_on::text AS enrolled
     FROM channelgraph.partner_directory ORDER BY display_name`,
  );
  const told: Record<string, Figures> = {};
  const counted: Record<string, Figures> = {};
  const harborKpis = new Set<string>();
  for (const { id, name, currency, zone, enrolled } of measured) {
    const { rows: facts } = await partners.query<Fact>(latest, [id]);
    for (const fact of facts.filter(({ status }) => status === 'OK' || status === 'INSUFFICIENT_DATA')) {
      const sql = byHand[fact.kpi];
      if (!sql) continue;
      if (name === 'Harbor Managed Services') harborKpis.add(fact.kpi);
      for (const day of [fact.asOf, today]) {
        const { rows } = await deals.query<Counted>(filledIn(sql, [id, day, currency, zone, enrolled]));
        const key = `${name} ${fact.kpi} on ${day}`;
        told[key] = [number(fact.num), number(fact.den), rows[0]?.n === null ? null : fact.n];
        counted[key] = [number(rows[0]?.num ?? null), number(rows[0]?.den ?? null), number(rows[0]?.n ?? null)];
      }
    }
  }
  expect(counted).toEqual(told);
  expect([...harborKpis].toSorted(byName)).toEqual(Object.keys(byHand).toSorted(byName));
  const ask = await graph.ask('ana.analyst');
  const { data } = await ask<Cards>(`{ partners(first: 50) { nodes { displayName scorecard { lines { kpi asOf factStatus numerator } } } } }`);
  const scored = data?.partners.nodes.flatMap(({ displayName, scorecard }) => (scorecard?.lines ?? [])
    .filter(({ kpi, factStatus }) => factStatus === 'OK' && byHand[kpi])
    .map(({ kpi, asOf, numerator }) => [`${displayName} ${kpi} on ${asOf}`, number(numerator)] as const)) ?? [];
  // What other systems measured is brought in, and no row here is behind it.
  const own = scored.filter(([key]) => counted[key]);
  expect(own.length).toBeGreaterThanOrEqual(35);
  expect(own).toEqual(own.map(([key]) => [key, counted[key]?.[0]]));
}, 240_000); // prettier-ignore

/** Puts the values into the places of a statement; a statement that is sent with parameters must use each of them. */
function filledIn(sql: string, values: readonly (string | null)[]): string {
  return sql.replaceAll(/\$(\d)/g, (_, place: string) => {
    const value = values[Number(place) - 1] ?? null;
    return value === null ? 'NULL' : escapeLiteral(value);
  });
}
