import { type GatewayLimits, limitRefusal } from './limits.ts';

// oxlint-disable-next-line no-control-regex -- it is what the text is searched for.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Refuses variables that are nested too deeply or hold too long a list, and returns how many values they hold.
 *
 * @throws GraphQLError with `extensions.rule` = `VARIABLES`
 */
export function checkVariables(variables: unknown, limits: GatewayLimits): number {
  let count = 0;
  // Not recursive: the input decides how deep this goes.
  const pending: { value: unknown; depth: number; path: string }[] = [
    { value: variables, depth: 0, path: '' },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth, path } = next;
    count += 1;
    if (typeof value === 'string') requireStorableText(value, path);
    if (typeof value !== 'object' || value === null) continue;
    if (depth > limits.maxVariableDepth) {
      throw limitRefusal(
        'VARIABLES',
        `The variables are nested more than ${limits.maxVariableDepth} levels deep. Flatten the input.`,
      );
    }
    if (Array.isArray(value) && value.length > limits.maxVariableListLength) {
      throw limitRefusal(
        'VARIABLES',
        `A list in the variables has ${value.length} items; ${limits.maxVariableListLength} are allowed. Send several requests.`,
      );
    }
    for (const [key, item] of Object.entries(value)) {
      pending.push({ value: item, depth: depth + 1, path: path === '' ? key : `${path}.${key}` });
    }
  }
  return count;
}

/**
 * Refuses a text that nobody typed: with half of a character, or with a control character that is neither
 * a tab nor the end of a line. The path says where it stands among the variables.
 *
 * @throws GraphQLError with `extensions.rule` = `TEXT`
 */
export function requireStorableText(text: string, path = ''): void {
  if (!controls.test(text) && text.isWellFormed()) return;
  throw limitRefusal(
    'TEXT',
    `The text${path === '' ? '' : ` at "${path}"`} holds a control character or half of a surrogate pair. Send valid Unicode without control characters.`,
  );
}

/**
 * Refuses a query whose variables hold more values than a question needs: a filter of thousands of
 * conditions would keep a service busy for seconds.
 *
 * @throws GraphQLError with `extensions.rule` = `VARIABLES`
 */
export function checkQueryValues(count: number, { maxQueryValues }: GatewayLimits): void {
  if (count <= maxQueryValues) return;
  throw limitRefusal(
    'VARIABLES',
    `The variables of the query hold ${count} values; ${maxQueryValues} are allowed. Ask for less at once.`,
  );
}
