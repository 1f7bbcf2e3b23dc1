import DataLoader from 'dataloader';

/** Loads the values of many keys at once; a key without value gives null. */
export type BatchLoad<Context extends object, Key, Value> = (
  context: Context,
  keys: readonly Key[],
) => Promise<ReadonlyMap<unknown, Value>>;

/** A way to load one value that waits for others asked in the same tick and loads them together. */
export type Loader<Context extends object, Key, Value> = (
  context: Context,
  key: Key,
) => Promise<Value | null>;

/**
 * Defines a loader that lives as long as a request: one per context, never shared between viewers.
 *
 * @param identify turns a key that is no text into one, e.g. `({ partnerId, asOf }) => ...`.
 */
export function defineLoader<Context extends object, Key, Value>(
  load: BatchLoad<Context, Key, Value>,
  identify: (key: Key) => unknown = (key) => key,
): Loader<Context, Key, Value> {
  const loaders = new WeakMap<object, DataLoader<Key, Value | null, unknown>>();
  return (context, key) => {
    let loader = loaders.get(context);
    if (!loader) {
      loader = new DataLoader<Key, Value | null, unknown>(
        async (keys) => {
          const values = await load(context, keys);
          return keys.map((each) => values.get(identify(each)) ?? null);
        },
        { cacheKeyFn: identify, maxBatchSize: 1_000 },
      );
      loaders.set(context, loader);
    }
    return loader.load(key);
  };
}

/** Indexes rows by a key. */
export function byKey<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row> {
  return new Map(rows.map((row) => [key(row), row]));
}

/** Groups rows by a key, keeping their order. */
export function groupByKey<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
