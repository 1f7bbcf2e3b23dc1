import { createLogger } from '@channelgraph/server/logging.ts';
import { createShutdown } from '@channelgraph/server/shutdown.ts';
import type { CliEnvironment } from '../environment.ts';
import type { Terminal } from '../terminal.ts';
import { migrateAll, openDatabases } from './databases.ts';
import { requireFreePort } from './require-free-port.ts';
import { requireIdentity } from './require-identity.ts';
import { describeStart, summaryText } from './summary.ts';

/**
 * Runs the whole program in this process until it is told to stop: databases, migrations, the four
 * subgraphs, the gateway, and the demo program on first start.
 */
export async function startAllInOne(
  environment: CliEnvironment,
  terminal: Terminal,
  options: { readonly withDemo: boolean },
): Promise<void> {
  requireIdentity(environment);
  const began = performance.now();
  const shutdown = createShutdown({ logger: createLogger({ name: 'start', level: environment.logLevel }) });
  shutdown.listen();
  const say = (line: string): void => void terminal.err.write(`${line}\n`);
  try {
    await requireFreePort(environment);
    const opening = openDatabases(environment, 'refuse');
    // The databases start in processes of their own: meanwhile this one loads the rest of its code.
    const loading = loadProgram();
    const databases = await opening;
    shutdown.add('databases', () => databases.stop());
    const reports = await migrateAll(databases.urls);
    const applied = Object.values(reports).reduce((sum, report) => sum + report.applied.length, 0);
    if (applied > 0) say(`Applied ${applied} migrations.`);
    const { openPlatform, prepareProgram } = await loading;
    const platform = await openPlatform({ environment, databases, port: environment.port });
    shutdown.add('platform', () => platform.stop());
    await prepareProgram(platform, environment, { ...options, onProgress: say });
    await platform.start();
    const { url } = platform.gateway;
    terminal.out.write(summaryText(describeStart({ environment, databases, url, began })));
  } catch (error) {
    await shutdown.run('failed start');
    throw error;
  }
}

async function loadProgram() {
  const [{ openPlatform }, { prepareProgram }] = await Promise.all([
    import('./platform.ts'),
    import('./first-start.ts'),
  ]);
  return { openPlatform, prepareProgram };
}
