import type { DocumentNode, GraphQLSchema } from 'graphql';

/** What GraphQL Code Generator calls: it turns a schema and documents into a file's text. */
export type Plugin = (
  schema: GraphQLSchema,
  documents: readonly { readonly document?: DocumentNode }[],
) => string;
