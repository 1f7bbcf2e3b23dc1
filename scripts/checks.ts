import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '../packages/server/src/service-names.ts';
import { findMigrationDrift } from './check-migrations.ts';
import { findInvalidOperations } from './check-operations.ts';
import { serviceDirectory, servicesWithDatabase } from './paths.ts';
import { isClientFresh } from './prisma-clients.ts';
import { runCommand } from './run-command.ts';
import { findStaleStateMachines } from './state-machines.ts';

/** One thing that must hold before a change is done. */
export interface Check {
  readonly name: string;
  /** The command that repairs a failure, or shows it in full. */
  readonly remedy: string;
  /** Returns what is wrong, or an empty text. */
  run(): Promise<string>;
}

/** How a check ended. */
export interface CheckResult {
  readonly name: string;
  readonly problem: string;
  readonly remedy: string;
  readonly milliseconds: number;
}

/** The checks in groups: quick ones first, the members of a group at once. */
export const checkGroups: readonly (readonly Check[])[] = [
  [
    { name: 'format', remedy: 'pnpm format', run: () => outputOf(['oxfmt', '--list-different']) },
    { name: 'clients', remedy: 'pnpm generate --clients', run: findStaleClients },
  ],
  [
    { name: 'types', remedy: 'pnpm exec tsc -p .', run: () => outputOf(['tsc', '-p', '.']) },
    {
      name: 'SDK types without Node',
      remedy: 'pnpm exec tsc -p sdk/tsconfig.portable.json --noEmit',
      run: () => outputOf(['tsc', '-p', 'sdk/tsconfig.portable.json', '--noEmit']),
    },
    {
      name: 'lint',
      remedy: 'pnpm exec oxlint --fix',
      run: () => outputOf(['oxlint', '--type-aware', '--quiet']),
    },
  ],
  [
    { name: 'subgraph SDL', remedy: 'pnpm generate', run: findStaleSdl },
    {
      name: 'state machines',
      remedy: 'pnpm generate',
      run: async () => (await findStaleStateMachines()).join('\n'),
    },
    {
      name: 'operations',
      remedy: 'correct the operation, or pnpm generate if gateway/api.graphql is behind',
      run: () => Promise.resolve(findInvalidOperations().join('\n')),
    },
  ],
  [
    {
      name: 'composition',
      remedy: 'pnpm generate gateway',
      run: () => outputOf([process.execPath, 'gateway/src/compose.ts', '--check']),
    },
    {
      name: 'SDK',
      remedy: 'pnpm generate sdk',
      run: () => outputOf([process.execPath, 'sdk/scripts/generate.ts', '--check']),
    },
  ],
  [
    {
      name: 'migrations',
      remedy: 'pnpm migration <service> <name>',
      run: async () => (await findMigrationDrift()).join('\n'),
    },
  ],
];

/** Runs every check and reports each as it ends. */
export async function runChecks(onResult: (result: CheckResult) => void): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const group of checkGroups) {
    await Promise.all(
      group.map(async (check) => {
        const started = performance.now();
        const problem = await check.run().catch((error: unknown) => String(error));
        const result = {
          name: check.name,
          problem: problem.trim(),
          remedy: check.remedy,
          milliseconds: performance.now() - started,
        };
        results.push(result);
        onResult(result);
      }),
    );
  }
  return results;
}

/** Prints one line per passed check, and the whole problem with its remedy for a failed one. */
export function printResult(result: CheckResult): void {
  const time = `${(result.milliseconds / 1000).toFixed(1)} s`;
  if (result.problem === '') {
    process.stdout.write(`✓ ${result.name} (${time})\n`);
    return;
  }
  process.stdout.write(`✗ ${result.name} (${time})\n${result.problem}\n  To repair: ${result.remedy}\n`);
}

async function outputOf(command: readonly [string, ...string[]]): Promise<string> {
  const { exitCode, output } = await runCommand(command);
  if (exitCode === 0) return '';
  return output.trim() === '' ? `${command.join(' ')} ended with code ${exitCode}` : output;
}

function findStaleClients(): Promise<string> {
  const stale = servicesWithDatabase().filter((service) => !isClientFresh(service));
  return Promise.resolve(
    stale.map((service) => `services/${service}: the Prisma client is behind its schema`).join('\n'),
  );
}

async function findStaleSdl(): Promise<string> {
  const problems = await Promise.all(serviceNames.map(staleSdl));
  return problems.filter((problem) => problem !== '').join('\n');
}

async function staleSdl(service: ServiceName): Promise<string> {
  const { exitCode, output, stdout } = await runCommand([process.execPath, 'scripts/print-sdl.ts', service]);
  if (exitCode !== 0) return `services/${service}: ${output.trim()}`;
  const path = join(serviceDirectory(service), 'schema.graphql');
  const isFresh = existsSync(path) && readFileSync(path, 'utf8') === stdout;
  return isFresh ? '' : `services/${service}/schema.graphql is behind services/${service}/src`;
}
