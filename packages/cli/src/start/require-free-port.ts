import { createServer } from 'node:net';
import { CommandError } from '../command-error.ts';

/**
 * Makes sure that the port is free before anything else is started.
 *
 * @throws CommandError that says what to do when it is taken.
 */
export async function requireFreePort({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<void> {
  if (port === 0) return;
  const failure = await new Promise<NodeJS.ErrnoException | null>((done) => {
    const probe = createServer();
    probe.once('error', done);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => done(null)));
  });
  if (failure === null) return;
  if (failure.code === 'EADDRINUSE') {
    throw new CommandError(
      `Port ${port} is taken, perhaps by another Channelgraph. Stop what uses it, or choose another port: PORT=${port + 1} npm start`,
    );
  }
  throw new CommandError(
    `Nothing can listen on ${host}:${port} (${failure.code ?? failure.message}). Set HOST and PORT to an address of this machine.`,
  );
}
