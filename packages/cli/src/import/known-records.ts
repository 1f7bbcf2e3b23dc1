import type { RowReference } from './row.ts';

/** Remembers, for one run, which records were imported and which rows were refused. */
export class KnownRecords {
  readonly #imported = new Set<string>();
  readonly #refused = new Map<string, string>();

  /** Notes a record that now exists, or in a dry run would exist. */
  imported(entity: string, system: string, key: string): void {
    this.#imported.add(idOf(entity, system, key));
  }

  /** Notes where a refused record stands. */
  refused(entity: string, system: string, key: string, place: string): void {
    this.#refused.set(idOf(entity, system, key), place);
  }

  /** Tells whether this run imported what the reference names. */
  has({ entity, system, key }: RowReference): boolean {
    return this.#imported.has(idOf(entity, system, key));
  }

  /** Gives the place of the refused row that the reference names, or null. */
  refusedPlace({ entity, system, key }: RowReference): string | null {
    return this.#refused.get(idOf(entity, system, key)) ?? null;
  }
}

function idOf(entity: string, system: string, key: string): string {
  return JSON.stringify([entity, system, key]);
}
