import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { readMigrations, toMigrationList } from './migration-files.ts';
import { openSchemaEngine } from './schema-engine.ts';

/**
 * Returns the SQL that leads from a set of migrations to a Prisma schema, or an empty text when they agree.
 *
 * @remarks Runs the migrations in a scratch database in memory: the schema engine reads a real PostgreSQL
 * through `@prisma/adapter-pg` only up to its first `"char"` column. Objects that a Prisma schema cannot
 * describe (checks, triggers, policies, exclusion constraints) do not appear in the difference.
 */
export async function diffMigrationsToSchema(options: {
  readonly migrationDirectories: readonly string[];
  /** The folder with the `*.prisma` files. */
  readonly schemaDirectory: string;
}): Promise<string> {
  const scratch = new PGlite({ extensions: { btree_gist, pg_trgm } });
  try {
    const schema = readSchema(options.schemaDirectory);
    const engine = await openSchemaEngine(scratchAdapter(scratch), schema);
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...toMigrationList(readMigrations(options.migrationDirectories)) },
      to: { tag: 'schemaDatamodel', files: schema.map(([path, content]) => ({ path, content })) },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
    return withoutComments(stdout ?? '') === '' ? '' : (stdout ?? '');
  } finally {
    await scratch.close();
  }
}

/** Reads a Prisma schema folder as the schema engine wants it. */
export function readSchema(directory: string): [path: string, content: string][] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.prisma'))
    .toSorted()
    .map((name) => [join(directory, name), readFileSync(join(directory, name), 'utf8')]);
}

/** Serves one in-memory database as both the main and the shadow database: starting a second one costs seconds. */
function scratchAdapter(scratch: PGlite): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPGlite(scratch);
  factory.connectToShadowDb = () => factory.connect();
  return factory as unknown as SqlMigrationAwareDriverAdapterFactory;
}

function withoutComments(sql: string): string {
  return sql.replace(/^--.*$/gm, '').trim();
}
