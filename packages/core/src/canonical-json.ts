import { createHash } from 'node:crypto';

/**
 * Writes a value as JSON with sorted keys, so that equal values give equal text.
 *
 * @remarks Dates become ISO texts, bigints decimal texts; undefined members are left out.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}

/** Gives the SHA-256 of a value's canonical JSON in hexadecimal. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value ?? null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(canonical);
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonical(value.toJSON());
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, canonical(member)]),
  );
}
