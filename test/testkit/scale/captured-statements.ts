import pg from 'pg';

/** A statement as it was sent, with the statement before it that says on whose behalf. */
export interface CapturedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** `SELECT set_config('role', …)` of the same transaction. */
  readonly viewer: string;
}

interface Config {
  readonly text?: string;
  readonly values?: readonly unknown[];
}

type Query = (this: pg.Client, config: string | Config, ...rest: unknown[]) => unknown;

/** What connections of this process send; those opened before are not heard. */
export interface StatementCapture {
  /** Gives the statements sent since the last time. */
  take(): CapturedStatement[];
  stop(): void;
}

/** Notes every statement that connections opened from now on send, until it is stopped. */
export function captureStatements(): StatementCapture {
  let captured: CapturedStatement[] = [];
  const viewers = new WeakMap<pg.Client, string>();
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function note(config, ...rest) {
    const { text = '', values = [] } = typeof config === 'string' ? { text: config } : config;
    const viewer = /SELECT set_config\('role'.*$/s.exec(text);
    if (viewer) viewers.set(this, viewer[0]);
    else if (/^(\/\*.*?\*\/\s*)?\s*(WITH|SELECT)\b/s.test(text)) {
      captured.push({ text, values, viewer: viewers.get(this) ?? '' });
    }
    return query.call(this, config, ...rest);
  };
  return {
    take() {
      const taken = captured;
      captured = [];
      return taken;
    },
    stop() {
      prototype.query = query;
    },
  };
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** How the database means to read one table. */
export interface Access {
  readonly table: string;
  /** `Seq Scan`, `Index Scan` and the like. */
  readonly by: string;
  readonly index: string | null;
}

/** Asks the database how it would read the tables of a statement, with the rights under which it was sent. */
export async function accessesOf(client: pg.Client, statement: CapturedStatement): Promise<Access[]> {
  const rows = await explained<{ readonly Plan: PlanNode }[]>(client, statement, 'FORMAT JSON');
  return rows.flatMap((plans) => plans.flatMap(({ Plan }) => accessesBelow(Plan, null)));
}

/** Has the database carry out a statement with the rights under which it was sent, and tells how long each step took and what it read. */
export async function analyzedPlan(client: pg.Client, statement: CapturedStatement): Promise<string> {
  return (await explained<string>(client, statement, 'ANALYZE, BUFFERS, SUMMARY')).join('\n');
}

async function explained<Plan>(
  client: pg.Client,
  { text, values, viewer }: CapturedStatement,
  options: string,
): Promise<Plan[]> {
  await client.query('BEGIN');
  try {
    if (viewer !== '') await client.query(viewer);
    const { rows } = await client.query<{ 'QUERY PLAN': Plan }>(`EXPLAIN (${options}) ${text}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']);
  } finally {
    await client.query('ROLLBACK');
  }
}

// A bitmap names its table above and its index below.
function accessesBelow(node: PlanNode, above: string | null): Access[] {
  const table = node['Relation Name'] ?? above;
  const index = node['Index Name'] ?? null;
  const isAccess =
    node['Relation Name'] !== undefined ? node['Node Type'] !== 'Bitmap Heap Scan' : index !== null;
  const own = isAccess && table !== null ? [{ table, by: node['Node Type'], index }] : [];
  return [...own, ...(node.Plans ?? []).flatMap((each) => accessesBelow(each, table))];
}
