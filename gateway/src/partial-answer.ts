import type { GraphQLFormattedError } from 'graphql';

/**
 * Keeps the errors that are about something the client asked for, each once.
 *
 * @remarks A subgraph call also fetches keys for later calls, and the gateway's paths can carry its own
 * list marks (`@`). A path is cut where the answer ends; an error for a field that the answer
 * has, or that the client did not select, is dropped.
 */
export function tidyErrors(data: unknown, errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
  const seen = new Set<string>();
  const kept: GraphQLFormattedError[] = [];
  const lostTraces = new Map<string, GraphQLFormattedError>();
  for (const error of errors) {
    if (error.path === undefined) {
      kept.push(error);
      continue;
    }
    const place = locate(data, error.path);
    const service = String(error.extensions?.['service']);
    if (place === 'present' && isUnavailable(error)) {
      if (!lostTraces.has(service)) lostTraces.set(service, error);
      continue;
    }
    const path = place === 'present' ? error.path : place;
    const key = JSON.stringify([error.message, path, error.extensions?.['code']]);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push({ ...error, path });
  }
  for (const [service, error] of lostTraces) {
    if (kept.some((other) => other.extensions?.['service'] === service)) continue;
    const { path: _misplaced, ...rest } = error;
    kept.push(rest);
  }
  return kept;
}

function isUnavailable(error: GraphQLFormattedError): boolean {
  return error.extensions?.['code'] === 'SERVICE_UNAVAILABLE';
}

/** Follows a path to the null that it explains; `present` where there is none. */
function locate(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] | 'present' {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return path;
    if (key === '@') return path.slice(0, index);
    if (typeof value !== 'object') return 'present';
    const next = (value as Record<string | number, unknown>)[key];
    if (next === undefined) return 'present';
    value = next;
  }
  return value === null ? path : 'present';
}
