import type { RowReference } from './row.ts';

/** Remembers, for one run, which records were imported and which rows were refused. */
export class KnownRecords {
  readonly #imported = new Set<string>();
  readonly #refused = new Map<string, string>();

  /** Notes a record that now exists, or in a dry run would exist. */
  imported(entity: string, system: string, key: string): void {
    this.#imported.add(idOf(entity, system, key));
  }

  /** Notes the external references of records that an accepted record brings with it, such as a program's tiers. */
  importedWithin(item: Readonly<Record<string, unknown>>): void {
    for (const value of Object.values(item).filter(Array.isArray).flat()) {
      const { system, externalId } = externalReferenceIn(value);
      if (system !== undefined && externalId !== undefined) this.#imported.add(idOf('', system, externalId));
    }
  }

  /** Notes where a refused record stands. */
  refused(entity: string, system: string, key: string, place: string): void {
    this.#refused.set(idOf(entity, system, key), place);
  }

  /** Tells whether this run imported what the reference names. */
  has({ entity, system, key }: RowReference): boolean {
    return this.#imported.has(idOf(entity, system, key)) || this.#imported.has(idOf('', system, key));
  }

  /** Gives the place of the refused row that the reference names, or null. */
  refusedPlace({ entity, system, key }: RowReference): string | null {
    return this.#refused.get(idOf(entity, system, key)) ?? null;
  }
}

function idOf(entity: string, system: string, key: string): string {
  return JSON.stringify([entity, system, key]);
}

// A reference to another record holds nothing but its names; a record has more.
function externalReferenceIn(value: unknown): { system?: string; externalId?: string } {
  if (typeof value !== 'object' || value === null || !('externalReference' in value)) return {};
  if (Object.keys(value).length === 1) return {};
  return (value.externalReference ?? {}) as { system?: string; externalId?: string };
}
