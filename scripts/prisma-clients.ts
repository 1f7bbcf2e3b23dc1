import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '../packages/server/src/service-names.ts';
import { serviceDirectory } from './paths.ts';
import { runCommand } from './run-command.ts';

/** Tells whether a service's generated Prisma client matches its schema and the installed Prisma. */
export function isClientFresh(service: ServiceName): boolean {
  const stamp = stampPath(service);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === schemaHash(service);
}

/** Writes a service's Prisma client and Pothos types from its schema folder. */
export async function generateClient(service: ServiceName): Promise<void> {
  const directory = serviceDirectory(service);
  const hash = schemaHash(service);
  rmSync(stampPath(service), { force: true });
  const result = await runCommand(
    ['prisma', 'generate', '--schema', 'prisma/schema', '--no-hints'],
    // Prisma would download a schema engine that its 7.x client does not use; any executable satisfies it.
    { cwd: directory, env: { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' } },
  );
  if (result.exitCode !== 0) {
    throw new Error(`prisma generate failed for services/${service}:\n${result.output}`);
  }
  writeFileSync(stampPath(service), hash);
}

function stampPath(service: ServiceName): string {
  return join(serviceDirectory(service), 'src/__generated__/.stamp');
}

function schemaHash(service: ServiceName): string {
  const directory = serviceDirectory(service);
  const hash = createHash('sha256');
  const schema = join(directory, 'prisma/schema');
  for (const file of readdirSync(schema)
    .filter((name) => name.endsWith('.prisma'))
    .toSorted()) {
    hash.update(file).update(readFileSync(join(schema, file)));
  }
  const manifest = join(directory, 'node_modules/prisma/package.json');
  hash.update((JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version);
  return hash.digest('hex');
}
