function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) collect(part, into);
  } else if (typeof value !== 'boolean' && value !== null && value !== undefined) {
    const text = String(value);
    if (text.trim() !== '') into.add(text).add(JSON.stringify(text).slice(1, -1));
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Builds a function that blanks, in any JSON value, every value that `sent` holds: servers like to quote what they refuse. */
export function createRedactor(sent: unknown): <Value>(value: Value) => Value {
  const values = new Set<string>();
  collect(sent, values);
  const longestFirst = [...values].sort((a, b) => b.length - a.length);
  // A short value (`5`, `USD`) is blanked only where it stands alone, or it would blank parts of ordinary words.
  const alternatives = longestFirst.map((text) =>
    text.length < 4 ? `(?<![\\p{L}\\p{N}])${escaped(text)}(?![\\p{L}\\p{N}])` : escaped(text),
  );
  // Without alternatives the pattern must match nothing, not everything.
  const pattern = new RegExp(alternatives.join('|') || '(?!)', 'gu');
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(pattern, '•••');
    if (Array.isArray(value)) return value.map(redact);
    if (typeof value !== 'object' || value === null) return values.has(String(value)) ? '•••' : value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, redact(part)]));
  };
  return redact as <Value>(value: Value) => Value;
}
