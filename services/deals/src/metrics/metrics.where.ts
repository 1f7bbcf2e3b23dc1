import { joinSql, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import { raw } from '@prisma/client/runtime/client';

/** The columns of a table by the property that Prisma gives them: their names and SQL types. */
export type Columns = Readonly<Record<string, readonly [column: string, type: string]>>;

/** Rows of another table that belong to a row, by the property that Prisma gives them. */
export type Relations = Readonly<
  Record<string, { readonly table: string; readonly foreignKey: string; readonly columns: Columns }>
>;

/** What a condition may speak of. */
export interface WhereTable {
  readonly columns: Columns;
  readonly relations?: Relations;
}

type Conditions = Readonly<Record<string, unknown>>;

/**
 * Writes a Prisma condition as SQL on an alias, `t` by default, so that an aggregate counts exactly the rows that a list with
 * the same filter shows.
 *
 * @throws Error for a property or an operator that it does not know: a filter that grows is noticed, not ignored.
 */
export function whereSql(where: object, table: WhereTable, alias = 't'): SqlFragment {
  const parts = Object.entries(where as Conditions)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => partSql([key, value], table, alias));
  return parts.length === 0 ? sql`true` : sql`(${joinSql(parts, ' AND ')})`;
}

function partSql([key, value]: readonly [string, unknown], table: WhereTable, alias: string): SqlFragment {
  const relation = table.relations?.[key];
  if (relation) return relationSql(relation, value as Conditions, alias);
  if (key !== 'AND' && key !== 'OR' && key !== 'NOT') return columnSql([key, value], table.columns, alias);
  const list = (Array.isArray(value) ? value : [value]) as readonly object[];
  const parts = list.map((each) => whereSql(each, table, alias));
  if (key === 'NOT') {
    return joinSql([sql`true`, ...parts.map((part) => sql`NOT ${part}`)], ' AND ');
  }
  if (parts.length === 0) return key === 'AND' ? sql`true` : sql`false`;
  return sql`(${joinSql(parts, key === 'AND' ? ' AND ' : ' OR ')})`;
}

function relationSql(relation: Relations[string], value: Conditions, alias: string): SqlFragment {
  const parts = Object.entries(value).map(([quantifier, where]) => {
    if (quantifier !== 'some' && quantifier !== 'none')
      throw new Error(`Metrics know no quantifier ${quantifier}.`);
    const exists = sql`EXISTS (SELECT FROM ${raw(relation.table)} related
      WHERE related.${raw(relation.foreignKey)} = ${raw(alias)}.id AND ${whereSql(where as object, relation, 'related')})`;
    return quantifier === 'some' ? exists : sql`NOT ${exists}`;
  });
  return parts.length === 0 ? sql`true` : joinSql(parts, ' AND ');
}

function columnSql(
  [property, value]: readonly [string, unknown],
  columns: Columns,
  alias: string,
): SqlFragment {
  const known = columns[property];
  if (!known) throw new Error(`Metrics know no column of ${property}.`);
  const column = { name: sql`${raw(alias)}.${raw(known[0])}`, type: known[1] };
  if (value === null) return sql`${column.name} IS NULL`;
  if (!isOperators(value)) return sql`${column.name} = ${stored(value, column.type)}`;
  const isInsensitive = value.mode === 'insensitive';
  const parts = Object.entries(value)
    .filter(([operator, operand]) => operator !== 'mode' && operand !== undefined)
    .map(([operator, operand]) => operatorSql(column, isInsensitive ? `${operator}~` : operator, operand));
  return parts.length === 0 ? sql`true` : joinSql(parts, ' AND ');
}

function isOperators(value: unknown): value is Conditions {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

interface Column {
  readonly name: SqlFragment;
  readonly type: string;
}

const comparisons: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

function operatorSql({ name, type }: Column, operator: string, operand: unknown): SqlFragment {
  const comparison = comparisons[operator];
  if (comparison !== undefined) return sql`${name} ${raw(comparison)} ${stored(operand, type)}`;
  switch (operator) {
    case 'equals':
      return operand === null ? sql`${name} IS NULL` : sql`${name} = ${stored(operand, type)}`;
    case 'equals~':
      return sql`${name} ILIKE ${operand}`;
    case 'in':
      return sql`${name} = ANY(${storedList(operand, type)})`;
    case 'in~':
      return sql`lower(${name}) IN (SELECT lower(each) FROM unnest(${operand}::text[]) each)`;
    case 'not':
      return operand === null ? sql`${name} IS NOT NULL` : sql`${name} <> ${stored(operand, type)}`;
    case 'contains':
      return sql`${name} LIKE ${`%${String(operand)}%`}`;
    case 'startsWith':
      return sql`${name} LIKE ${`${String(operand)}%`}`;
    case 'contains~':
      return sql`${name} ILIKE ${`%${String(operand)}%`}`;
    case 'startsWith~':
      return sql`${name} ILIKE ${`${String(operand)}%`}`;
    case 'hasSome':
      return sql`${name} && ${storedList(operand, type)}`;
    default:
      throw new Error(`Metrics know no condition ${operator}.`);
  }
}

// As text and cast: the driver then needs no knowledge of the types of the database.
function stored(value: unknown, type: string): SqlFragment {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return sql`${type === 'date' ? text.slice(0, 10) : text}::text::${raw(type)}`;
}

function storedList(values: unknown, type: string): SqlFragment {
  return sql`${(values as readonly unknown[]).map(String)}::text[]::${raw(type)}[]`;
}
