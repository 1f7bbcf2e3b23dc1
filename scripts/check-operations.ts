import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  concatAST,
  NoUnusedFragmentsRule,
  parse,
  Source,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
} from 'graphql';
import { repositoryRoot } from './paths.ts';

// The SDK's documents share fragments, so they are one document; every other file stands for itself.
const sharedDocuments = 'sdk/operations/**/*.graphql';
const singleDocuments = [
  'gateway/src/explorer/**/*.graphql',
  'docs/**/*.graphql',
  'examples/**/*.graphql',
  'benchmarks/**/*.graphql',
  'test/**/*.graphql',
];
const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

/** Returns a line for every stored operation that the public schema does not accept. */
export function findInvalidOperations(): string[] {
  const schemaPath = join(repositoryRoot, 'gateway/api.graphql');
  if (!existsSync(schemaPath)) return ['gateway/api.graphql is missing'];
  const schema = buildSchema(readFileSync(schemaPath, 'utf8'));
  const problems: string[] = [];
  const parsed = (pattern: string): DocumentNode[] =>
    globSync(pattern, { cwd: repositoryRoot, exclude: ['**/node_modules/**'] }).flatMap((path) => {
      try {
        return [parse(new Source(readFileSync(join(repositoryRoot, path), 'utf8'), path))];
      } catch (error) {
        problems.push(describe(error as GraphQLError));
        return [];
      }
    });
  const documents = [concatAST(parsed(sharedDocuments)), ...singleDocuments.flatMap(parsed)];
  for (const document of documents.filter(({ definitions }) => definitions.length > 0)) {
    problems.push(...validate(schema, document, rules).map(describe));
  }
  return problems;
}

function describe(error: GraphQLError): string {
  const path = error.source?.name ?? error.nodes?.[0]?.loc?.source.name ?? 'operation';
  const place = error.locations?.[0];
  return `${path}:${place?.line ?? 0}:${place?.column ?? 0} ${error.message}`;
}
