import { isObjectType, type GraphQLSchema } from 'graphql';
import { importableEntities } from './catalogue.ts';
import { compileStep, type CompiledStep } from './compile-step.ts';
import type { Compilation } from './compile-text.ts';
import { LookupTables } from './lookup-tables.ts';
import type { Mapping } from './mapping.ts';
import { didYouMean, jsonPath, MappingError, type MappingProblem } from './mapping-problem.ts';
import { orderSteps } from './order-steps.ts';

/** What a file's columns are used for. */
export interface ColumnUse {
  readonly used: readonly string[];
  readonly ignored: readonly { readonly column: string; readonly reason: string }[];
  /** Columns that the mapping neither uses nor ignores. */
  readonly unexpected: readonly string[];
}

/** A mapping checked against the API and the headers of the files. */
export interface CompiledMapping {
  readonly steps: readonly CompiledStep[];
  readonly lookups: LookupTables;
  readonly columns: ReadonlyMap<string, ColumnUse>;
}

/**
 * Checks a mapping against the API's schema and the files' headers, and orders its steps.
 *
 * @throws {@link MappingError} with every mistake, before any row is read.
 */
export function compileMapping(
  mapping: Mapping,
  schema: GraphQLSchema,
  headers: ReadonlyMap<string, readonly string[]>,
): CompiledMapping {
  const entities = importableEntities(schema);
  const problems: MappingProblem[] = [];
  const used = new Map<string, Set<string>>();
  const lookups = new LookupTables();
  const entityNames = [...entities.keys()];
  const shared = {
    problems,
    lookups,
    entityNames,
    use: (file: string, column: string): void => void (used.get(file) ?? addTo(used, file)).add(column),
    // Tiers, for one, are made with their program and can be referred to all the same.
    isKnownEntity: (name: string) =>
      entityNames.includes(name) || isObjectType(schema.getType(typeName(name))),
  };
  const steps = mapping.steps.flatMap((step, index) => {
    const entity = entities.get(step.entity);
    if (!entity) {
      problems.push(unknownEntity(step.entity, index, entityNames));
      return [];
    }
    return [compileStep(step, entity, ['steps', index], compilationFor(step.file, mapping, headers, shared))];
  });
  problems.push(...fileProblems(mapping));
  const ordered = orderSteps(steps);
  if ('circle' in ordered) problems.push(circle(ordered.circle));
  if (problems.length > 0 || 'circle' in ordered) throw new MappingError(withoutRepeats(problems));
  return { steps: ordered.order, lookups, columns: columnUse(mapping, headers, used) };
}

function compilationFor(
  file: string | undefined,
  mapping: Mapping,
  headers: ReadonlyMap<string, readonly string[]>,
  shared: Pick<Compilation, 'problems' | 'lookups' | 'use' | 'entityNames' | 'isKnownEntity'>,
): Compilation {
  return {
    file: file ?? null,
    headers,
    system: mapping.system,
    valueMaps: mapping.valueMaps,
    formats: { ...mapping.formats, ...(file === undefined ? {} : mapping.files[file]?.formats) },
    ...shared,
  };
}

function typeName(entity: string): string {
  return entity.charAt(0).toUpperCase() + entity.slice(1);
}

function unknownEntity(entity: string, index: number, known: readonly string[]): MappingProblem {
  return {
    path: jsonPath(['steps', index, 'entity']),
    message: `The API takes no "${entity}" from an import.`,
    remedy: didYouMean(entity, known),
  };
}

function circle(names: readonly string[]): MappingProblem {
  return {
    path: 'steps',
    message: `These steps refer to each other in a circle: ${names.join(', ')}.`,
    remedy: 'Split one of them, so that each entity can be imported before what refers to it.',
  };
}

function fileProblems(mapping: Mapping): MappingProblem[] {
  const files = Object.keys(mapping.files);
  return mapping.steps.flatMap((step, index) =>
    step.file === undefined || files.includes(step.file)
      ? []
      : [
          {
            path: jsonPath(['steps', index, 'file']),
            message: `"files" does not name "${step.file}".`,
            remedy: `Add it to "files". ${didYouMean(step.file, files)}`,
          },
        ],
  );
}

function columnUse(
  mapping: Mapping,
  headers: ReadonlyMap<string, readonly string[]>,
  used: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, ColumnUse> {
  return new Map(
    [...headers].map(([file, header]) => {
      const reasons = mapping.files[file]?.ignoredColumns ?? {};
      const isUsed = (column: string): boolean => used.get(file)?.has(column) ?? false;
      const ignored = header.filter((column) => !isUsed(column) && column in reasons);
      return [
        file,
        {
          used: header.filter(isUsed),
          ignored: ignored.map((column) => ({ column, reason: reasons[column] ?? '' })),
          unexpected: header.filter((column) => !isUsed(column) && !(column in reasons)),
        },
      ];
    }),
  );
}

function addTo(used: Map<string, Set<string>>, file: string): Set<string> {
  const columns = new Set<string>();
  used.set(file, columns);
  return columns;
}

function withoutRepeats(problems: readonly MappingProblem[]): readonly MappingProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.path}\n${problem.message}`, problem])).values()];
}
