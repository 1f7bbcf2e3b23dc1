/** Leaves out conditions that were not given, which Prisma's exact optional types do not accept as undefined. */
export function givenOnly(conditions: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}

/** Gives a value that a list loader always answers with. */
export function answered<Value>(value: Value | null): Value {
  if (value === null) throw new Error('A list below an entity is always answered.');
  return value;
}
