import { fileURLToPath } from 'node:url';
import type { CodegenConfig } from '@graphql-codegen/cli';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The public schema that composition writes: the SDK is made from nothing else. */
export const publicSchema = at('../gateway/api.graphql');

/** Tells GraphQL Code Generator how the types and documents come from a schema and `operations/`. */
export function codegenConfig(schema: string): CodegenConfig {
  return {
    schema,
    documents: at('operations/**/*.graphql'),
    silent: true,
    generates: {
      [at('src/__generated__/graph.ts')]: {
        plugins: [at('codegen-plugins/operation-types.ts'), at('codegen-plugins/schema-types.ts')],
      },
    },
  };
}
