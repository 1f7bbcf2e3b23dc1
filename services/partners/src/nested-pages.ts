import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Loader } from '@channelgraph/graphql/loaders.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import type { Context } from './context.ts';

/** A page of a list below one parent. */
export interface NestedKey<Args extends PageArgs> {
  readonly parentId: string;
  readonly args: Args;
}

/** Defines a loader of the same page below many parents at once. */
export function definePageLoader<Row, Args extends PageArgs>(
  load: (context: Context, parentIds: readonly string[], args: Args) => Promise<Map<string, Page<Row>>>,
): Loader<Context, NestedKey<Args>, Page<Row>> {
  const identify = ({ parentId, args }: NestedKey<Args>) => JSON.stringify([parentId, args]);
  return defineLoader(async (context: Context, keys: readonly NestedKey<Args>[]) => {
    const groups = Map.groupBy(keys, ({ args }) => JSON.stringify(args));
    const pages = new Map<string, Page<Row>>();
    for (const group of groups.values()) {
      const args = group[0]?.args;
      if (!args) continue;
      const found = await load(
        context,
        group.map(({ parentId }) => parentId),
        args,
      );
      for (const key of group) {
        const page = found.get(key.parentId);
        if (page) pages.set(identify(key), page);
      }
    }
    return pages;
  }, identify);
}

/** Gives a page without items. */
export function emptyPage<Row>(): Page<Row> {
  return {
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    totalCount: () => Promise.resolve(0),
  };
}
