import { readFile } from 'node:fs/promises';
import type { core } from 'zod';
import { mappingSchema, type Mapping } from './mapping.ts';
import { jsonPath, MappingError, type MappingProblem } from './mapping-problem.ts';

/**
 * Reads and checks a mapping file.
 *
 * @throws {@link MappingError} with every mistake, when the file is not JSON or does not have the shape.
 */
export async function loadMapping(path: string): Promise<Mapping> {
  const source = await readFile(path, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new MappingError([
      { path: '(the whole file)', message: `It is not JSON: ${message}.`, remedy: 'Correct the JSON.' },
    ]);
  }
  return parseMapping(json);
}

/**
 * Checks the shape of a mapping and fills in the defaults.
 *
 * @throws {@link MappingError} with every mistake.
 */
export function parseMapping(json: unknown): Mapping {
  const result = mappingSchema.safeParse(json);
  if (result.success) return result.data;
  throw new MappingError(result.error.issues.flatMap((issue) => problemsOf(issue, json)));
}

function problemsOf(
  issue: core.$ZodIssue,
  json: unknown,
  base: readonly PropertyKey[] = [],
): MappingProblem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union') return unionProblems(issue, json, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: jsonPath([...path, key]),
      message: `"${key}" is not known here.`,
      remedy: 'Remove it or correct its name; the JSON Schema lists what is allowed.',
    }));
  }
  return [
    { path: jsonPath(path), message: `${issue.message}.`.replace(/\.\.$/, '.'), remedy: remedyOf(issue) },
  ];
}

// Of the many branches that did not fit, the one meant is the one whose distinguishing key is present.
const ruleKinds = ['column', 'constant', 'template', 'lookup', 'reference', 'list', 'object', 'choose'];

function unionProblems(
  issue: core.$ZodIssueInvalidUnion,
  json: unknown,
  path: readonly PropertyKey[],
): MappingProblem[] {
  const value = valueAt(json, path);
  const kind = typeof value === 'object' && value !== null ? ruleKinds.findIndex((key) => key in value) : -1;
  const branch = kind >= 0 && issue.errors.length === ruleKinds.length ? issue.errors[kind] : undefined;
  if (branch && branch.length > 0) return branch.flatMap((inner) => problemsOf(inner, json, path));
  return [
    {
      path: jsonPath(path),
      message: 'This does not say where the value comes from.',
      remedy: `Give an object with one of: ${ruleKinds.join(', ')}.`,
    },
  ];
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function remedyOf(issue: core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `Use one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'invalid_type') return `Give a value of type ${issue.expected}.`;
  return 'Correct the value; the JSON Schema says what is allowed.';
}
