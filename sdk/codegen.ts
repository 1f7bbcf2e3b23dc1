import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { buildSchema } from 'graphql';
import { actionDocuments } from './codegen-plugins/action-documents.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The public schema that composition writes: the SDK is made from nothing else. */
export const publicSchema = at('../gateway/api.graphql');

/** Tells GraphQL Code Generator how the types and documents come from a schema and `operations/`. */
export function codegenConfig(schema: string): CodegenConfig {
  return {
    schema,
    documents: [at('operations/**/*.graphql'), ...actionDocuments(buildSchema(readFileSync(schema, 'utf8')))],
    silent: true,
    generates: {
      [at('src/__generated__/graph.ts')]: {
        plugins: [at('codegen-plugins/operation-types.ts'), at('codegen-plugins/schema-types.ts')],
      },
      [at('src/__generated__/actions.ts')]: { plugins: [at('codegen-plugins/action-types.ts')] },
    },
  };
}
