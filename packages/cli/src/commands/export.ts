import { isLocalDate } from '@channelgraph/core/calendar.ts';
import { CommandError, exitCodes, type ExitCode } from '../command-error.ts';
import { connect, explainFailure, type ConnectionOptions } from '../connect.ts';
import type { CliEnvironment } from '../environment.ts';
import {
  exportDirectory,
  exportFormats,
  type ExportFormat,
  type ExportManifest,
} from '../export/export-directory.ts';
import { exportEntities } from '../export/export-entities.ts';
import type { ExportEntity } from '../export/export-entity.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgress, type Terminal } from '../terminal.ts';

/** The options of `channelgraph export`. */
export interface ExportCommandOptions extends ConnectionOptions {
  readonly format: string;
  readonly entities: string;
  readonly asOf?: string | undefined;
  readonly namedBy?: string | undefined;
}

/** Writes records of the program to a directory. */
export async function exportCommand(
  directory: string,
  options: ExportCommandOptions,
  { environment, terminal }: { readonly environment: CliEnvironment; readonly terminal: Terminal },
): Promise<ExitCode> {
  const entities = chooseEntities(options.entities);
  const format = chooseFormat(options.format);
  const asOf = options.asOf ?? null;
  if (asOf !== null && !isLocalDate(asOf)) {
    throw new CommandError(`"${asOf}" is not a day. Write it like 2017-06-30.`, exitCodes.wrongUsage);
  }
  using interrupt = interruptSignal(() => terminal.err.write('\nStopping; no manifest is written.\n'));
  const progress = createProgress(terminal);
  const manifest = await exportDirectory({
    client: connect(options, environment),
    directory,
    entities,
    format,
    asOf,
    naming: { system: options.namedBy ?? null },
    signal: interrupt.signal,
    onProgress: (entity, records, isLast) => progress.show(`${entity}: ${records} records`, isLast),
  })
    .catch((error: unknown) => {
      throw explainFailure(error);
    })
    .finally(() => progress.end());
  terminal.out.write(`${manifestText(directory, manifest)}\n`);
  return exitCodes.done;
}

function chooseEntities(names: string): ExportEntity[] {
  const wanted = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (wanted.join() === 'all') return [...exportEntities];
  const known = exportEntities.map(({ name }) => name);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0 || wanted.length === 0) {
    throw new CommandError(
      `Cannot export ${unknown.join(', ') || 'nothing'}. Choose from: all, ${known.join(', ')}.`,
      exitCodes.wrongUsage,
    );
  }
  return exportEntities.filter(({ name }) => wanted.includes(name));
}

function chooseFormat(name: string): ExportFormat {
  const format = exportFormats.find((candidate) => candidate === name);
  if (format) return format;
  throw new CommandError(
    `There is no format "${name}". Choose from: ${exportFormats.join(', ')}.`,
    exitCodes.wrongUsage,
  );
}

function manifestText(directory: string, { files }: ExportManifest): string {
  return files
    .map(({ file, rows, sha256 }) => `${directory}/${file}: ${rows} rows, SHA-256 ${sha256}`)
    .join('\n');
}
