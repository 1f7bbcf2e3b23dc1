import { canonicalJson } from '@channelgraph/core/canonical-json.ts';
import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql';
import { ApiFailure, type GraphqlExecutor, type GraphqlRequest } from '../../graphql/executor.ts';

const bulk = (entity: string): string => {
  const type = entity.charAt(0).toUpperCase() + entity.slice(1);
  return `
    input ${type}UpsertManyInput { items: [${type}UpsertItem!]!, dryRun: Boolean = false, idempotencyKey: String }
    type ${type}UpsertManySuccess { rows: [BulkRow!]!, createdCount: Int! }
    union ${type}UpsertManyResult = ${type}UpsertManySuccess | ValidationError
    extend type Mutation { ${entity}UpsertMany(input: ${type}UpsertManyInput!): ${type}UpsertManyResult! }`;
};

/** A small API with the bulk mutations' shape, for tests of the importer by itself. */
export const testSchema: GraphQLSchema = buildSchema(`
  scalar Date
  scalar Decimal
  scalar CurrencyCode
  scalar CountryCode
  enum PartnerType { RESELLER MSP }
  enum Stage { PROSPECT QUALIFIED WON LOST }
  enum BulkRowAction { CREATED UPDATED UNCHANGED REFUSED }
  enum ErrorCode { VALIDATION_FAILED }
  input ExternalReferenceInput { system: String!, externalId: String! }
  input ReferenceInput { id: ID, externalReference: ExternalReferenceInput }
  input MoneyInput { amount: Decimal!, currency: CurrencyCode! }
  type ValidationIssue { code: String!, message: String!, path: [String!]!, remedy: String! }
  type BulkRow { index: Int!, externalId: String, id: ID, action: BulkRowAction!, issues: [ValidationIssue!]! }
  interface UserError { code: ErrorCode!, message: String!, path: [String!] }
  type ValidationError implements UserError { code: ErrorCode!, message: String!, path: [String!], issues: [ValidationIssue!]! }
  type Query { ok: Boolean }
  type Mutation { noop: Boolean }
  input TierItem { rank: Int!, label: String! }
  input ProgramUpsertItem { externalReference: ExternalReferenceInput!, name: String!, currency: CurrencyCode!, tiers: [TierItem!] }
  input PartnerUpsertItem { externalReference: ExternalReferenceInput!, legalName: String!, types: [PartnerType!]!, regions: [String!], program: ReferenceInput }
  input CustomerUpsertItem { externalReference: ExternalReferenceInput!, legalName: String!, country: CountryCode, industry: String, parent: ReferenceInput, domains: [String!] }
  input OpportunityUpsertItem {
    externalReference: ExternalReferenceInput!, name: String!, partner: ReferenceInput!, customer: ReferenceInput,
    stage: Stage!, oneTime: MoneyInput!, openedOn: Date, closedOn: Date, seats: Int, isRush: Boolean
  }
  input TargetUpsertItem { partner: ReferenceInput!, from: Date!, amount: MoneyInput! }
  ${['program', 'partner', 'customer', 'opportunity', 'target'].map(bulk).join('\n')}
`);

type Item = Readonly<Record<string, unknown>>;
interface Reference {
  readonly externalReference: { readonly system: string; readonly externalId: string };
}

/** An in-memory program that takes the bulk mutations of {@link testSchema} and keeps what it is told. */
export class MemoryProgram implements GraphqlExecutor {
  readonly records = new Map<string, Item>();
  /** The size of every batch received, by mutation. */
  readonly batches: { readonly mutation: string; readonly size: number; readonly isDryRun: boolean }[] = [];
  /** Gives an issue for an item that the program's own rules refuse. */
  rule: (item: Item) => { code: string; message: string; path: string[]; remedy: string } | null = () => null;
  /** Throws for a batch that the API refuses as a whole. */
  onBatch: (items: readonly Item[]) => void = () => undefined;

  /** The names of the stored records of an entity. */
  keys(entity: string): string[] {
    return [...this.records.keys()]
      .filter((key) => key.startsWith(`${entity}/`))
      .map((key) => key.slice(entity.length + 1));
  }

  /** The stored item of a record. */
  get(entity: string, key: string): Item | undefined {
    return this.records.get(`${entity}/${key}`);
  }

  async execute({ document, variables }: GraphqlRequest): Promise<Readonly<Record<string, unknown>>> {
    const errors = validate(testSchema, parse(document));
    if (errors.length > 0) throw new ApiFailure(errors.join(' '), { code: 'GRAPHQL_VALIDATION_FAILED' });
    const mutation = /^ {2}(\w+)UpsertMany\(/m.exec(document)?.[1] ?? '';
    const input = variables?.input as { items: readonly Item[]; dryRun: boolean };
    this.batches.push({ mutation, size: input.items.length, isDryRun: input.dryRun });
    this.onBatch(input.items);
    const before = new Set(this.records.keys());
    const rows = input.items.map((item, index) => ({
      index,
      id: null,
      ...this.#upsert(mutation, item, before, input.dryRun),
    }));
    return { [`${mutation}UpsertMany`]: { __typename: 'Success', rows } };
  }

  // References see only what earlier batches stored, as a set-based service would.
  #upsert(
    entity: string,
    item: Item,
    before: ReadonlySet<string>,
    isDryRun: boolean,
  ): { action: string; issues: unknown[] } {
    const issues = [
      ...missingReferences(item, before),
      ...[this.rule(item)].filter((issue) => issue !== null),
    ];
    if (issues.length > 0) return { action: 'REFUSED', issues };
    const reference = (item as Partial<Reference>).externalReference?.externalId;
    const key = `${entity}/${reference ?? canonicalJson([item.partner, item.from])}`;
    const present = this.records.get(key);
    const action =
      present === undefined
        ? 'CREATED'
        : canonicalJson(present) === canonicalJson(item)
          ? 'UNCHANGED'
          : 'UPDATED';
    if (!isDryRun) this.records.set(key, item);
    return { action, issues: [] };
  }
}

function missingReferences(item: Item, stored: ReadonlySet<string>): unknown[] {
  return Object.entries(item).flatMap(([field, value]) => {
    const reference =
      field === 'externalReference' ? undefined : (value as Partial<Reference> | null)?.externalReference;
    const entity = field === 'parent' ? 'customer' : field;
    if (reference === undefined || stored.has(`${entity}/${reference.externalId}`)) return [];
    return [
      {
        code: 'NOT_FOUND',
        message: `There is no ${entity} "${reference.externalId}" of ${reference.system}.`,
        path: [field],
        remedy: `Import the ${entity} first.`,
      },
    ];
  });
}
