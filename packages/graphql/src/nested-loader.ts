import { canonicalJson } from '@channelgraph/core/canonical-json.ts';
import { defineLoader } from './loaders.ts';

/** One value below one parent, under given arguments. */
export interface Nested<Args> {
  readonly parentId: string;
  readonly args: Args;
}

/**
 * Defines a loader that asks once for all parents that a field has the same arguments for.
 *
 * @param load answers for every parent that it is given.
 */
export function nestedLoader<Context extends object, Args extends object, Value>(
  load: (context: Context, parentIds: readonly string[], args: Args) => Promise<ReadonlyMap<string, Value>>,
): (context: Context, key: Nested<Args>) => Promise<Value> {
  const identify = ({ parentId, args }: Nested<Args>): string => `${parentId} ${canonicalJson(args)}`;
  const loader = defineLoader<Context, Nested<Args>, Value>(async (context, keys) => {
    const groups = Map.groupBy(keys, ({ args }) => canonicalJson(args));
    const found = new Map<unknown, Value>();
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      const parentIds = group.map(({ parentId }) => parentId);
      const values = await load(context, parentIds, first.args);
      for (const key of group) {
        const value = values.get(key.parentId);
        if (value !== undefined) found.set(identify(key), value);
      }
    }
    return found;
  }, identify);
  return async (context, key) => {
    const value = await loader(context, key);
    if (value === null) throw new Error('A parent was left without an answer.');
    return value;
  };
}
