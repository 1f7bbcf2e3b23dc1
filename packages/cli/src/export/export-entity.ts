import type { Columns } from './export-records.ts';

/** One kind of record that can be exported: how its pages are read and which columns a CSV of it has. */
export interface ExportEntity {
  readonly name: string;
  /** The root field whose connection is read. */
  readonly field: string;
  /** Reads a page; takes `$first` and `$after`, and `$asOf` where the entity has an answer for an earlier day. */
  readonly document: string;
  readonly hasAsOf: boolean;
  /** How many records a page has: as many as keep it below the cost limit of the API. */
  readonly pageSize: number;
  readonly columns: Columns;
  /** Where the records are those of each record of the list: every one is exported with its `parent`. */
  readonly within?: NestedList;
}

/** A connection inside the records of a list. */
export interface NestedList {
  /** What the records of the outer list are called in those of the inner one. */
  readonly parent: string;
  readonly list: string;
  /** The root field that finds a record of the outer list by its id. */
  readonly field: string;
  /** Reads a further page of the inner list; takes `$id` and `$after`. */
  readonly document: string;
}

/** The selections that several exports share. */
export const selections = {
  page: 'pageInfo { hasNextPage endCursor }',
  money: '{ amount currency }',
  names: 'id externalReferences { system externalId }',
} as const;
