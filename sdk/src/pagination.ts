import { createError } from './errors.ts';

/** A connection as the API answers it. */
export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number | null;
}

/** One page of a list: frozen data, and a way to the next one. */
export interface Page<Node> {
  readonly nodes: readonly Node[];
  /** Whether more pages follow. */
  readonly hasNextPage: boolean;
  /** Where the next page begins; null on an empty page. */
  readonly endCursor: string | null;
  /** How many items there are in all; null when it was not asked for or is not known. */
  readonly totalCount: number | null;
  /** Fetches the next page; null when this is the last. */
  next(): Promise<Page<Node> | null>;
}

/** Fetches the part of a list that follows a cursor. */
export type FetchPage<Node> = (after: string | undefined) => Promise<Connection<Node>>;

/**
 * A list that has not been fetched yet: await it for its first page, or iterate it for all its items.
 *
 * @remarks Nothing is asked before that, and no more pages than the loop needs.
 *
 * @example
 * ```ts
 * const firstPage = await client.partners.list();
 * for await (const partner of client.partners.list()) console.log(partner.displayName);
 * ```
 */
export class PagePromise<Node> implements PromiseLike<Page<Node>>, AsyncIterable<Node> {
  readonly #name: string;
  readonly #fetchPage: FetchPage<Node>;
  readonly #start: string | undefined;
  #first: Promise<Page<Node>> | undefined;

  constructor(name: string, fetchPage: FetchPage<Node>, start?: string) {
    this.#name = name;
    this.#fetchPage = fetchPage;
    this.#start = start;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is its purpose.
  then<Done = Page<Node>, Failed = never>(
    onDone?: ((page: Page<Node>) => Done | PromiseLike<Done>) | null,
    onFailed?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    this.#first ??= this.#load(this.#start);
    return this.#first.then(onDone, onFailed);
  }

  /** Iterates over the pages. */
  async *pages(): AsyncGenerator<Page<Node>, void, undefined> {
    const seen = new Set<string>();
    for (let page: Page<Node> | null = await this; page !== null; page = await page.next()) {
      if (page.endCursor !== null && seen.has(page.endCursor)) throw this.#stuck();
      if (page.endCursor !== null) seen.add(page.endCursor);
      yield page;
    }
  }

  /** Iterates over the items of all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Node, void, undefined> {
    for await (const page of this.pages()) yield* page.nodes;
  }

  /** Iterates over the first `count` items, and asks for no page beyond them. */
  async *take(count: number): AsyncGenerator<Node, void, undefined> {
    let left = count;
    if (left <= 0) return;
    for await (const node of this) {
      yield node;
      left -= 1;
      if (left <= 0) return;
    }
  }

  /** Collects at most `max` items; it is required so that no list fills the memory by accident. */
  async toArray(options: { readonly max: number }): Promise<Node[]> {
    const nodes: Node[] = [];
    for await (const node of this.take(options.max)) nodes.push(node);
    return nodes;
  }

  async #load(after: string | undefined): Promise<Page<Node>> {
    const { nodes, pageInfo, totalCount } = await this.#fetchPage(after);
    const { hasNextPage, endCursor } = pageInfo;
    if (hasNextPage && (endCursor === null || endCursor === after)) throw this.#stuck();
    const page = { nodes, hasNextPage, endCursor, totalCount: totalCount ?? null };
    // Not enumerable, so that a page prints as the data that it is; not remembered, so that a long loop frees its pages.
    Object.defineProperty(page, 'next', {
      value: async () => (hasNextPage && endCursor !== null ? await this.#load(endCursor) : null),
    });
    return Object.freeze(page) as Page<Node>;
  }

  #stuck(): Error {
    return createError('protocol', {
      code: 'CURSOR_NOT_ADVANCED',
      message: `${this.#name}: the server answered a page that does not lead on.`,
      operationName: this.#name,
    });
  }
}
