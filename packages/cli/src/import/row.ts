/** Why one cell, or the row as a whole, cannot be imported. */
export interface RowProblem {
  /** The column of the file, or null when the problem is not one cell's. */
  readonly column: string | null;
  readonly value: string | null;
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Thrown while a field is made; becomes a problem of its row. */
export class FieldProblem extends Error {
  override readonly name = 'FieldProblem';
  readonly problem: RowProblem;

  constructor(problem: RowProblem) {
    super(problem.reason);
    this.problem = problem;
  }
}

/** A reference that a row makes to another record, by the key of the source system. */
export interface RowReference {
  /** The field of the API that holds it; the last part of the path when it is nested. */
  readonly field: string;
  readonly entity: string;
  readonly system: string;
  readonly key: string;
  readonly column: string | null;
}

/** One row on its way into the API. */
export interface SourceRow {
  readonly file: string;
  /** The physical line of the file, or the position among the records of a step, from 1. */
  readonly line: number;
  cell(column: string): string;
  /** What the report says about the row beside its outcome. */
  readonly notes: RowNotes;
}

/** What happened to a row's cells without refusing it. */
export interface RowNotes {
  readonly corrections: { readonly column: string; readonly from: string; readonly to: string }[];
  readonly leftEmpty: { readonly field: string; readonly column: string }[];
  readonly references: RowReference[];
}

/** Makes the view of one CSV record that the compiled fields read. */
export function sourceRow(
  file: string,
  line: number,
  header: ReadonlyMap<string, number>,
  cells: readonly string[],
): SourceRow {
  return {
    file,
    line,
    cell: (column) => cells[header.get(column) ?? -1] ?? '',
    notes: { corrections: [], leftEmpty: [], references: [] },
  };
}
