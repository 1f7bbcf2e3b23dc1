import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { checkWindow, choose, requireReference } from '@channelgraph/server/bulk/field.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { readProductLines } from '../../product-line-references.ts';
import { dateText, upsertRows } from '../../stored-rows.ts';

/** One row of `directEngagementUpsertMany`. */
export interface DirectEngagementItem extends Reference {
  readonly customer?: Reference | null | undefined;
  readonly productLines?: readonly Reference[] | null | undefined;
  readonly region?: string | null | undefined;
  readonly openedOn?: LocalDate | null | undefined;
  readonly closedOn?: LocalDate | null | undefined;
  readonly lastContactOn?: LocalDate | null | undefined;
  readonly owner?: string | null | undefined;
}

/** The comparable state of a direct engagement. */
export interface DirectEngagementValues {
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  readonly region: string | null;
  readonly openedOn: LocalDate;
  readonly closedOn: LocalDate | null;
  readonly lastContactOn: LocalDate | null;
  readonly owner: string | null;
}

/** The rules by which the vendor's own sales are imported. */
export const directEngagementImport: BulkDefinition<
  PrismaClient,
  DirectEngagementItem,
  DirectEngagementValues
> = {
  mutation: 'directEngagementUpsertMany',
  type: 'DirectEngagement',
  tables: {
    ...replicaTables,
    Customer: { table: 'customer', idColumn: 'id' },
    DirectEngagement: { table: 'direct_engagement', idColumn: 'id' },
  },
  prefix: 'dir',
  related: ({ customer, productLines }) => [
    ...(customer ? [{ type: 'Customer', reference: customer }] : []),
    ...(productLines ?? []).map((reference) => ({ type: 'ProductLine', reference })),
  ],
  load: loadEngagements,
  check: (item, { references, stored, issues }) => {
    const customerId = item.customer
      ? requireReference(
          { type: 'Customer', field: 'customer', reference: item.customer },
          references,
          issues,
        )
      : (stored?.customerId ?? null);
    if (customerId === null && !item.customer) {
      issues.add(['customer'], 'REQUIRED', 'customer is required.', 'Name the customer.');
    }
    const productLineIds = readProductLines(item.productLines, stored?.productLineIds, references, issues);
    const rest = describe(item, stored, issues);
    return { customerId: customerId ?? '', productLineIds, ...rest };
  },
  write: writeEngagements,
  partnerOf: () => null,
};

const regionShape = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}(\/[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}){0,4}$/u;
const longestOwner = 200;

function describe(item: DirectEngagementItem, stored: DirectEngagementValues | null, issues: IssueCollector) {
  const openedOn = item.openedOn ?? stored?.openedOn ?? '';
  const closedOn = choose(item.closedOn, stored?.closedOn, null);
  const region = choose(item.region, stored?.region, null);
  const owner = choose(item.owner, stored?.owner, null);
  if (openedOn === '')
    issues.add(['openedOn'], 'REQUIRED', 'openedOn is required.', 'Say when the sale began.');
  else checkWindow({ from: openedOn, to: closedOn }, ['openedOn', 'closedOn'], issues);
  if (region !== null && !regionShape.test(region)) {
    const remedy = 'Write it like EMEA/DE/BY, or leave it out for everywhere.';
    issues.add(['region'], 'INVALID_FORMAT', 'region is no path of at most five regions.', remedy);
  }
  if ((owner?.length ?? 0) > longestOwner) {
    issues.add(['owner'], 'TOO_LONG', `owner has more than ${longestOwner} characters.`, 'Shorten it.');
  }
  const lastContactOn = choose(item.lastContactOn, stored?.lastContactOn, null);
  if (lastContactOn !== null && lastContactOn < openedOn) {
    const message = `lastContactOn is before openedOn, ${openedOn}.`;
    issues.add(['lastContactOn'], 'BEFORE_START', message, 'Correct one of the dates.');
  }
  return { region, openedOn, closedOn, lastContactOn, owner };
}

async function loadEngagements(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, DirectEngagementValues>> {
  await tx.$queryRaw(
    sql`SELECT id FROM direct_engagement WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`,
  );
  const rows = await tx.directEngagement.findMany({ where: { id: { in: [...ids] } } });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        customerId: row.customerId,
        productLineIds: row.productLineIds,
        region: row.region,
        openedOn: dateText(row.openedOn),
        closedOn: dateText(row.closedOn),
        lastContactOn: dateText(row.lastContactOn),
        owner: row.owner,
      },
    ]),
  );
}

async function writeEngagements(
  tx: Transaction,
  context: RequestContext<PrismaClient>,
  changes: readonly Change<DirectEngagementValues>[],
): Promise<void> {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  await upsertRows(
    tx,
    'direct_engagement',
    changes.map(({ id, values }) => ({
      id,
      version: 1,
      customer_id: values.customerId,
      product_line_ids: values.productLineIds,
      region: values.region,
      opened_on: values.openedOn,
      closed_on: values.closedOn,
      last_contact_on: values.lastContactOn,
      owner: values.owner,
      created_at: at,
      created_by: by,
      updated_at: at,
      updated_by: by,
    })),
  );
}
