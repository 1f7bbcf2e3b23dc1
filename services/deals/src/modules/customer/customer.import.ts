import { sqltag as sql } from '@prisma/client/runtime/client';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { choose, keep, requireText } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook, ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { idOrRow, idsOfRows, refuseDependents, rowNames } from '../../forward-rows.ts';
import { upsertRows } from '../../stored-rows.ts';
import { policyOn } from '../../policies.ts';
import { settleTrees } from '../conflict-case/claim-settlement.service.ts';
import { conflictPolicy } from '../conflict-case/conflict-case.policy.ts';
import { matchingKeysOf, normalizeTaxId } from './customer.matching.ts';
import { normalizeCompanyName, normalizeDomain } from './customer.names.ts';
import { findCycles } from './customer.cycles.ts';
import { lockTrees } from './customer.trees.ts';

/** One row of `customerUpsertMany`. */
export interface CustomerItem extends Reference {
  readonly legalName?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly industry?: string | null | undefined;
  readonly domains?: readonly string[] | null | undefined;
  readonly duns?: string | null | undefined;
  readonly taxIds?: readonly string[] | null | undefined;
  readonly isDirectNamedAccount?: boolean | null | undefined;
  readonly parent?: Reference | null | undefined;
}

/** The comparable state of a customer. */
export interface CustomerValues {
  readonly legalName: string;
  readonly country: string | null;
  readonly industry: string | null;
  readonly domains: readonly string[];
  readonly duns: string | null;
  readonly taxIds: readonly string[];
  readonly isDirectNamedAccount: boolean;
  readonly isMerged: boolean;
  /** An id, or until the rows are judged together the name of another row, see forward-rows.ts. */
  parentId: string | null;
}

const longestIndustry = 300;
const longestTaxId = 40;
const mostValues = 50;

const tables: ReferenceTables = { Customer: { table: 'customer', idColumn: 'id' } };

/** Makes the rules by which one call imports customers; a row may name a parent that comes later in the same call. */
export async function customerImport(
  items: readonly CustomerItem[],
): Promise<BulkDefinition<PrismaClient, CustomerItem, CustomerValues>> {
  const rows = rowNames(items);
  return {
    mutation: 'customerUpsertMany',
    type: 'Customer',
    tables,
    prefix: 'cus',
    related: ({ parent }) => (parent ? [{ type: 'Customer', reference: parent }] : []),
    load: loadCustomers,
    check: (item, { references, stored, issues }) => {
      if (stored?.isMerged) {
        issues.add(
          [],
          'MERGED',
          'The customer was merged into another one.',
          'Send the row with the survivor’s id.',
        );
      }
      const parentId = parentOf(item, { references, rows, stored, issues });
      return { ...describe(item, stored, issues), parentId };
    },
    conflicts: (tx, changes) => judgeParents(tx, changes, items),
    write: writeCustomers,
    partnerOf: () => null,
  };
}

async function writeCustomers(
  tx: Transaction,
  context: RequestContext<PrismaClient>,
  changes: readonly Change<CustomerValues>[],
): Promise<void> {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  const rows = changes.map(({ id, values }) => ({
    id,
    version: 1,
    legal_name: values.legalName,
    normalized_name: normalizeCompanyName(values.legalName),
    country: values.country,
    industry: values.industry,
    domains: values.domains,
    parent_id: values.parentId,
    is_direct_named_account: values.isDirectNamedAccount,
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  }));
  const moved = changes.filter(({ before, values }) => (before?.parentId ?? null) !== values.parentId);
  const touched = moved.flatMap(({ id, before, values }) =>
    [id, before?.parentId ?? [], values.parentId ?? []].flat(),
  );
  if (touched.length > 0) await lockTrees(tx, touched);
  await upsertRows(tx, 'customer', rows);
  await replaceIdentityKeys(tx, context, changes);
  await settleTrees(tx, context as Context, touched);
}

function parentOf(
  { parent }: CustomerItem,
  known: {
    references: ReferenceBook;
    rows: ReadonlySet<string>;
    stored: CustomerValues | null;
    issues: IssueCollector;
  },
): string | null {
  if (parent === undefined) return known.stored?.parentId ?? null;
  if (parent === null) return null;
  return idOrRow({ type: 'Customer', field: 'parent', reference: parent }, known, known.issues);
}

function describe(item: CustomerItem, stored: CustomerValues | null, issues: IssueCollector) {
  const industry = choose(item.industry, stored?.industry, null);
  if ((industry?.length ?? 0) > longestIndustry) {
    const message = `industry has more than ${longestIndustry} characters.`;
    issues.add(['industry'], 'TOO_LONG', message, 'Shorten it.');
  }
  return {
    legalName: requireText(item.legalName ?? stored?.legalName, 'legalName', issues),
    country: choose(item.country, stored?.country, null),
    industry,
    domains: domainsOf(item, stored, issues),
    duns: dunsOf(item, stored, issues),
    taxIds: taxIdsOf(item, stored, issues),
    isMerged: stored?.isMerged ?? false,
    isDirectNamedAccount: keep(item.isDirectNamedAccount, stored?.isDirectNamedAccount, false),
  };
}

function domainsOf(item: CustomerItem, stored: CustomerValues | null, issues: IssueCollector): string[] {
  if (item.domains === undefined) return [...(stored?.domains ?? [])];
  const domains = atMost(item.domains ?? [], 'domains', issues).map((text, index) => {
    const domain = normalizeDomain(text);
    if (domain === null) {
      const message = `"${text.slice(0, 60)}" is no internet domain.`;
      issues.add(['domains', index], 'INVALID_DOMAIN', message, 'Send it like acme.com.');
    }
    return domain ?? text;
  });
  return [...new Set(domains)].sort();
}

