import { setTimeout as delay } from 'node:timers/promises';
import { hashOf } from '@channelgraph/core/canonical-json.ts';
import type { GraphqlExecutor } from '../graphql/executor.ts';
import { missingReference, problemOfIssue } from './api-problems.ts';
import type { CompiledStep, PreparedRow } from './compile-step.ts';
import { HoldBack } from './hold-back.ts';
import type { KnownRecords } from './known-records.ts';
import type { StepTally } from './report.ts';
import type { RowProblem } from './row.ts';
import { sendBatch, type ItemOutcome } from './send-batch.ts';

/** The largest batch that the API takes, and a size that stays below its limit of 256 kB. */
const batchLimits = { rows: 250, bytes: 180_000 };

/** How long rows wait for a record that the run made and another service has yet to learn: in all, 50 seconds. */
const patienceMs = { first: 50, last: 25_600 };

/** What a step needs beside its rows. */
export interface StepRun {
  readonly executor: GraphqlExecutor;
  readonly isDryRun: boolean;
  readonly known: KnownRecords;
  readonly tally: StepTally;
  /** Called after each batch. */
  onProgress(): void;
  /** Waits for some milliseconds; replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Aborted when the user wants to stop; looked at between batches. */
  readonly signal: AbortSignal;
}

/** The user stopped the run between two batches. */
export class ImportInterrupted extends Error {
  override readonly name = 'ImportInterrupted';
}

/** Imports the rows of one step: every row ends in exactly one outcome of the tally. */
export async function runStep(
  step: CompiledStep,
  rows: AsyncIterable<PreparedRow>,
  run: StepRun,
): Promise<void> {
  const runner = new StepRunner(step, run);
  for await (const row of rows) await runner.take(row);
  await runner.finish();
}

interface SeenRecord {
  readonly line: number;
  readonly content: string;
  outcome: 'pending' | 'taken' | 'refused';
  /** Rows that repeat the record before its outcome is known. */
  readonly repeats: PreparedRow[];
}

class StepRunner {
  readonly #step: CompiledStep;
  readonly #run: StepRun;
  readonly #holdBack: HoldBack;
  /** By key: the record where rows may repeat it, else only its line, so that long files fit into memory. */
  readonly #seen = new Map<string, SeenRecord | number>();
  #batch: PreparedRow[] = [];
  #bytes = 0;

  constructor(step: CompiledStep, run: StepRun) {
    this.#step = step;
    this.#run = run;
    this.#holdBack = new HoldBack(step);
  }

  async take(row: PreparedRow): Promise<void> {
    const first = row.key === null ? undefined : this.#seen.get(row.key);
    if (first !== undefined) this.#repeat(row, first);
    else {
      this.#remember(row);
      if (row.problems.length === 0) await this.#queue(this.#holdBack.offer(row));
      else {
        this.#refuse(row, row.problems);
        await this.#queue(this.#holdBack.settled([row.key]));
      }
    }
  }

