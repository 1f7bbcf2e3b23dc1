import { GraphQLError, type GraphQLErrorOptions } from 'graphql';

/** Every limit of a request; a number of things unless the name says otherwise. */
export interface GatewayLimits {
  /** Largest request body in bytes. */
  readonly maxBodyBytes: number;
  /** Largest sum of all request headers in bytes. */
  readonly maxHeaderBytes: number;
  /** Lexical tokens of one document. */
  readonly maxTokens: number;
  /** Levels of nested fields, fragments expanded; introspection is bounded by graphql-js instead. */
  readonly maxDepth: number;
  /** Aliases with fragments expanded, those of `__typename` included. */
  readonly maxAliases: number;
  /** Fields with fragments expanded: what stops a short document from growing without end. */
  readonly maxFields: number;
  /** Root fields of a query. */
  readonly maxRootFields: number;
  /** Root fields of a mutation: one, so that an answer is about one change. */
  readonly maxMutationFields: number;
  /** Largest `first`, `last` or `limit`. */
  readonly maxPageSize: number;
  /** Assumed size of a page whose size the operation does not state. */
  readonly defaultPageSize: number;
  /** Assumed size of a list without paging, which by the API's conventions is a small bounded set. */
  readonly assumedListSize: number;
  /** Estimated objects that one operation may make. */
  readonly maxCost: number;
  /** Nesting of objects and lists in the variables. */
  readonly maxVariableDepth: number;
  /** Items of one list in the variables. */
  readonly maxVariableListLength: number;
  /** Values in the variables of a query, counted over all lists and objects; an import's rows are not bound by it. */
  readonly maxQueryValues: number;
}

/** The limits of a gateway that is configured with nothing else. */
export const defaultLimits: GatewayLimits = {
  maxBodyBytes: 256 * 1024,
  maxHeaderBytes: 16 * 1024,
  maxTokens: 2_000,
  maxDepth: 12,
  maxAliases: 30,
  maxFields: 1_000,
  maxRootFields: 10,
  maxMutationFields: 1,
  maxPageSize: 100,
  defaultPageSize: 25,
  assumedListSize: 5,
  maxCost: 5_000,
  maxVariableDepth: 16,
  maxVariableListLength: 500,
  maxQueryValues: 2_000,
};

/** What an operation was refused for; the value of `extensions.rule`. */
export type LimitRule =
  | 'SYNTAX'
  | 'TOKENS'
  | 'DEPTH'
  | 'ALIASES'
  | 'FIELDS'
  | 'ROOT_FIELDS'
  | 'ONE_OPERATION'
  | 'SUBSCRIPTION'
  | 'FORBIDDEN_NAME'
  | 'FRAGMENT_CYCLE'
  | 'PAGE_SIZE'
  | 'COST'
  | 'TEXT'
  | 'VARIABLES';

/** Makes the error of a refused operation: HTTP 400, code `BAD_USER_INPUT`, and a message that ends in the remedy. */
export function limitRefusal(
  rule: LimitRule,
  message: string,
  options: GraphQLErrorOptions = {},
): GraphQLError {
  return new GraphQLError(message, {
    ...options,
    extensions: { code: 'BAD_USER_INPUT', rule, http: { status: 400 } },
  });
}