function taxIdsOf(item: CustomerItem, stored: CustomerValues | null, issues: IssueCollector): string[] {
  if (item.taxIds === undefined) return [...(stored?.taxIds ?? [])];
  const taxIds = atMost(item.taxIds ?? [], 'taxIds', issues).map((text, index) => {
    const taxId = normalizeTaxId(text);
    if (taxId.length > longestTaxId || !/[\p{L}\p{N}]/u.test(taxId)) {
      const message = `A tax number has 1 to ${longestTaxId} letters and digits.`;
      issues.add(['taxIds', index], 'INVALID_TAX_ID', message, 'Correct it, or leave it out.');
    }
    return taxId;
  });
  return [...new Set(taxIds)].sort();
}

function atMost(values: readonly string[], field: string, issues: IssueCollector): readonly string[] {
  if (values.length <= mostValues) return values;
  const message = `A customer is known by at most ${mostValues} ${field}, not ${values.length}.`;
  issues.add([field], 'TOO_MANY', message, 'Send the most telling ones.');
  return [];
}

function dunsOf(
  { duns }: CustomerItem,
  stored: CustomerValues | null,
  issues: IssueCollector,
): string | null {
  const digits = choose(duns, stored?.duns, null)?.replace(/[\s-]/g, '') ?? null;
  if (digits !== null && !/^\d{9}$/.test(digits)) {
    issues.add(['duns'], 'INVALID_DUNS', 'A D-U-N-S number has nine digits.', 'Correct it, or leave it out.');
  }
  return digits;
}

async function loadCustomers(tx: Transaction, ids: readonly string[]): Promise<Map<string, CustomerValues>> {
  await tx.$queryRaw(sql`SELECT id FROM customer WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`);
  const rows = await tx.customer.findMany({
    where: { id: { in: [...ids] } },
    include: { identityKeys: true },
  });
  return new Map(
    rows.map(
      ({
        id,
        legalName,
        country,
        industry,
        domains,
        parentId,
        isDirectNamedAccount,
        mergedIntoId,
        identityKeys,
      }) => {
        const keys = (kind: string) =>
          identityKeys
            .filter((key) => key.kind === kind && key.mergedFromId === null)
            .map(({ value }) => value)
            .sort();
        return [
          id,
          {
            legalName,
            country,
            industry,
            domains,
            duns: keys('DUNS')[0] ?? null,
            taxIds: keys('TAX_ID'),
            isDirectNamedAccount,
            isMerged: mergedIntoId !== null,
            parentId,
          },
        ];
      },
    ),
  );
}

/** Replaces the names of rows by their ids, and refuses rows whose parent was refused or is their own descendant. */
async function judgeParents(
  tx: Transaction,
  changes: readonly Change<CustomerValues>[],
  items: readonly CustomerItem[],
): Promise<Map<number, ValidationIssue>> {
  const ids = idsOfRows(items, changes);
  for (const { values } of changes) values.parentId = ids.get(values.parentId ?? '') ?? values.parentId;
  const parents = await storedAncestry(tx, changes);
  for (const { id, values } of changes) parents.set(id, values.parentId);
  const cyclic = findCycles(parents);
  const problems = new Map(
    changes.filter(({ id }) => cyclic.has(id)).map(({ index }) => [index, ownAncestor]),
  );
  refuseDependents(changes, problems, { leansOn: ({ parentId }) => parentId, issue: parentRefused });
  return problems;
}

const parentRefused: ValidationIssue = {
  code: 'PARENT_REFUSED',
  message: 'The parent is a row of this call that was refused.',
  path: ['parent'],
  remedy: 'Correct the parent’s row and send both again.',
};
const ownAncestor: ValidationIssue = {
  code: 'PARENT_CYCLE',
  message: 'The customer would be its own ancestor.',
  path: ['parent'],
  remedy: 'Correct the parent.',
};

async function storedAncestry(
  tx: Transaction,
  changes: readonly Change<CustomerValues>[],
): Promise<Map<string, string | null>> {
  const starts = changes.flatMap(({ values }) => values.parentId ?? []);
  if (starts.length === 0) return new Map();
  const rows = await (tx as unknown as SqlReader).$queryRaw<{ id: string; parentId: string | null }[]>(sql`
    WITH RECURSIVE ancestry AS (
      SELECT id, parent_id FROM customer WHERE id = ANY(${starts}::text[])
      UNION SELECT c.id, c.parent_id FROM customer c JOIN ancestry a ON c.id = a.parent_id
    ) SELECT id, parent_id AS "parentId" FROM ancestry`);
  return new Map(rows.map(({ id, parentId }) => [id, parentId]));
}

// The keys that merged customers brought along stay.
async function replaceIdentityKeys(
  tx: Transaction,
  context: RequestContext<PrismaClient>,
  changes: readonly Change<CustomerValues>[],
): Promise<void> {
  const { body } = await policyOn(tx, conflictPolicy, context.today);
  const ids = changes.map(({ id }) => id);
  await tx.customerIdentityKey.deleteMany({ where: { customerId: { in: ids }, mergedFromId: null } });
  await tx.customerIdentityKey.createMany({
    data: changes.flatMap(({ id, values }) =>
      matchingKeysOf({ name: values.legalName, ...values }, body.freeMailDomains).map((key) => ({
        customerId: id,
        ...key,
      })),
    ),
    skipDuplicates: true,
  });
}
