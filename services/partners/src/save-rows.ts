import type { Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { Context } from './context.ts';

/** Who changed a row last, and when. */
export interface Stamp {
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** A new row: its id, its columns, who made it and when. */
export type NewRow<Columns> = Columns &
  Stamp & { readonly id: string; readonly createdAt: Date; readonly createdBy: string };

/** A change of a known row, which gets the next version. */
export type ChangedRow<Columns> = Columns & Stamp & { readonly version: { readonly increment: 1 } };

/** How one kind of row is written. */
export interface RowWriter<Values, Columns> {
  toColumns(values: Values): Columns;
  create(rows: NewRow<Columns>[]): Promise<unknown>;
  update(id: string, row: ChangedRow<Columns>): Promise<unknown>;
}

/** Writes changes: all new rows in one statement, each known one in its own. */
export async function saveRows<Values, Columns extends object>(
  context: Context,
  changes: readonly Change<Values>[],
  { toColumns, create, update }: RowWriter<Values, Columns>,
): Promise<void> {
  const stamp: Stamp = { updatedAt: context.clock.now(), updatedBy: context.viewer.userId };
  const made = { createdAt: stamp.updatedAt, createdBy: stamp.updatedBy };
  const fresh = changes.filter(({ before }) => before === null);
  if (fresh.length > 0)
    await create(fresh.map(({ id, values }) => ({ ...toColumns(values), ...stamp, ...made, id })));
  for (const { id, before, values } of changes) {
    if (before !== null) await update(id, { ...toColumns(values), ...stamp, version: { increment: 1 } });
  }
}
