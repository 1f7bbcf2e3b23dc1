import { demoPersonas } from '@channelgraph/gateway/identity/demo-personas.ts';
import { createDevelopmentIssuer } from '@channelgraph/gateway/identity/development-issuer.ts';
import { generateInternalKey } from '@channelgraph/server/identity/internal-token.ts';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import type { DemoDatabases } from './demo-databases.ts';
import type { Target } from './load.ts';
import { freePort, startFlags, startProgram, type MeasuredProcess } from './measured-process.ts';

/** One way to run the same program. */
export interface Arm {
  readonly name: string;
  readonly target: Target;
  /** The process that answers the client. */
  readonly front: MeasuredProcess;
  /** The services behind it; none where they run in the same process. */
  readonly services: readonly MeasuredProcess[];
}

/** The arms, running. */
export interface Arms {
  readonly list: readonly Arm[];
  stop(): Promise<void>;
}

type Variables = Readonly<Record<string, string>>;

/** Starts every arm on the same databases; the last two share their four service processes. */
export async function startArms(databases: DemoDatabases): Promise<Arms> {
  const { dataDirectory } = databases;
  const issuer = await createDevelopmentIssuer({ dataDirectory, personas: demoPersonas });
  const token = await issuer.issueToken('ada.admin');
  const allInOne = await startAllInOne(databases);
  const variables = await splitVariables(databases);
  const services = await Promise.all(
    serviceNames.map((name) =>
      startProgram({
        file: `services/${name}/src/server.ts`,
        variables: variables[name] ?? {},
        isReady: (printed) => printed.includes('service ready'),
      }),
    ),
  );
  const split = await startFront('gateway/src/main.ts', variables['gateway'], 'gateway ready');
  const stock = await startFront('benchmarks/src/stock-gateway.ts', variables['gateway'], 'ready at');
  const list: Arm[] = [
    { name: 'all in one', front: allInOne.process, target: { url: allInOne.url, token }, services: [] },
    { name: 'split', front: split.process, target: { url: split.url, token }, services },
    { name: 'stock ApolloGateway', front: stock.process, target: { url: stock.url, token }, services },
  ];
  const processes = [...list.map(({ front }) => front), ...services];
  return {
    list,
    stop: async () => void (await Promise.all(processes.map((each) => each.stop()))),
  };
}

interface Front {
  readonly process: MeasuredProcess;
  readonly url: string;
}

async function startAllInOne({ dataDirectory, variables }: DemoDatabases): Promise<Front> {
  const port = await freePort();
  const process = await startProgram({
    file: 'packages/cli/src/main.ts',
    arguments: ['start'],
    nodeFlags: startFlags,
    variables: { ...variables, DATA_DIRECTORY: dataDirectory, PORT: String(port) },
    isReady: (printed) => printed.includes('is ready after'),
  });
  return { process, url: graphUrl(port) };
}

async function startFront(file: string, variables: Variables = {}, readyText: string): Promise<Front> {
  const port = await freePort();
  const process = await startProgram({
    file,
    variables: { ...variables, PORT: String(port) },
    isReady: (printed) => printed.includes(readyText),
  });
  return { process, url: graphUrl(port) };
}

const graphUrl = (port: number): string => `http://127.0.0.1:${port}/graphql`;

async function splitVariables(databases: DemoDatabases): Promise<Readonly<Record<string, Variables>>> {
  const { dataDirectory } = databases;
  const names = ['gateway', ...serviceNames];
  const keys = await Promise.all(names.map((name) => generateInternalKey(name)));
  const ports = await Promise.all(names.map(() => freePort()));
  const addresses = names.map((name, index) => [
    `${name.toUpperCase()}_URL`,
    `http://127.0.0.1:${ports[index]}`,
  ]);
  const common = {
    ...(Object.fromEntries(addresses) as Variables),
    ...databases.variables,
    DATA_DIRECTORY: dataDirectory,
    BUSINESS_CLOCK_FILE: `${dataDirectory}/clock`,
    TIME_ZONE: 'America/New_York',
    INTERNAL_TRUSTED_KEYS: JSON.stringify({ keys: keys.map(({ publicKey }) => publicKey) }),
  };
  const own = names.map((name, index) => {
    const key = JSON.stringify(keys[index]?.privateKey);
    const secret = name === 'gateway' ? { GATEWAY_INTERNAL_KEY: key } : { INTERNAL_KEY: key };
    return [name, { ...common, ...secret, PORT: String(ports[index]) }];
  });
  return Object.fromEntries(own) as Record<string, Variables>;
}
