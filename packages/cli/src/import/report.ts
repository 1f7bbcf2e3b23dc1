import type { ColumnUse } from './compile-mapping.ts';
import type { CompiledStep, PreparedRow } from './compile-step.ts';
import type { RowProblem, SourceRow } from './row.ts';

/** What became of a row. */
export type RowOutcome = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REFUSED';

/** A row that was not imported, with every reason. */
export interface Refusal {
  readonly step: string;
  readonly entity: string;
  /** The file, or "(mapping)" for a record that the mapping states. */
  readonly file: string;
  /** The physical line on which the row begins, or the position of the stated record; the first is 1. */
  readonly line: number;
  readonly key: string | null;
  readonly problems: readonly RowProblem[];
}

/** The figures of one step: created + updated + unchanged + refused = read. */
export interface StepReport {
  readonly step: string;
  readonly entity: string;
  readonly file: string;
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Of the unchanged rows, those that repeat a record of an earlier row of the same file. */
  readonly repeated: number;
  /** Texts replaced by an alias of the mapping. */
  readonly corrections: readonly {
    readonly column: string;
    readonly from: string;
    readonly to: string;
    readonly count: number;
  }[];
  /** Fields that were left empty because their cell is empty or unknown. */
  readonly leftEmpty: readonly { readonly field: string; readonly column: string; readonly count: number }[];
}

/** What was read of one file. */
export interface FileReport {
  readonly file: string;
  /** Data rows, without the header and blank lines. */
  readonly rows: number;
  readonly columns: ColumnUse;
}

/** The whole outcome of an import, as written by `--report`. */
export interface ImportReport {
  readonly formatVersion: 1;
  readonly title: string;
  readonly system: string;
  readonly directory: string;
  readonly isDryRun: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** `complete`; `interrupted` by the user; `stopped` by an API that could not go on. */
  readonly state: 'complete' | 'interrupted' | 'stopped';
  /** Why the run did not complete, and how to resume it; null when it did. */
  readonly message: string | null;
  readonly totals: {
    readonly read: number;
    readonly created: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly refused: number;
  };
  readonly files: readonly FileReport[];
  /** CSV files of the directory that the mapping does not name. */
  readonly unexpectedFiles: readonly string[];
  readonly steps: readonly StepReport[];
  readonly refusals: readonly Refusal[];
}

/** Gathers the outcome of one step, row by row. */
export class StepTally {
  readonly step: CompiledStep;
  readonly #refusals: Refusal[] = [];
  readonly #counts = { CREATED: 0, UPDATED: 0, UNCHANGED: 0, REFUSED: 0 };
  #repeated = 0;
  readonly #corrections = new Map<string, { column: string; from: string; to: string; count: number }>();
  readonly #leftEmpty = new Map<string, { field: string; column: string; count: number }>();

  constructor(step: CompiledStep) {
    this.step = step;
  }

  /** The rows that have an outcome so far. */
  get read(): number {
    return this.#counts.CREATED + this.#counts.UPDATED + this.#counts.UNCHANGED + this.#counts.REFUSED;
  }

  /** The rows refused so far. */
  get refused(): number {
    return this.#counts.REFUSED;
  }

  /** The refused rows in the order of the file. */
  get refusals(): readonly Refusal[] {
    return this.#refusals.toSorted((a, b) => a.line - b.line);
  }

  /** Counts a row that the API took. */
  take(row: PreparedRow, outcome: Exclude<RowOutcome, 'REFUSED'>): void {
    this.#counts[outcome] += 1;
    this.#note(row.source);
  }

  /** Counts a row that repeats a record of an earlier row. */
  repeat(row: PreparedRow): void {
    this.#counts.UNCHANGED += 1;
    this.#repeated += 1;
    this.#note(row.source);
  }

  /** Counts a refused row and keeps its reasons. */
  refuse(row: Pick<PreparedRow, 'source' | 'key'>, problems: readonly RowProblem[]): void {
    this.#counts.REFUSED += 1;
    this.#note(row.source);
    const { file, line } = row.source;
    this.#refusals.push({
      step: this.step.name,
      entity: this.step.entity.name,
      file,
      line,
      key: row.key,
      problems,
    });
  }

  /** Gives the figures of the step. */
  report(): StepReport {
    return {
      step: this.step.name,
      entity: this.step.entity.name,
      file: this.step.file ?? statedFile,
      read: this.read,
      created: this.#counts.CREATED,
      updated: this.#counts.UPDATED,
      unchanged: this.#counts.UNCHANGED,
      refused: this.#counts.REFUSED,
      repeated: this.#repeated,
      corrections: [...this.#corrections.values()].toSorted(
        (a, b) => inOrder(a.column, b.column) || inOrder(a.from, b.from),
      ),
      leftEmpty: [...this.#leftEmpty.values()].toSorted((a, b) => inOrder(a.field, b.field)),
    };
  }

  #note({ notes }: SourceRow): void {
    for (const correction of notes.corrections)
      count(this.#corrections, [correction.column, correction.from], correction);
    for (const empty of notes.leftEmpty) count(this.#leftEmpty, [empty.field, empty.column], empty);
  }
}

/** The name that reports give to records stated by the mapping itself. */
export const statedFile = '(mapping)';

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function count<T extends object>(
  into: Map<string, T & { count: number }>,
  key: readonly string[],
  entry: T,
): void {
  const id = JSON.stringify(key);
  const present = into.get(id);
  if (present) present.count += 1;
  else into.set(id, { ...entry, count: 1 });
}

/** Adds up the figures of all steps. */
export function totalsOf(steps: readonly StepReport[]): ImportReport['totals'] {
  const sum = (field: 'read' | 'created' | 'updated' | 'unchanged' | 'refused'): number =>
    steps.reduce((total, step) => total + step[field], 0);
  return {
    read: sum('read'),
    created: sum('created'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    refused: sum('refused'),
  };
}
