import { fromLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { EnumRef, InputObjectRef } from '@pothos/core';
import type { SubgraphBuilder } from './builder.ts';
import type { KitSchemaTypes } from './connections.ts';

type Maybe<T> = T | null | undefined;

export interface StringFilter {
  readonly eq?: Maybe<string>;
  readonly in?: Maybe<readonly string[]>;
  readonly contains?: Maybe<string>;
  readonly startsWith?: Maybe<string>;
}
export interface IdFilter {
  readonly eq?: Maybe<string>;
  readonly in?: Maybe<readonly string[]>;
}
/** Comparisons of an ordered value. */
export interface RangeFilter<Value> {
  readonly eq?: Maybe<Value>;
  readonly gt?: Maybe<Value>;
  readonly gte?: Maybe<Value>;
  readonly lt?: Maybe<Value>;
  readonly lte?: Maybe<Value>;
}
export type DateFilter = RangeFilter<LocalDate>;
export type DateTimeFilter = RangeFilter<Date>;
export type DecimalFilter = RangeFilter<string>;
export type IntFilter = RangeFilter<number>;
/** A comparison of an enum value. */
export interface EnumFilter<Value> {
  readonly eq?: Maybe<Value>;
  readonly in?: Maybe<readonly Value[]>;
}

const comparisons = {
  eq: 'Equal to the value.',
  gt: 'Greater than the value.',
  gte: 'Greater than or equal to the value.',
  lt: 'Less than the value.',
  lte: 'Less than or equal to the value.',
} as const;

const ranges = {
  DateFilter: 'Date',
  DateTimeFilter: 'DateTime',
  DecimalFilter: 'Decimal',
  IntFilter: 'Int',
} as const;

/** Adds the comparator inputs. All comparisons given in one must hold; none given filters nothing. */
export function addFilters(builder: SubgraphBuilder): void {
  builder.inputType('StringFilter', {
    description:
      'Compares a text. All comparisons given must hold. Upper and lower case count only in `eq` and `in`.',
    fields: (t) => ({
      eq: t.string({ description: 'Equal to the text.' }),
      in: t.stringList({ description: 'Equal to one of the texts.' }),
      contains: t.string({ description: 'Contains the text.' }),
      startsWith: t.string({ description: 'Starts with the text.' }),
    }),
  });
  builder.inputType('IdFilter', {
    description: 'Compares an id. All comparisons given must hold.',
    fields: (t) => ({
      eq: t.id({ description: 'This id.' }),
      in: t.idList({ description: 'One of these ids.' }),
    }),
  });
  for (const [name, type] of Object.entries(ranges)) {
    builder.inputType(name as keyof typeof ranges, {
      description: `Compares a ${type}. All comparisons given must hold.`,
      fields: (t) =>
        Object.fromEntries(
          Object.entries(comparisons).map(([key, description]) => [
            key,
            t.field({ type: type as 'Int', description }),
          ]),
        ) as never,
    });
  }
}

/** Adds `<name>Filter` for an enum and returns it. */
export function enumFilter<Context extends RequestContext, Value extends string>(
  builder: SubgraphBuilder<Context>,
  name: string,
  type: EnumRef<KitSchemaTypes<Context>, Value>,
): InputObjectRef<KitSchemaTypes<Context>, EnumFilter<Value>> {
  const shared = builder as unknown as SubgraphBuilder;
  return shared.inputRef<EnumFilter<Value>>(`${name}Filter`).implement({
    description: `Compares a ${name}. All comparisons given must hold.`,
    fields: (t) =>
      ({
        eq: t.field({ type: type as never, description: 'Equal to the value.' }),
        in: t.field({ type: [type as never], description: 'Equal to one of the values.' }),
      }) as never,
  }) as unknown as InputObjectRef<KitSchemaTypes<Context>, EnumFilter<Value>>;
}

/** Leaves out conditions that were not given: Prisma's exact optional types tell undefined from absent. */
export function givenOnly<Where extends object>(
  where: Where,
): { [Key in keyof Where]?: Exclude<Where[Key], undefined> } {
  return Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Where]?: Exclude<Where[Key], undefined>;
  };
}

/** Turns comparator inputs into Prisma conditions; undefined, which Prisma ignores, when none is given. */
export const toPrismaWhere = {
  string: (filter: Maybe<StringFilter>) =>
    filter
      ? {
          ...present('equals', filter.eq),
          ...present('in', filter.in && [...filter.in]),
          ...present('contains', filter.contains),
          ...present('startsWith', filter.startsWith),
          ...(filter.contains || filter.startsWith ? { mode: 'insensitive' as const } : {}),
        }
      : undefined,
  id: (filter: Maybe<IdFilter>) =>
    filter ? { ...present('equals', filter.eq), ...present('in', filter.in && [...filter.in]) } : undefined,
  enum: <Value extends string>(filter: Maybe<EnumFilter<Value>>) =>
    filter ? { ...present('equals', filter.eq), ...present('in', filter.in && [...filter.in]) } : undefined,
  date: (filter: Maybe<DateFilter>) => range(filter, fromLocalDate),
  dateTime: (filter: Maybe<DateTimeFilter>) => range(filter, (value) => value),
  int: (filter: Maybe<IntFilter>) => range(filter, (value) => value),
  decimal: (filter: Maybe<DecimalFilter>) => range(filter, (value) => value),
};

function range<Value, Stored>(filter: Maybe<RangeFilter<Value>>, store: (value: Value) => Stored) {
  if (!filter) return undefined;
  const convert = (value: Maybe<Value>) => (value === null || value === undefined ? value : store(value));
  return {
    ...present('equals', convert(filter.eq)),
    ...present('gt', convert(filter.gt)),
    ...present('gte', convert(filter.gte)),
    ...present('lt', convert(filter.lt)),
    ...present('lte', convert(filter.lte)),
  };
}

function present<Key extends string, Value>(key: Key, value: Maybe<Value>): { [K in Key]?: Value } {
  return (value === null || value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
