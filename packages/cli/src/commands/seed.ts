import { CommandError, exitCodes, type ExitCode } from '../command-error.ts';
import type { CliEnvironment } from '../environment.ts';
import { tellDemo } from '../start/first-start.ts';
import { openLocalGraph } from '../start/local-graph.ts';
import type { Terminal } from '../terminal.ts';

/** Tells the demo program into the databases, `scale` times over; what is there already stays. */
export async function seedCommand(
  options: { readonly scale: number },
  { environment, terminal }: { readonly environment: CliEnvironment; readonly terminal: Terminal },
): Promise<ExitCode> {
  if (environment.isProduction)
    throw new CommandError('The demo program is not told with NODE_ENV=production.');
  await using graph = await openLocalGraph(environment);
  await tellDemo(graph.platform, environment, {
    scale: options.scale,
    onProgress: (line) => void terminal.err.write(`${line}\n`),
  });
  terminal.out.write('The demo program is told.\n');
  return exitCodes.done;
}
