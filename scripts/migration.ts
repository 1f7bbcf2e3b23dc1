import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { diffMigrationsToSchema } from '../packages/server/src/database/schema-diff.ts';
import { readMigrations } from '../packages/server/src/database/migration-files.ts';
import { isServiceName } from '../packages/server/src/service-names.ts';
import { migrationDirectories } from '../packages/server/src/database/migration-directories.ts';
import { repositoryRoot, serviceDirectory } from './paths.ts';

const usage = `Usage: pnpm migration <service> <name> [--initial] [--empty]

Writes the migration that leads from the service's migrations to its Prisma schema.
--initial: (re)writes the first migration, dated 20261101000000, from nothing.
--empty: an empty file to fill by hand, for what a Prisma schema cannot describe.`;

const [service = '', name = ''] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (!isServiceName(service) || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

const own = join(serviceDirectory(service), 'prisma/migrations');
const isInitial = process.argv.includes('--initial');
const directories = migrationDirectories(service).filter((path) => !isInitial || path !== own);
const isEmpty = process.argv.includes('--empty');
const sql = isEmpty
  ? '-- \n'
  : await diffMigrationsToSchema({
      migrationDirectories: directories,
      schemaDirectory: join(serviceDirectory(service), 'prisma/schema'),
    });
if (sql === '') {
  process.stdout.write(`services/${service}: the migrations already lead to the schema.\n`);
  process.exit(0);
}

const folder = join(own, `${nextNumber()}_${name}`);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'migration.sql'), sql);
writeFileSync(join(own, 'migration_lock.toml'), 'provider = "postgresql"\n');
process.stdout.write(`${relative(repositoryRoot, join(folder, 'migration.sql'))}\n`);

/** Returns a number later than every migration of the service: the present second, or the next free one. */
function nextNumber(): string {
  if (isInitial) return '20261101000000';
  const now = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const last = readMigrations(directories).at(-1)?.name.slice(0, 14) ?? '0';
  return now > last ? now : String(BigInt(last) + 1n);
}
