import type { CompiledStep, PreparedRow } from './compile-step.ts';

/**
 * Holds rows back until the parents they name in the same file have been sent.
 *
 * @remarks A parent may stand on a later line, so a row whose parent was not yet sent waits; what still
 * waits at the end of the file names a parent of an earlier import, or runs in a circle.
 */
export class HoldBack {
  readonly #step: CompiledStep;
  readonly #sent = new Set<string>();
  readonly #waiting = new Map<string, PreparedRow[]>();

  constructor(step: CompiledStep) {
    this.#step = step;
  }

  /** Gives the row back when it can be sent now, or keeps it. */
  offer(row: PreparedRow): readonly PreparedRow[] {
    const parent = this.#missingParent(row);
    if (parent === null) return [row];
    this.#waiting.set(parent, [...(this.#waiting.get(parent) ?? []), row]);
    return [];
  }

  /** Takes note that rows have been sent or refused; gives the rows that waited for them. */
  settled(keys: readonly (string | null)[]): readonly PreparedRow[] {
    if (!this.#step.refersTo.has(this.#step.entity.name)) return [];
    const ready: PreparedRow[] = [];
    for (const key of keys) {
      if (key === null) continue;
      this.#sent.add(key);
      const waiting = this.#waiting.get(key) ?? [];
      this.#waiting.delete(key);
      ready.push(...waiting.flatMap((row) => this.offer(row)));
    }
    return ready;
  }

  /** Gives, at the end of the file, the rows whose parent is not in it. */
  strangers(): readonly PreparedRow[] {
    const held = new Set([...this.#waiting.values()].flat().map((row) => row.key));
    const missing = [...this.#waiting.keys()].filter((parent) => !held.has(parent));
    return this.settled(missing);
  }

  /** Gives the rows that wait for each other in a circle. */
  circular(): readonly PreparedRow[] {
    return [...this.#waiting.values()].flat();
  }

  #missingParent(row: PreparedRow): string | null {
    const own = this.#step;
    const parent = row.source.notes.references.find(
      ({ entity, system, key }) =>
        entity === own.entity.name && system === own.system && !this.#sent.has(key),
    );
    return parent?.key ?? null;
  }
}
