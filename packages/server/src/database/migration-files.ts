import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';

/** One migration as it lies on disk. */
export interface MigrationFile {
  /** The folder's name, e.g. `20261101000000_init`. */
  readonly name: string;
  readonly sql: string;
  /** What Prisma stores in `_prisma_migrations.checksum`. */
  readonly checksum: string;
}

/**
 * Reads migrations from several folders in the order of their names, which begin with 14 digits.
 *
 * @throws When two folders hold a migration of the same name.
 */
export function readMigrations(directories: readonly string[]): MigrationFile[] {
  const files = directories.flatMap(readDirectory).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const repeated = files.find((file, index) => file.name === files[index + 1]?.name);
  if (repeated !== undefined) {
    throw new Error(`Two migrations are called ${repeated.name}. Rename the newer folder.`);
  }
  return files;
}

/** Puts migrations into the shape that the schema engine reads. */
export function toMigrationList(files: readonly MigrationFile[]): MigrationList {
  return {
    baseDir: '/migrations',
    lockfile: { path: './migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: files.map((file) => ({
      path: file.name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: file.sql } },
    })),
  };
}

function readDirectory(directory: string): MigrationFile[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /^\d{14}_/.test(name) && existsSync(join(directory, name, 'migration.sql')))
    .map((name) => {
      const sql = readFileSync(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}
