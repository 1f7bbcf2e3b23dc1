import { generateInternalKey } from '@channelgraph/server/identity/internal-token.ts';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import { exitCodes, type ExitCode } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';

/** Prints a fresh set of internal keys as the environment variables of the five processes. */
export async function keysCommand({ terminal }: { readonly terminal: Terminal }): Promise<ExitCode> {
  const pairs = await Promise.all(
    ['gateway', ...serviceNames].map(async (name) => ({ name, ...(await generateInternalKey(name)) })),
  );
  const trusted = JSON.stringify({ keys: pairs.map(({ publicKey }) => publicKey) });
  for (const { name, privateKey } of pairs) {
    const variable = name === 'gateway' ? 'GATEWAY_INTERNAL_KEY' : 'INTERNAL_KEY';
    terminal.out.write(`# ${name}\n${variable}='${JSON.stringify(privateKey)}'\n`);
    if (name !== 'gateway') terminal.out.write(`INTERNAL_TRUSTED_KEYS='${trusted}'\n`);
  }
  return exitCodes.done;
}
