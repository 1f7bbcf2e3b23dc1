import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diffMigrationsToSchema } from './schema-diff.ts';

const schema = `
datasource db {
  provider = "postgresql"
}

model Partner {
  id   String  @id
  name String? @map("display_name")

  @@map("partner")
}
`;

test('finds what the migrations lack, and nothing where they agree', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'channelgraph-diff-'));
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const diff = (): Promise<string> =>
    diffMigrationsToSchema({
      migrationDirectories: [join(folder, 'migrations')],
      schemaDirectory: join(folder, 'schema'),
    });
  try {
    write('schema/schema.prisma', schema);
    // What a Prisma schema cannot describe is no difference.
    const first = `CREATE EXTENSION btree_gist;
      CREATE TABLE "partner" ("id" TEXT NOT NULL, CONSTRAINT "partner_pkey" PRIMARY KEY ("id"), CHECK ("id" <> ''));
      ALTER TABLE "partner" ENABLE ROW LEVEL SECURITY;
      CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`;
    write('migrations/20260101000000_init/migration.sql', first);
    const missing = await diff();
    expect(missing).toBe('-- AlterTable\nALTER TABLE "partner" ADD COLUMN     "display_name" TEXT;\n');
    write('migrations/20260102000000_name/migration.sql', missing);
    expect(await diff()).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
