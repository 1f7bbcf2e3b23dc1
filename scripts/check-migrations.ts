import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrations } from '../packages/server/src/database/migration-files.ts';
import { diffMigrationsToSchema, readSchema } from '../packages/server/src/database/schema-diff.ts';
import type { ServiceName } from '../packages/server/src/service-names.ts';
import { migrationDirectories } from '../packages/server/src/database/migration-directories.ts';
import { repositoryRoot, serviceDirectory, servicesWithDatabase } from './paths.ts';

/**
 * Returns, for every service whose migrations do not lead to its Prisma schema, the SQL that is missing.
 *
 * @remarks What was found to agree is remembered by content: replaying migrations in memory costs seconds.
 */
export async function findMigrationDrift(): Promise<string[]> {
  const problems: string[] = [];
  for (const service of servicesWithDatabase()) {
    const stamp = join(repositoryRoot, 'node_modules/.cache/channelgraph', `agrees-${inputHash(service)}`);
    if (existsSync(stamp)) continue;
    const missing = await diffMigrationsToSchema({
      migrationDirectories: migrationDirectories(service),
      schemaDirectory: schemaDirectory(service),
    });
    if (missing !== '') {
      problems.push(`services/${service}: the migrations lack\n${missing.trim()}`);
      continue;
    }
    mkdirSync(join(stamp, '..'), { recursive: true });
    writeFileSync(stamp, service);
  }
  return problems;
}

function schemaDirectory(service: ServiceName): string {
  return join(serviceDirectory(service), 'prisma/schema');
}

function inputHash(service: ServiceName): string {
  const hash = createHash('sha256').update(service);
  for (const { name, checksum } of readMigrations(migrationDirectories(service)))
    hash.update(name + checksum);
  for (const [, content] of readSchema(schemaDirectory(service))) hash.update(content);
  return hash.digest('hex').slice(0, 24);
}
