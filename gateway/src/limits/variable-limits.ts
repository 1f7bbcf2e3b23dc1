import { type GatewayLimits, limitRefusal } from './limits.ts';

/**
 * Refuses variables that are nested too deeply or hold too long a list, and returns how many values they hold.
 *
 * @throws GraphQLError with `extensions.rule` = `VARIABLES`
 */
export function checkVariables(variables: unknown, limits: GatewayLimits): number {
  let count = 0;
  // Not recursive: the input decides how deep this goes.
  const pending: { value: unknown; depth: number }[] = [{ value: variables, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    count += 1;
    if (typeof value === 'string') requireStorableText(value);
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
    for (const item of Object.values(value)) pending.push({ value: item, depth: depth + 1 });
  }
  return count;
}

/**
 * Refuses a text that no database stores: with a NUL, or with half of a character.
 *
 * @throws GraphQLError with `extensions.rule` = `TEXT`
 */
export function requireStorableText(text: string): void {
  if (!text.includes('\0') && text.isWellFormed()) return;
  throw limitRefusal(
    'TEXT',
    'A text holds a NUL or half of a surrogate pair. Send valid Unicode without NUL.',
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
