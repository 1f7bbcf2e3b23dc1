import { getDomain } from 'tldts';
import { normalizeDomain } from './customer.names.ts';

/**
 * Gives the domain that one owner registered for the host: `mail.acme.co.uk` belongs to `acme.co.uk`.
 *
 * @remarks Hosts that share a platform's domain (`acme.github.io`) belong to different owners, as the list
 * of public suffixes says. Null for what nobody registers: a suffix itself, an address of numbers.
 */
export function registrableDomain(text: string): string | null {
  const host = normalizeDomain(text);
  return host === null ? null : getDomain(host, { allowPrivateDomains: true });
}

/** Gives the domains by which a company can be recognised; those where anybody gets a mailbox say nothing. */
export function identifyingDomains(
  domains: readonly string[],
  freeMailDomains: readonly string[],
): readonly string[] {
  const free = new Set(freeMailDomains);
  const found = domains.flatMap((domain) => registrableDomain(domain) ?? []);
  return [...new Set(found)].filter((domain) => !free.has(domain)).sort();
}
