/** One mistake of a mapping: where in the JSON it is, what is wrong and what to do. */
export interface MappingProblem {
  /** A JSON path, e.g. `steps[3].fields.stage.map`. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** The mapping cannot be used; carries every mistake found, and is thrown before any row is read. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  readonly problems: readonly MappingProblem[];

  constructor(problems: readonly MappingProblem[]) {
    super(problems.map((problem) => `${problem.path}: ${problem.message} ${problem.remedy}`).join('\n'));
    this.problems = problems;
  }
}

/** Writes a path the way JSON paths are read: `steps[3].fields.stage`, `valueMaps["a b"]`. */
export function jsonPath(parts: readonly (string | number | symbol)[]): string {
  let path = '';
  for (const part of parts) {
    if (typeof part === 'number') path += `[${part}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(part))) path += path === '' ? String(part) : `.${String(part)}`;
    else path += `[${JSON.stringify(String(part))}]`;
  }
  return path === '' ? '(the whole file)' : path;
}

/** Proposes the known name closest to a misspelt one, as a sentence, or lists what is known. */
export function didYouMean(name: string, known: readonly string[]): string {
  const best = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (best && best.distance <= Math.max(2, Math.floor(name.length / 3)))
    return `Did you mean "${best.candidate}"?`;
  if (known.length === 0) return 'None is defined.';
  return `Use one of: ${known.slice(0, 30).join(', ')}${known.length > 30 ? ', …' : ''}.`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
