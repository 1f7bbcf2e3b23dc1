import type { GraphQLSchema } from 'graphql';
import type { GraphqlExecutor } from '../graphql/executor.ts';
import { compileMapping, type CompiledMapping } from './compile-mapping.ts';
import type { CompiledStep, PreparedRow } from './compile-step.ts';
import { KnownRecords } from './known-records.ts';
import type { Mapping } from './mapping.ts';
import { statedFile, StepTally, totalsOf, type FileReport, type ImportReport } from './report.ts';
import { sourceRow } from './row.ts';
import { ImportInterrupted, runStep } from './run-step.ts';
import { ImportStopped } from './send-batch.ts';
import { openFiles, unexpectedFiles, type SourceFile } from './source-files.ts';

/** Where a step of the import stands. */
export interface ImportProgress {
  readonly step: string;
  readonly stepNumber: number;
  readonly stepCount: number;
  readonly done: number;
  readonly rows: number;
  readonly refused: number;
  readonly isLast: boolean;
}

/** What an import needs. */
export interface ImportOptions {
  readonly directory: string;
  readonly mapping: Mapping;
  /** The schema of the API, which says what can be imported. */
  readonly schema: GraphQLSchema;
  readonly executor: GraphqlExecutor;
  readonly isDryRun?: boolean;
  /** Aborting stops the run before its next batch. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly now?: () => Date;
  /** Waits for some milliseconds; replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Imports the files of a directory as the mapping says, through the bulk mutations of the API.
 *
 * @remarks Nothing is sent before the mapping, the headers and the form of every file have been checked.
 * Running it again changes nothing that is already there, which is also how an interrupted run is resumed.
 * @throws MappingError when the mapping cannot be used with the API or the files.
 * @throws CsvFileError when a file cannot be read to its end.
 */
export async function importDirectory(options: ImportOptions): Promise<ImportReport> {
  const { directory, mapping, schema } = options;
  const now = options.now ?? (() => new Date());
  const startedAt = now().toISOString();
  const files = await openFiles(directory, mapping);
  const headers = new Map([...files].map(([name, file]) => [name, file.header]));
  const compiled = compileMapping(mapping, schema, headers);
  const counts = await survey(files, compiled);
  const tallies = compiled.steps.map((step) => new StepTally(step));
  const end = await runSteps(tallies, { ...options, files, counts });
  const steps = tallies.map((tally) => tally.report());
  return {
    formatVersion: 1,
    title: mapping.title,
    system: mapping.system,
    directory,
    isDryRun: options.isDryRun ?? false,
    startedAt,
    finishedAt: now().toISOString(),
    ...end,
    totals: totalsOf(steps),
    files: fileReports(compiled, counts),
    unexpectedFiles: await unexpectedFiles(directory, mapping),
    steps,
    refusals: tallies.flatMap((tally) => tally.refusals),
  };
}

// One pass over every file: it counts rows, fills the lookups, and finds a broken file before anything is sent.
async function survey(
  files: ReadonlyMap<string, SourceFile>,
  { lookups }: CompiledMapping,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const [name, file] of files) {
    let rows = 0;
    for await (const { row } of file.rows()) {
      rows += 1;
      lookups.add(name, row.cell);
    }
    counts.set(name, rows);
  }
  return counts;
}

type Run = ImportOptions & { files: ReadonlyMap<string, SourceFile>; counts: ReadonlyMap<string, number> };

async function runSteps(
  tallies: readonly StepTally[],
  run: Run,
): Promise<Pick<ImportReport, 'state' | 'message'>> {
  const known = new KnownRecords(new Set(tallies.flatMap(({ step }) => [...step.refersTo])));
  const signal = run.signal ?? new AbortController().signal;
  try {
    for (const [index, tally] of tallies.entries()) {
      const { step } = tally;
      const rows = step.file === null ? step.records.length : (run.counts.get(step.file) ?? 0);
      const report = (isLast: boolean): void =>
        run.onProgress?.({
          step: step.name,
          stepNumber: index + 1,
          stepCount: tallies.length,
          done: tally.read,
          rows,
          refused: tally.refused,
          isLast,
        });
      await runStep(step, preparedRows(step, run.files), {
        executor: run.executor,
        isDryRun: run.isDryRun ?? false,
        known,
        tally,
        signal,
        onProgress: () => report(false),
        ...(run.wait ? { wait: run.wait } : {}),
      });
      report(true);
    }
    return { state: 'complete', message: null };
  } catch (error) {
    return endOf(error);
  }
}

function endOf(error: unknown): Pick<ImportReport, 'state' | 'message'> {
  const resume = 'Run the same command again to go on: rows that are already imported stay unchanged.';
  if (error instanceof ImportInterrupted)
    return { state: 'interrupted', message: `Interrupted between two batches. ${resume}` };
  if (error instanceof ImportStopped)
    return { state: 'stopped', message: `The API could not go on: ${error.message}. ${resume}` };
  throw error;
}

async function* preparedRows(
  step: CompiledStep,
  files: ReadonlyMap<string, SourceFile>,
): AsyncGenerator<PreparedRow> {
  for (const [index, read] of step.records.entries())
    yield read(sourceRow(statedFile, index + 1, new Map(), []));
  const file = step.file === null ? undefined : files.get(step.file);
  if (!file) return;
  for await (const { row, problem } of file.rows()) {
    if (problem) yield { source: row, key: null, item: {}, problems: [problem] };
    else yield step.prepare(row);
  }
}

function fileReports(compiled: CompiledMapping, counts: ReadonlyMap<string, number>): FileReport[] {
  return [...compiled.columns].map(([file, columns]) => ({ file, rows: counts.get(file) ?? 0, columns }));
}
