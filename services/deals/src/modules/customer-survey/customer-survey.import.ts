import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { choose, keep } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook, ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import type { Provenance } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { dateText, upsertRows } from '../../stored-rows.ts';
import { AffectedDays, enqueuePerPartner, requestFacts } from '../partner-fact/partner-fact.requests.ts';
import { checkSurvey } from './customer-survey.rules.ts';

/** One row of `customerSurveyUpsertMany`. */
export interface SurveyItem extends Reference {
  readonly contract?: Reference | null | undefined;
  readonly sentOn?: LocalDate | null | undefined;
  readonly respondedOn?: LocalDate | null | undefined;
  readonly score?: number | null | undefined;
  readonly comment?: string | null | undefined;
  readonly provenance?: Provenance | null | undefined;
}

/** The comparable state of a survey. */
export interface SurveyValues {
  readonly contractId: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly sentOn: LocalDate;
  readonly respondedOn: LocalDate | null;
  readonly score: number | null;
  readonly comment: string | null;
  readonly provenance: Provenance;
}

interface ContractRow {
  readonly id: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly termStart: Date;
}

const tables: ReferenceTables = {
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  CustomerSurvey: { table: 'customer_survey', idColumn: 'id' },
};

/**
 * Makes the rules by which one call imports surveys of customers.
 *
 * @remarks What a partner user sends is `PARTNER_REPORTED`; what came from elsewhere is not the partner's to
 * change.
 */
export async function surveyImport(
  context: Context,
): Promise<BulkDefinition<PrismaClient, SurveyItem, SurveyValues>> {
  const partners = await importPartners(context, []);
  let contracts = new Map<string, ContractRow>();
  return {
    mutation: 'customerSurveyUpsertMany',
    type: 'CustomerSurvey',
    tables,
    prefix: 'srv',
    related: ({ contract }) => (contract ? [{ type: 'ManagedContract', reference: contract }] : []),
    async findByNature(tx, rows, references) {
      contracts = await contractsOf(tx, rows, references);
      await partners.add(
        tx,
        [...contracts.values()].map(({ partnerId }) => partnerId),
      );
      return rows.map(() => null);
    },
    load: loadSurveys,
    check(item, { references, stored, issues }) {
      const named = item.contract ? references.idOf('ManagedContract', item.contract) : stored?.contractId;
      const contract = contracts.get(named ?? '');
      if (!contract) {
        addUnknownContract(item, issues);
        return null;
      }
      checkRights(context, item, { stored, contract }, issues);
      const values = toValues(context, item, { stored, contract });
      const today = partners.todayOf(contract.partnerId);
      checkSurvey(values, { termStart: dateText(contract.termStart), today }, issues);
      return { ...values, sentOn: values.sentOn ?? today };
    },
    write,
    partnerOf: ({ values }) => values.partnerId,
  };
}

/** Reads the contracts that the rows name, and those of stored surveys that the rows change. */
async function contractsOf(
  tx: Transaction,
  rows: readonly SurveyItem[],
  references: ReferenceBook,
): Promise<Map<string, ContractRow>> {
  const surveyIds = rows.flatMap((row) => references.idOf('CustomerSurvey', row) ?? []);
  const named = rows.flatMap(({ contract }) =>
    contract ? (references.idOf('ManagedContract', contract) ?? []) : [],
  );
  const found = await tx.managedContract.findMany({
    where: { OR: [{ id: { in: named } }, { surveys: { some: { id: { in: surveyIds } } } }] },
    select: { id: true, partnerId: true, customerId: true, termStart: true },
  });
  return new Map(found.map((row) => [row.id, row]));
}

function addUnknownContract({ contract }: SurveyItem, issues: IssueCollector): void {
  if (contract) {
    const message = 'No contract of this name is visible to you.';
    issues.add(['contract'], 'NOT_FOUND', message, 'Import the contract first or correct the reference.');
    return;
  }
  issues.add(['contract'], 'REQUIRED', 'contract is required.', 'Name the contract that it was about.');
}

interface Known {
  readonly stored: SurveyValues | null;
  readonly contract: ContractRow;
}

function checkRights(
  { viewer }: Context,
  item: SurveyItem,
  { stored, contract }: Known,
  issues: IssueCollector,
): void {
  if (stored && stored.contractId !== contract.id) {
    const message = 'A survey stays with the contract that it was about.';
    issues.add(['contract'], 'OTHER_CONTRACT', message, 'Leave contract out, or send a survey of its own.');
  }
  if (viewer.role !== 'PARTNER_USER' || !stored || stored.provenance === 'PARTNER_REPORTED') return;
  const message = 'The program recorded this survey; its partner reads it only.';
  issues.add(item.id ? ['id'] : ['externalReference'], 'RESERVED', message, 'Ask your account manager.');
}

function toValues({ viewer }: Context, item: SurveyItem, { stored, contract }: Known) {
  const isPartner = viewer.role === 'PARTNER_USER';
  return {
    contractId: contract.id,
    partnerId: contract.partnerId,
    customerId: contract.customerId,
    sentOn: item.sentOn ?? stored?.sentOn ?? null,
    respondedOn: choose(item.respondedOn, stored?.respondedOn, null),
    score: choose(item.score, stored?.score, null),
    comment: choose(item.comment, stored?.comment, null)?.trim() || null,
    provenance: isPartner
      ? ('PARTNER_REPORTED' as const)
      : keep<Provenance>(item.provenance, stored?.provenance, 'IMPORT'),
  };
}

async function loadSurveys(tx: Transaction, ids: readonly string[]): Promise<Map<string, SurveyValues>> {
  await tx.$queryRaw(
    sql`SELECT id FROM customer_survey WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`,
  );
  const rows = await tx.customerSurvey.findMany({ where: { id: { in: [...ids] } } });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        contractId: row.contractId,
        partnerId: row.partnerId,
        customerId: row.customerId,
        sentOn: dateText(row.sentOn),
        respondedOn: dateText(row.respondedOn),
        score: row.score,
        comment: row.comment,
        provenance: row.provenance,
      },
    ]),
  );
}

async function write(
  tx: Transaction,
  context: Context,
  changes: readonly Change<SurveyValues>[],
): Promise<void> {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  await upsertRows(
    tx,
    'customer_survey',
    changes.map(({ id, values }) => ({
      id,
      version: 1,
      contract_id: values.contractId,
      partner_id: values.partnerId,
      customer_id: values.customerId,
      sent_on: values.sentOn,
      responded_on: values.respondedOn,
      score: values.score,
      comment: values.comment,
      provenance: values.provenance,
      created_at: at,
      created_by: by,
      updated_at: at,
      updated_by: by,
    })),
  );
  const affected = new AffectedDays();
  for (const { before, values } of changes) {
    for (const day of [before?.sentOn, before?.respondedOn, values.sentOn, values.respondedOn]) {
      if (day) affected.add(values.partnerId, day);
    }
  }
  await requestFacts(tx, affected);
  const partnerIds = affected.entries().map(({ partnerId }) => partnerId);
  await enqueuePerPartner(tx, 'assess_renewals', partnerIds);
}
