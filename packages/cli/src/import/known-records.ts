import type { RowReference } from './row.ts';

/** Remembers, for one run, which records were imported and which rows were refused. */
export class KnownRecords {
  readonly #imported = new Map<string, Set<string>>();
  readonly #refused = new Map<string, Map<string, string>>();
  readonly #referred: ReadonlySet<string>;

  /**
   * @param referred - the entities that other records refer to; only these are worth the memory
   */
  constructor(referred: ReadonlySet<string>) {
    this.#referred = referred;
  }

  /** Notes a record that now exists, or in a dry run would exist. */
  imported(entity: string, system: string, key: string): void {
    if (this.#referred.has(entity)) this.#keysOf(entity, system).add(key);
  }

  /** Notes the external references of records that an accepted record brings with it, such as a program's tiers. */
  importedWithin(item: Readonly<Record<string, unknown>>): void {
    for (const value of Object.values(item)) {
      if (!Array.isArray(value)) continue;
      for (const part of value) {
        const { system, externalId } = externalReferenceIn(part);
        if (system !== undefined && externalId !== undefined) this.#keysOf(anyEntity, system).add(externalId);
      }
    }
  }

  /** Notes where a refused record stands. */
  refused(entity: string, system: string, key: string, place: string): void {
    if (!this.#referred.has(entity)) return;
    const places = this.#refused.get(kindOf(entity, system)) ?? new Map<string, string>();
    this.#refused.set(kindOf(entity, system), places.set(key, place));
  }

  /** Tells whether this run imported what the reference names. */
  has({ entity, system, key }: RowReference): boolean {
    return this.#keysOf(entity, system).has(key) || this.#keysOf(anyEntity, system).has(key);
  }

  /** Gives the place of the refused row that the reference names, or null. */
  refusedPlace({ entity, system, key }: RowReference): string | null {
    return this.#refused.get(kindOf(entity, system))?.get(key) ?? null;
  }

  #keysOf(entity: string, system: string): Set<string> {
    const kind = kindOf(entity, system);
    const present = this.#imported.get(kind);
    if (present) return present;
    const keys = new Set<string>();
    this.#imported.set(kind, keys);
    return keys;
  }
}

// Records inside other records do not say which entity they are.
const anyEntity = '';

function kindOf(entity: string, system: string): string {
  return `${entity} ${system}`;
}

// A reference to another record holds nothing but its names; a record has more.
function externalReferenceIn(value: unknown): { system?: string; externalId?: string } {
  if (typeof value !== 'object' || value === null || !('externalReference' in value)) return {};
  if (Object.keys(value).length === 1) return {};
  return (value.externalReference ?? {}) as { system?: string; externalId?: string };
}
