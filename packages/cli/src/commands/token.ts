import { exitCodes, type ExitCode } from '../command-error.ts';
import { signToken } from '../connect.ts';
import type { CliEnvironment } from '../environment.ts';
import type { Terminal } from '../terminal.ts';

/** Prints a development token for a persona, and nothing else, so that it can be used in a pipe. */
export async function tokenCommand(
  options: { readonly as: string },
  { environment, terminal }: { readonly environment: CliEnvironment; readonly terminal: Terminal },
): Promise<ExitCode> {
  terminal.out.write(`${await signToken(options.as, environment)}\n`);
  if (terminal.isInteractive)
    terminal.err.write('Valid for one hour. Send it as: authorization: Bearer <token>\n');
  return exitCodes.done;
}
