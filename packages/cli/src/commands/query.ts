import { readFile } from 'node:fs/promises';
import { GraphQLError, parse } from 'graphql';
import { CommandError, exitCodes, type ExitCode } from '../command-error.ts';
import { connect, explainFailure, type ConnectionOptions } from '../connect.ts';
import type { CliEnvironment } from '../environment.ts';
import { csvLines } from '../export/csv-text.ts';
import { flattenAnswer } from '../export/flatten-answer.ts';
import { ApiFailure } from '../graphql/executor.ts';
import { sdkExecutor } from '../graphql/sdk-executor.ts';
import type { Terminal } from '../terminal.ts';

/** The options of `channelgraph query`. */
export interface QueryCommandOptions extends ConnectionOptions {
  readonly variables?: string | undefined;
  readonly csv?: boolean | undefined;
}

/** Runs the operation of a file and prints its answer as JSON or CSV. */
export async function queryCommand(
  file: string,
  options: QueryCommandOptions,
  { environment, terminal }: { readonly environment: CliEnvironment; readonly terminal: Terminal },
): Promise<ExitCode> {
  const document = await readDocument(file);
  const variables = await readVariables(options.variables);
  const executor = sdkExecutor(connect(options, environment));
  const data = await executor.execute({ document, variables }).catch((error: unknown) => {
    throw explainFailure(error instanceof ApiFailure && error.cause !== undefined ? error.cause : error);
  });
  if (options.csv) for await (const line of csvLines(flattenAnswer(data))) terminal.out.write(line);
  else terminal.out.write(`${JSON.stringify(data, null, 2)}\n`);
  return exitCodes.done;
}

async function readDocument(file: string): Promise<string> {
  const text = await readGiven(file, 'Name a file that holds one GraphQL operation.');
  try {
    parse(text);
    return text;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const line = error.locations?.[0]?.line ?? 1;
    throw new CommandError(`${file}:${line}: ${error.message}`, exitCodes.wrongUsage, { cause: error });
  }
}

async function readGiven(file: string, remedy: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandError(`${file} cannot be read. ${remedy}`, exitCodes.wrongUsage, { cause: error });
  });
}

async function readVariables(given: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  if (given === undefined) return {};
  const file = given.startsWith('@') ? given.slice(1) : null;
  const text = file === null ? given : await readGiven(file, 'Name a file that holds a JSON object.');
  try {
    const variables: unknown = JSON.parse(text);
    if (typeof variables === 'object' && variables !== null && !Array.isArray(variables)) {
      return variables as Readonly<Record<string, unknown>>;
    }
  } catch {
    // The message below says more than the parser does.
  }
  throw new CommandError(
    `--variables is not a JSON object. Example: --variables '{"id":"prt_…"}', or @file.json.`,
    exitCodes.wrongUsage,
  );
}