  async finish(): Promise<void> {
    while (this.#batch.length > 0) await this.#flush();
    await this.#queue(this.#holdBack.strangers());
    while (this.#batch.length > 0) await this.#flush();
    for (const row of this.#holdBack.circular()) this.#refuse(row, [circleProblem(row, this.#step)]);
  }

  async #queue(rows: readonly PreparedRow[]): Promise<void> {
    for (const row of rows) {
      const bytes = Buffer.byteLength(JSON.stringify(row.item));
      if (this.#batch.length > 0 && this.#bytes + bytes > batchLimits.bytes) await this.#flush();
      this.#batch.push(row);
      this.#bytes += bytes;
      if (this.#batch.length >= batchLimits.rows) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    if (this.#run.signal.aborted) throw new ImportInterrupted();
    const rows = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    const outcomes = await this.#send(rows);
    for (const [index, row] of rows.entries()) this.#settle(row, outcomes[index]);
    this.#run.onProgress();
    await this.#queue(this.#holdBack.settled(rows.map((row) => row.key)));
  }

  /**
   * Sends rows, and again those that miss a record of this very run: between services a new record becomes
   * known a moment after it was made.
   */
  async #send(rows: readonly PreparedRow[]): Promise<readonly ItemOutcome[]> {
    const { isDryRun, known, wait = delay } = this.#run;
    const outcomes: ItemOutcome[] = [...(await this.#sendOnce(rows))];
    if (isDryRun) return outcomes;
    for (let patience = patienceMs.first; patience <= patienceMs.last; patience *= 2) {
      const late = rows.flatMap((row, index) =>
        isLate(row, outcomes[index], known) ? [{ row, index }] : [],
      );
      if (late.length === 0) break;
      await wait(patience);
      const again = await this.#sendOnce(late.map(({ row }) => row));
      for (const [position, { index }] of late.entries()) {
        const outcome = again[position];
        if (outcome) outcomes[index] = outcome;
      }
    }
    return outcomes;
  }

  #sendOnce(rows: readonly PreparedRow[]): Promise<readonly ItemOutcome[]> {
    const { executor, isDryRun } = this.#run;
    return sendBatch(
      rows.map((row) => row.item),
      { executor, isDryRun, entity: this.#step.entity },
    );
  }

  #settle(row: PreparedRow, outcome: ItemOutcome | undefined): void {
    const { known, isDryRun } = this.#run;
    const all = outcome?.issues ?? [];
    // In a dry run a reference to a record that this very run would create is no problem.
    const issues = all.filter((issue) => {
      const reference = isDryRun ? missingReference(issue, row) : null;
      return reference === null || !known.has(reference);
    });
    if (outcome && outcome.action !== 'REFUSED') this.#accept(row, outcome.action);
    else if (all.length > 0 && issues.length === 0) this.#accept(row, 'CREATED');
    else
      this.#refuse(
        row,
        issues.map((issue) => problemOfIssue(issue, row, this.#step, known)),
      );
  }

  #accept(row: PreparedRow, outcome: 'CREATED' | 'UPDATED' | 'UNCHANGED'): void {
    this.#run.tally.take(row, outcome);
    if (row.key === null) return;
    this.#run.known.imported(this.#step.entity.name, this.#step.system, row.key);
    this.#run.known.importedWithin(row.item);
    this.#close(row.key, 'taken');
  }

  #refuse(row: PreparedRow, problems: readonly RowProblem[]): void {
    this.#run.tally.refuse(row, problems);
    if (row.key === null) return;
    this.#run.known.refused(this.#step.entity.name, this.#step.system, row.key, placeOf(row));
    this.#close(row.key, 'refused');
  }

  #remember(row: PreparedRow): void {
    if (row.key === null) return;
    const { line } = row.source;
    const isDistinct = this.#step.rows === 'distinct';
    this.#seen.set(
      row.key,
      isDistinct ? { line, content: hashOf(row.item), outcome: 'pending', repeats: [] } : line,
    );
  }

  #repeat(row: PreparedRow, first: SeenRecord | number): void {
    const { tally } = this.#run;
    const line = typeof first === 'number' ? first : first.line;
    if (row.problems.length > 0) tally.refuse(row, row.problems);
    else if (typeof first === 'number' || first.content !== hashOf(row.item)) {
      tally.refuse(row, [repeatProblem(row, this.#step, line)]);
    } else if (first.outcome === 'pending') first.repeats.push(row);
    else this.#endRepeat(row, first);
  }

  #endRepeat(row: PreparedRow, first: SeenRecord): void {
    if (first.outcome === 'taken') this.#run.tally.repeat(row);
    else this.#run.tally.refuse(row, [repeatsRefused(row, this.#step, first.line)]);
  }

  #close(key: string, outcome: 'taken' | 'refused'): void {
    const first = this.#seen.get(key);
    if (typeof first !== 'object' || first.outcome !== 'pending') return;
    first.outcome = outcome;
    for (const row of first.repeats.splice(0)) this.#endRepeat(row, first);
  }
}

function isLate(row: PreparedRow, outcome: ItemOutcome | undefined, known: KnownRecords): boolean {
  return (outcome?.issues ?? []).some((issue) => {
    const reference = missingReference(issue, row);
    return reference !== null && known.has(reference);
  });
}

function placeOf(row: PreparedRow): string {
  return `${row.source.file}:${row.source.line}`;
}

function repeatsRefused(row: PreparedRow, step: CompiledStep, line: number): RowProblem {
  return {
    column: step.keyColumn,
    value: row.key,
    code: 'REPEATS_REFUSED_ROW',
    reason: `Line ${line} states the same record and was refused.`,
    remedy: `Correct line ${line} first.`,
  };
}

function repeatProblem(row: PreparedRow, step: CompiledStep, line: number): RowProblem {
  const isDistinct = step.rows === 'distinct';
  return {
    column: step.keyColumn,
    value: row.key,
    code: isDistinct ? 'CONTRADICTS_EARLIER_ROW' : 'DUPLICATE_KEY',
    reason: `Line ${line} has the same key${isDistinct ? ' with other content' : ''}.`,
    remedy: isDistinct ? 'Make the rows agree.' : 'Remove one of the rows, or give it its own key.',
  };
}

function circleProblem(row: PreparedRow, step: CompiledStep): RowProblem {
  const parent = row.source.notes.references.find(({ entity }) => entity === step.entity.name);
  return {
    column: parent?.column ?? null,
    value: parent?.key ?? null,
    code: 'CIRCULAR_PARENTS',
    reason: 'Following the parents leads in a circle.',
    remedy: 'Correct the parent of one of the rows.',
  };
}
