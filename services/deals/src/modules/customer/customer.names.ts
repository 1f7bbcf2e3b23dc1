import { domainToASCII } from 'node:url';

const legalForms = new Set(
  'ab ag as bv co company corp corporation gmbh holding holdings inc incorporated kg limited llc llp ltd nv oy plc pte pty sa sarl se spa srl'.split(
    ' ',
  ),
);

/** Reduces a company name to what two spellings of it share: lower case, no accents, no punctuation, no legal form. */
export function normalizeCompanyName(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/['’.]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const kept = words.filter((word, index) => index === 0 || !legalForms.has(word));
  return kept.join(' ');
}

/**
 * Reduces a web address or domain to the host in lower case without `www.`; null when it is none.
 *
 * @remarks A domain in another script is written as the name system knows it (`xn--…`), so that both of
 * its spellings are one.
 */
export function normalizeDomain(text: string): string | null {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/:\d+$/, '')
    .replace(/^www\./, '')
    .replace(/\.$/, '');
  if (!/^([\p{L}\p{N}\p{M}-]+\.)+[\p{L}\p{N}\p{M}-]+$/u.test(host)) return null;
  const ascii = domainToASCII(host);
  return /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(ascii)
    ? ascii
    : null;
}
