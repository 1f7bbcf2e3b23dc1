import { readCliEnvironment } from '@channelgraph/cli/environment.ts';
import { openDatabases } from '@channelgraph/cli/start/databases.ts';
import { openPlatform } from '@channelgraph/cli/start/platform.ts';
import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { type BoardAnswer, boardQuery, boardVariables, requireWholeBoard } from './board.ts';
import type { DemoDatabases } from './demo-databases.ts';

/** The statements that one board takes, by service; those that open, mark and close transactions apart. */
export interface StatementCount {
  readonly partners: number;
  readonly queries: Readonly<Record<ServiceName, number>>;
  /** BEGIN, COMMIT and the statement that says on whose behalf, of all services. */
  readonly framing: number;
}

const framing = /^(BEGIN|COMMIT|ROLLBACK|SELECT set_config\('role')/;

/** Counts the statements of boards of several sizes. */
export async function countStatements(
  { dataDirectory, variables }: DemoDatabases,
  sizes: readonly number[],
): Promise<StatementCount[]> {
  const environment = readCliEnvironment({ ...variables, DATA_DIRECTORY: dataDirectory });
  const databases = await openDatabases(environment, 'join');
  const seen: { readonly service: ServiceName; readonly sql: string }[] = [];
  const onStatement = (service: ServiceName, sql: string): void => void seen.push({ service, sql });
  const platform = await openPlatform({ environment, databases, port: null, onStatement });
  try {
    const viewer = await platform.subgraphs[0]?.resolveIdentity?.('ada.admin');
    if (!viewer) throw new Error('The demo program is not in the databases.');
    const counts: StatementCount[] = [];
    for (const partners of sizes) {
      seen.length = 0;
      const operation = { query: boardQuery, variables: boardVariables(partners, partners) };
      requireWholeBoard(
        (await platform.gateway.executeOperation(operation, { viewer })) as BoardAnswer,
        partners,
      );
      counts.push({ partners, ...tally(seen) });
    }
    return counts;
  } finally {
    await platform.stop();
    await databases.stop();
  }
}

function tally(
  seen: readonly { readonly service: ServiceName; readonly sql: string }[],
): Pick<StatementCount, 'queries' | 'framing'> {
  const queries = seen.filter(({ sql }) => !framing.test(sql));
  const counts = serviceNames.map((name) => [name, queries.filter(({ service }) => service === name).length]);
  return {
    queries: Object.fromEntries(counts) as Record<ServiceName, number>,
    framing: seen.length - queries.length,
  };
}
