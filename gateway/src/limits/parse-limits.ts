import { defaultLimits, type GatewayLimits } from './limits.ts';

/** The limits and times that a deployment changes. */
export interface ConfiguredLimits {
  readonly limits: Partial<GatewayLimits>;
  readonly requestTimeoutMs?: number;
  readonly subgraphTimeoutMs?: number;
}

const timeNames = ['requestTimeoutMs', 'subgraphTimeoutMs'];

/**
 * Reads limits from a JSON object such as `{"maxDepth":14,"requestTimeoutMs":8000}`.
 *
 * @throws Error that names what is wrong and what is possible
 */
export function parseLimits(text: string): ConfiguredLimits {
  const entries = Object.entries(parseObject(text));
  const known = [...Object.keys(defaultLimits), ...timeNames];
  for (const [name, value] of entries) {
    if (!known.includes(name)) {
      throw new Error(`"${name}" is no limit of the gateway. Choose from ${known.join(', ')}.`);
    }
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
      throw new Error(`"${name}" must be a whole number of at least 1.`);
    }
  }
  const isTime = ([name]: [string, unknown]) => timeNames.includes(name);
  return {
    limits: Object.fromEntries(entries.filter((entry) => !isTime(entry))),
    ...Object.fromEntries(entries.filter(isTime)),
  };
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the message below says what is expected.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error('must be a JSON object, e.g. {"maxDepth":14}');
}
