/** Reads a header that holds an amount; undefined when it is absent or something else. */
export function headerNumber(headers: Pick<Headers, 'get'>, name: string): number | undefined {
  const text = headers.get(name)?.trim();
  const value = text ? Number(text) : Number.NaN;
  return value >= 0 ? value : undefined;
}
