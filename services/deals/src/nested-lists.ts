import { canonicalJson } from '@channelgraph/core/canonical-json.ts';
import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Loader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from './context.ts';

/** One value below one parent, under given arguments. */
export interface Nested<Args> {
  readonly parentId: string;
  readonly args: Args;
}

/** Defines a loader that asks once for all parents that a field has the same arguments for. */
export function groupedLoader<Args extends object, Value>(
  load: (context: Context, parentIds: readonly string[], args: Args) => Promise<ReadonlyMap<string, Value>>,
): Loader<Context, Nested<Args>, Value> {
  const identify = ({ parentId, args }: Nested<Args>): string => `${parentId} ${canonicalJson(args)}`;
  return defineLoader<Context, Nested<Args>, Value>(async (context, keys) => {
    const groups = Map.groupBy(keys, ({ args }) => canonicalJson(args));
    const found = new Map<unknown, Value>();
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      const values = await load(
        context,
        group.map(({ parentId }) => parentId),
        first.args,
      );
      for (const key of group) {
        const value = values.get(key.parentId);
        if (value !== undefined) found.set(identify(key), value);
      }
    }
    return found;
  }, identify);
}
