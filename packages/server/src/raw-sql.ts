/** The tagged-template calls that every Prisma client has, for the shared tables that no Prisma schema describes. */
export interface RawSql {
  $queryRaw<Rows>(query: TemplateStringsArray, ...values: unknown[]): Promise<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}
