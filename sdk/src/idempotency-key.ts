/** Where the parts of a key come from; replace it in tests. */
export interface KeySource {
  /** Milliseconds since 1970. */
  now(): number;
  /** That many unpredictable bytes. */
  randomBytes(count: number): Uint8Array;
}

const systemSource: KeySource = {
  now: () => Date.now(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

/**
 * Makes an idempotency key: a UUID of version 7, so keys sort by the time they were made.
 *
 * @example
 * ```ts
 * const idempotencyKey = createIdempotencyKey();
 * ```
 */
export function createIdempotencyKey(source: KeySource = systemSource): string {
  const time = source.now().toString(16).padStart(12, '0');
  const bytes = Array.from(source.randomBytes(10));
  // RFC 9562: the version 7 in the top bits of the 7th byte, the variant 10 in those of the 9th.
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70;
  bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80;
  const hex = time + bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
