/** Keeps the conditions of a filter that were given: Prisma refuses an explicit undefined. */
export function conditions<Where extends object>(
  where: Where,
): { [Key in keyof Where]?: Exclude<Where[Key], undefined> } {
  return Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Where]?: Exclude<Where[Key], undefined>;
  };
}

/** Turns the comparisons of an enum filter into a Prisma condition; undefined when none is given. */
export function enumWhere<Value extends string>(
  filter:
    | { readonly eq?: Value | null | undefined; readonly in?: readonly Value[] | null | undefined }
    | null
    | undefined,
): { equals?: Value; in?: Value[] } | undefined {
  if (!filter) return undefined;
  return { ...(filter.eq ? { equals: filter.eq } : {}), ...(filter.in ? { in: [...filter.in] } : {}) };
}
