import type { EnumRef, SchemaTypes } from '@pothos/core';
import { builder } from './builder.ts';

/** A comparison of an enum value. */
export interface EnumFilter<Value> {
  readonly eq?: Value | null | undefined;
  readonly in?: readonly Value[] | null | undefined;
}

/** Adds `<name>Filter` for an enum and returns it. */
export function enumFilter<Types extends SchemaTypes, Value extends string>(
  name: string,
  type: EnumRef<Types, Value>,
) {
  return builder.inputRef<EnumFilter<Value>>(`${name}Filter`).implement({
    description: `Compares a ${name}. All comparisons given must hold.`,
    fields: (t) =>
      ({
        eq: t.field({ type: type as never, description: 'Equal to the value.' }),
        in: t.field({ type: [type as never], description: 'Equal to one of the values.' }),
      }) as never,
  });
}

/** Turns the comparison of an enum into a Prisma condition. */
export function enumWhere<Value>(filter: EnumFilter<Value> | null | undefined) {
  if (!filter) return undefined;
  return { ...(filter.eq ? { equals: filter.eq } : {}), ...(filter.in ? { in: [...filter.in] } : {}) };
}
