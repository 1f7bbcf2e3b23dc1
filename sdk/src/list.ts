import { type Connection, PagePromise } from './pagination.ts';

/** How to page through a list. */
export interface ListOptions {
  /** How many items a request asks for, at most 100. @defaultValue the server's, 25 */
  readonly pageSize?: number | undefined;
  /** Starts after this cursor. */
  readonly after?: string | undefined;
  /** Asks for the number of items in all, which may be expensive. @defaultValue `false` */
  readonly withTotalCount?: boolean | undefined;
}

/** The variables that every list operation has. */
export interface PageVariables {
  readonly first: number | undefined;
  readonly after: string | undefined;
  readonly withTotalCount: boolean | undefined;
}

/** Makes the list whose pages `fetchPage` fetches. */
export function listOf<Node>(
  name: string,
  { pageSize, after: start, withTotalCount }: ListOptions,
  fetchPage: (page: PageVariables) => Promise<Connection<Node>>,
): PagePromise<Node> {
  return new PagePromise(name, (after) => fetchPage({ first: pageSize, after, withTotalCount }), start);
}
