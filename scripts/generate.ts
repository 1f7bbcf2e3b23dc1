import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isServiceName, serviceNames, type ServiceName } from '../packages/server/src/service-names.ts';
import { repositoryRoot, serviceDirectory, servicesWithDatabase } from './paths.ts';
import { generateClient, isClientFresh } from './prisma-clients.ts';
import { runCommand } from './run-command.ts';
import { writeStateMachines } from './state-machines.ts';

const usage = `Usage: pnpm generate [--clients] [--quiet] [partners|deals|enablement|incentives|gateway|sdk ...]

Writes what is generated, in this order: the Prisma client of each service, its subgraph SDL,
the supergraph, the state machines, the SDK. Without a name: everything. --clients: only the Prisma clients.
--quiet: says nothing about what is fresh.`;

const targets = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const onlyClients = process.argv.includes('--clients');
const isQuiet = process.argv.includes('--quiet');
const isKnown = (name: string): boolean => isServiceName(name) || name === 'gateway' || name === 'sdk';
if (process.argv.includes('--help') || !targets.every(isKnown)) {
  process.stderr.write(`${usage}\n`);
  process.exit(process.argv.includes('--help') ? 0 : 2);
}

const services = serviceNames.filter((name) => targets.length === 0 || targets.includes(name));
await runStep('Prisma clients', async () => {
  const stale = servicesWithDatabase().filter((name) => services.includes(name) && !isClientFresh(name));
  await Promise.all(stale.map(generateClient));
  return stale;
});
if (!onlyClients) {
  await runStep('subgraph SDL', async () => {
    const changed = await Promise.all(services.map(writeSdl));
    return changed.filter((name) => name !== null);
  });
  await runStep('supergraph', () => runPackageScript('gateway', 'compose'));
  await runStep('state machines', writeStateMachines);
  await runStep('SDK', () => runPackageScript('sdk', 'generate'));
}

/** Prints what a step wrote and how long it took; ends the run on the first failure. */
async function runStep(name: string, step: () => Promise<readonly string[]>): Promise<void> {
  const started = performance.now();
  try {
    const written = await step();
    if (isQuiet && written.length === 0) return;
    const what = written.length === 0 ? 'fresh' : written.join(', ');
    process.stdout.write(`${name}: ${what} (${Math.round(performance.now() - started)} ms)\n`);
  } catch (error) {
    process.stderr.write(`${name}: failed\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function writeSdl(service: ServiceName): Promise<ServiceName | null> {
  const directory = serviceDirectory(service);
  if (!existsSync(join(directory, 'src/schema.ts'))) return null;
  const result = await runCommand([process.execPath, 'scripts/print-sdl.ts', service]);
  if (result.exitCode !== 0) throw new Error(`services/${service}:\n${result.output}`);
  const path = join(directory, 'schema.graphql');
  if (existsSync(path) && readFileSync(path, 'utf8') === result.stdout) return null;
  writeFileSync(path, result.stdout);
  return service;
}

async function runPackageScript(directory: 'gateway' | 'sdk', script: string): Promise<readonly string[]> {
  const isSelected = targets.length === 0 || targets.includes(directory);
  const manifest = join(repositoryRoot, directory, 'package.json');
  const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as { scripts?: Record<string, string> };
  const command = scripts?.[script];
  if (!isSelected || command === undefined) return [];
  const result = await runCommand(['sh', '-c', command], { cwd: join(repositoryRoot, directory) });
  if (result.exitCode !== 0) throw new Error(`${directory}: ${command}\n${result.output}`);
  return [directory];
}
