import { openToTheNetwork } from '@channelgraph/gateway/env.ts';
import { isLoopback } from '@channelgraph/gateway/loopback.ts';
import { CommandError, exitCodes } from '../command-error.ts';
import type { CliEnvironment } from '../environment.ts';

/**
 * Makes sure that not anybody can get a token, before anything is started.
 *
 * @throws CommandError in production without an identity provider, and beyond this machine without one.
 */
export function requireIdentity({ isProduction, identityProvider, host }: CliEnvironment): void {
  if (identityProvider !== null) return;
  if (isProduction) {
    throw new CommandError(
      'With NODE_ENV=production tokens come from your identity provider: set OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL.',
      exitCodes.wrongUsage,
    );
  }
  if (!isLoopback(host)) throw new CommandError(`HOST=${host} ${openToTheNetwork}.`, exitCodes.wrongUsage);
}
