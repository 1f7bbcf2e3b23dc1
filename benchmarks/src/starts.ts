import { demoPersonas } from '@channelgraph/gateway/identity/demo-personas.ts';
import { createDevelopmentIssuer } from '@channelgraph/gateway/identity/development-issuer.ts';
import { runLoad } from './load.ts';
import { freePort, startFlags, startProgram } from './measured-process.ts';

/** How the one process began, and what it holds. */
export interface StartResult {
  readonly start: 'first' | 'second';
  /** From the call to the summary that says so. */
  readonly readySeconds: number;
  readonly cpuSeconds: number;
  readonly readyRssMb: number;
  /** After the requests of the load. */
  readonly loadedRssMb: number;
}

/** Starts the program on an empty data directory and again, and asks it for boards each time. */
export async function measureStarts(dataDirectory: string, requests: number): Promise<StartResult[]> {
  return [
    await measureStart(dataDirectory, 'first', requests),
    await measureStart(dataDirectory, 'second', requests),
  ];
}

async function measureStart(
  dataDirectory: string,
  start: StartResult['start'],
  requests: number,
): Promise<StartResult> {
  const port = await freePort();
  const began = performance.now();
  const process = await startProgram({
    file: 'packages/cli/src/main.ts',
    arguments: ['start'],
    nodeFlags: startFlags,
    variables: { DATA_DIRECTORY: dataDirectory, PORT: String(port) },
    isReady: (printed) => printed.includes('is ready after'),
  });
  const readySeconds = (performance.now() - began) / 1000;
  try {
    const ready = await process.usage();
    const issuer = await createDevelopmentIssuer({ dataDirectory, personas: demoPersonas });
    const target = { url: `http://127.0.0.1:${port}/graphql`, token: await issuer.issueToken('ada.admin') };
    await runLoad(target, { requests, concurrency: 8, partners: 8 });
    const loaded = await process.usage();
    const cpuSeconds = ready.cpuMs / 1000;
    return { start, readySeconds, cpuSeconds, readyRssMb: ready.rssMb, loadedRssMb: loaded.rssMb };
  } finally {
    await process.stop();
  }
}
