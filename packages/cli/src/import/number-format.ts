/** How numbers are written in a file. */
export interface NumberFormat {
  readonly decimalSeparator: string;
  /** What stands between thousands; empty when nothing does. */
  readonly groupSeparator: string;
}

/**
 * Reads a number of the given form as a plain decimal text (`1.234,50` → `1234.50`), or gives null when the
 * text has another form. Groups must be whole: `1,23` is not a number with thousands.
 */
export function parseNumber(text: string, format: NumberFormat): string | null {
  const { groupSeparator, decimalSeparator } = format;
  const grouped = groupSeparator === '' ? '' : `|\\d{1,3}(?:${escape(groupSeparator)}\\d{3})+`;
  const match = new RegExp(`^([+-]?)(\\d+${grouped})(?:${escape(decimalSeparator)}(\\d+))?$`).exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction] = match;
  const digits = (groupSeparator === '' ? whole : whole.replaceAll(groupSeparator, '')).replace(
    /^0+(?=\d)/,
    '',
  );
  return `${sign === '-' ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
