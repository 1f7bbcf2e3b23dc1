/** The key → cell of one lookup; null where the file has the key more than once, with different cells. */
export type LookupTable = Map<string, string | null>;

interface Request {
  readonly file: string;
  readonly where: string;
  readonly column: string;
  readonly table: LookupTable;
}

/** The tables that lookups read: asked for while the mapping is compiled, filled before the first step. */
export class LookupTables {
  readonly #requests: Request[] = [];

  /** Asks for a table; two lookups of the same columns share one. */
  request(file: string, where: string, column: string): LookupTable {
    const same = this.#requests.find((r) => r.file === file && r.where === where && r.column === column);
    if (same) return same.table;
    const table: LookupTable = new Map();
    this.#requests.push({ file, where, column, table });
    return table;
  }

  /** Tells whether any lookup reads the file. */
  reads(file: string): boolean {
    return this.#requests.some((request) => request.file === file);
  }

  /** Takes in one row of a file. */
  add(file: string, cell: (column: string) => string): void {
    for (const request of this.#requests) {
      if (request.file !== file) continue;
      const key = cell(request.where);
      if (key === '') continue;
      const value = cell(request.column);
      const present = request.table.get(key);
      request.table.set(key, present === undefined || present === value ? value : null);
    }
  }
}
