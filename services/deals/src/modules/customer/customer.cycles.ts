/** Finds the ids that lie on a cycle of parents. */
export function findCycles(parents: ReadonlyMap<string, string | null>): ReadonlySet<string> {
  const cyclic = new Set<string>();
  const done = new Set<string>();
  for (const start of parents.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let id: string | null = start;
    while (id !== null && !done.has(id) && !onPath.has(id)) {
      path.push(id);
      onPath.add(id);
      id = parents.get(id) ?? null;
    }
    if (id !== null && onPath.has(id)) for (const member of path.slice(path.indexOf(id))) cyclic.add(member);
    for (const member of path) done.add(member);
  }
  return cyclic;
}
