import { stat, writeFile } from 'node:fs/promises';
import { CommandError, exitCodes, type ExitCode } from '../command-error.ts';
import { apiSchema, connect, type ConnectionOptions } from '../connect.ts';
import type { CliEnvironment } from '../environment.ts';
import { sdkExecutor } from '../graphql/sdk-executor.ts';
import { CsvFileError } from '../import/csv-rows.ts';
import { importDirectory, type ImportProgress } from '../import/import-directory.ts';
import { MappingError } from '../import/mapping-problem.ts';
import { loadMapping } from '../import/parse-mapping.ts';
import { reportText } from '../import/report-text.ts';
import type { ImportReport } from '../import/report.ts';
import { interruptSignal } from '../interrupt.ts';
import type { LocalGraph } from '../start/local-graph.ts';
import { createProgress, type Terminal } from '../terminal.ts';

/** The options of `channelgraph import`. */
export interface ImportCommandOptions extends ConnectionOptions {
  readonly mapping: string;
  readonly dryRun?: boolean | undefined;
  readonly report?: string | undefined;
  /** Works in this process on the databases of the data directory, without a running graph. */
  readonly local?: boolean | undefined;
}

type Graph = Pick<LocalGraph, 'client'> & Partial<Pick<LocalGraph, 'settle'>> & AsyncDisposable;

/** Imports a directory and tells what became of every row. */
export async function importCommand(
  directory: string,
  options: ImportCommandOptions,
  { environment, terminal }: { readonly environment: CliEnvironment; readonly terminal: Terminal },
): Promise<ExitCode> {
  await requireDirectory(directory);
  using interrupt = interruptSignal(() =>
    terminal.err.write('\nStopping after the batch that is under way; press Ctrl-C again to stop at once.\n'),
  );
  const report = await withMappingErrors(options.mapping, async () => {
    const mapping = await loadMapping(options.mapping);
    await using graph = options.local ? await localGraph(environment) : remoteGraph(options, environment);
    const progress = createProgress(terminal);
    try {
      return await importDirectory({
        directory,
        mapping,
        schema: await apiSchema(),
        executor: sdkExecutor(graph.client),
        isDryRun: options.dryRun ?? false,
        signal: interrupt.signal,
        ...(graph.settle ? { wait: graph.settle } : {}),
        onProgress: (state) => progress.show(progressLine(state), state.isLast),
      });
    } finally {
      progress.end();
    }
  });
  if (options.report !== undefined) await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
  terminal.out.write(`${reportText(report)}\n`);
  return isClean(report) ? exitCodes.done : exitCodes.failed;
}

// Loaded only when it is wanted: it brings the gateway and all services with it.
async function localGraph(environment: CliEnvironment): Promise<Graph> {
  const { openLocalGraph } = await import('../start/local-graph.ts');
  return openLocalGraph(environment);
}

function remoteGraph(options: ConnectionOptions, environment: CliEnvironment): Graph {
  return { client: connect(options, environment), [Symbol.asyncDispose]: () => Promise.resolve() };
}

function progressLine({ step, stepNumber, stepCount, done, rows, refused }: ImportProgress): string {
  const refusals = refused === 0 ? '' : `, ${refused} refused`;
  return `[${stepNumber}/${stepCount}] ${step}: ${done} of ${rows} rows${refusals}`;
}

function isClean({ state, totals }: ImportReport): boolean {
  return state === 'complete' && totals.refused === 0;
}

async function requireDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory()) return;
  throw new CommandError(
    `${directory} is not a directory. Name the directory that holds the CSV files.`,
    exitCodes.wrongUsage,
  );
}

async function withMappingErrors<T>(mapping: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MappingError) {
      const lines = error.problems.map(({ path, message, remedy }) => `  ${path}: ${message} ${remedy}`);
      const count = lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`;
      throw new CommandError(
        `${mapping} has ${count}; nothing was imported.\n${lines.join('\n')}`,
        exitCodes.wrongUsage,
      );
    }
    if (error instanceof CsvFileError) {
      throw new CommandError(
        `Line ${error.line}: ${error.message} ${error.remedy} Nothing was imported.`,
        exitCodes.failed,
        { cause: error },
      );
    }
    if (isMissingFile(error))
      throw new CommandError(`There is no file ${mapping}.`, exitCodes.wrongUsage, { cause: error });
    throw error;
  }
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
