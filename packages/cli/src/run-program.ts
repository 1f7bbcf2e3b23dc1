import { CommanderError, type Command } from 'commander';
import { CommandError, exitCodes } from './command-error.ts';
import type { Terminal } from './terminal.ts';

/** What the program finds around it. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Notes the exit code that a command ends with. */
export type SetExitCode = (code: number) => void;

/** Runs a command line to its end and gives its exit code; expected failures are shown without a stack. */
export async function runProgram(
  create: (surroundings: Surroundings, setExitCode: SetExitCode) => Command,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = create(surroundings, (code) => (exitCode = code));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportFailure(error, surroundings.terminal);
  }
}

// Errors of these names are meant for people: their message says what to do.
const friendlyNames = new Set(['CommandError', 'EmbeddedPostgresError', 'MigrationError', 'PortTakenError']);

function reportFailure(error: unknown, { err }: Terminal): number {
  // Commander has printed its own message by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  if (error instanceof CommandError) {
    err.write(`${error.message}\n`);
    return error.exitCode;
  }
  const isFriendly = error instanceof Error && friendlyNames.has(error.name);
  const text =
    error instanceof Error ? (isFriendly ? error.message : (error.stack ?? error.message)) : String(error);
  err.write(`${text}\n`);
  return exitCodes.failed;
}
