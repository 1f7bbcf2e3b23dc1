import type { PipelineCell, PipelineShape } from '../pipeline/pipeline.shape.ts';
import type { RenewalCell, RenewalShape } from '../pipeline/pipeline.renewals.ts';

/** What a snapshot keeps of a pipeline. */
export interface SnapshotContent {
  readonly opportunityCount: number;
  readonly cells: readonly PipelineCell[];
  readonly renewalCells: readonly RenewalCell[];
}

/** The same as JSON can carry it: amounts are texts. */
export type StoredContent = {
  readonly [Key in keyof SnapshotContent]: SnapshotContent[Key] extends readonly (infer Cell)[]
    ? readonly StoredCell<Cell>[]
    : SnapshotContent[Key];
};
type StoredCell<Cell> = { readonly [Key in keyof Cell]: Cell[Key] extends bigint ? string : Cell[Key] };

/** Gives what is kept of a pipeline. */
export function contentOf(pipeline: PipelineShape & RenewalShape): StoredContent {
  const { opportunityCount, cells, renewalCells } = pipeline;
  return { opportunityCount, cells: cells.map(stored), renewalCells: renewalCells.map(stored) };
}

/** Reads back what was kept. */
export function readContent({ opportunityCount, cells, renewalCells }: StoredContent): SnapshotContent {
  return {
    opportunityCount,
    cells: cells.map((cell) => restored<PipelineCell>(cell, notAmounts)),
    renewalCells: renewalCells.map((cell) => restored<RenewalCell>(cell, notAmounts)),
  };
}

// What is text in a cell without being an amount.
const notAmounts = new Set([
  'motion', 'revenueModel', 'stage', 'sourceRole', 'productLineId', 'segment', 'closeWindow', 'currency',
  'window', 'health',
]); // prettier-ignore

function stored<Cell extends object>(cell: Cell): StoredCell<Cell> {
  return Object.fromEntries(
    Object.entries(cell).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
  ) as StoredCell<Cell>;
}

function restored<Cell extends object>(cell: StoredCell<Cell>, texts: ReadonlySet<string>): Cell {
  return Object.fromEntries(
    Object.entries(cell).map(([name, value]) => [
      name,
      typeof value === 'string' && !texts.has(name) ? BigInt(value) : value,
    ]),
  ) as Cell;
}
