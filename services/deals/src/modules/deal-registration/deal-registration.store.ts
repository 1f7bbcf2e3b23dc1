import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { DealRegistration, RegistrationLine } from '../../__generated__/prisma/client.ts';
import type {
  LossReason,
  OpportunityStage,
  RegistrationKind,
  RegistrationRejection,
  RegistrationStatus,
  RevenueModel,
} from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, insertRows, upsertRows } from '../../stored-rows.ts';
import { AffectedDays, requestFacts } from '../partner-fact/partner-fact.requests.ts';

/** A product line of a registration with what it is worth. */
export interface LineValues {
  readonly productLineId: string;
  readonly quantity: number;
  readonly termMonths: number;
  readonly oneTimeMinor: bigint;
  readonly mrrMinor: bigint;
}

/** What a partner says of its claim, and may change while it is a draft. */
export interface RegistrationContent {
  readonly kind: RegistrationKind;
  readonly name: string;
  /** Empty while the draft names none. */
  readonly customerName: string;
  readonly customerCountry: string | null;
  readonly customerDomains: readonly string[];
  readonly customerDuns: string | null;
  readonly customerTaxId: string | null;
  readonly lines: readonly LineValues[];
  readonly region: string | null;
  readonly currency: string;
  readonly expectedCloseDate: LocalDate | null;
  readonly stageAtSubmission: OpportunityStage | null;
  readonly incumbentVendor: string | null;
  readonly customerNeed: string | null;
  readonly contractId: string | null;
}

/** The comparable state of a registration, its lines included. */
export interface RegistrationValues extends RegistrationContent {
  readonly partnerId: string;
  readonly status: RegistrationStatus;
  readonly customerId: string | null;
  readonly opportunityId: string | null;
  readonly supersedesId: string | null;
  readonly isOnBehalf: boolean;
  readonly submittedAt: Date | null;
  readonly submittedBy: string | null;
  readonly recalledAt: Date | null;
  readonly claimedAt: Date | null;
  readonly claimedBy: string | null;
  readonly decisionDueAt: Date | null;
  readonly decisionMinutesUsed: number;
  readonly decisionClockSince: Date | null;
  readonly requestedFields: readonly string[];
  readonly requestNote: string | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly rejectionReasons: readonly RegistrationRejection[];
  readonly decisionNote: string | null;
  readonly protectedFrom: LocalDate | null;
  readonly protectedTo: LocalDate | null;
  readonly protectedUntil: Date | null;
  readonly protectionBasis: string | null;
  readonly policyVersionId: string | null;
  readonly extensionCount: number;
  readonly proposedOutcome: RegistrationStatus | null;
  readonly proposedAt: Date | null;
  readonly lossReason: LossReason | null;
  readonly orderReference: string | null;
  readonly closedOn: LocalDate | null;
  readonly closeReason: string | null;
  readonly transferredToId: string | null;
}

/** A registration as it is stored. */
export interface StoredRegistration extends RegistrationValues {
  readonly id: string;
  readonly version: number;
  readonly createdBy: string;
}

/** A change of one registration, ready to be written. */
export interface RegistrationChange {
  readonly id: string;
  readonly before: RegistrationValues | null;
  readonly values: RegistrationValues;
}

/** Reads registrations with their lines in three statements and keeps others from changing them until the end of the transaction. */
export async function loadRegistrations(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, StoredRegistration>> {
  if (ids.length === 0) return new Map();
  await tx.$queryRaw(
    sql`SELECT id FROM deal_registration WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`,
  );
  const rows = await tx.dealRegistration.findMany({ where: { id: { in: [...ids] } } });
  const lines = await tx.registrationLine.findMany({
    where: { registrationId: { in: [...ids] } },
    orderBy: [{ registrationId: 'asc' }, { position: 'asc' }],
  });
  const grouped = Map.groupBy(lines, ({ registrationId }) => registrationId);
  return new Map(rows.map((row) => [row.id, storedOf(row, grouped.get(row.id) ?? [])]));
}

/** Reads one registration like {@link loadRegistrations}; null when the viewer may not see it. */
export async function loadRegistration(tx: Transaction, id: string): Promise<StoredRegistration | null> {
  return (await loadRegistrations(tx, [id])).get(id) ?? null;
}

/** Writes one registration; see {@link writeRegistrations}. */
export async function writeRegistration(
  tx: Transaction,
  context: Context,
  change: RegistrationChange,
): Promise<void> {
  await writeRegistrations(tx, context, [change]);
}

/** Writes registrations with their lines and the request for new facts, raising their versions. */
export async function writeRegistrations(
  tx: Transaction,
  context: Context,
  changes: readonly RegistrationChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await upsertRows(
    tx,
    'deal_registration',
    changes.map((change) => registrationRow(context, change)),
  );
  await writeLines(
    tx,
    changes.filter(({ before, values }) => before?.lines !== values.lines),
  );
  const affected = new AffectedDays();
  for (const { before, values } of changes) {
    for (const day of [dayTouched(context, before), dayTouched(context, values)]) {
      affected.add(values.partnerId, day);
    }
  }
  await requestFacts(tx, affected);
}

// What the figures of a partner count of a registration begins with its submission.
function dayTouched(context: Context, values: RegistrationValues | null): LocalDate {
  const days = [values?.submittedAt, values?.decidedAt].flatMap((at) => at?.toISOString().slice(0, 10) ?? []);
  return [context.today, ...days, ...[values?.closedOn ?? []].flat()].sort()[0] ?? context.today;
}

async function writeLines(tx: Transaction, changes: readonly RegistrationChange[]): Promise<void> {
  if (changes.length === 0) return;
  const known = changes.flatMap(({ id, before }) => (before ? [id] : []));
  if (known.length > 0) {
    await tx.registrationLine.deleteMany({ where: { registrationId: { in: known } } });
  }
  await insertRows(
    tx,
    'registration_line',
    changes.flatMap(({ id, values }) =>
      values.lines.map((line, index) => ({
        registration_id: id,
        partner_id: values.partnerId,
        position: index + 1,
        product_line_id: line.productLineId,
        quantity: line.quantity,
        term_months: line.termMonths,
        one_time_minor: line.oneTimeMinor.toString(),
        mrr_minor: line.mrrMinor.toString(),
      })),
    ),
  );
}

/** Gives the state of a registration that has just been begun. */
export function newRegistration(
  partnerId: string,
  content: RegistrationContent,
  origin: { readonly isOnBehalf: boolean; readonly supersedesId: string | null },
): RegistrationValues {
  return {
    ...content,
    partnerId,
    status: 'DRAFT',
    customerId: null,
    opportunityId: null,
    ...origin,
    submittedAt: null,
    submittedBy: null,
    recalledAt: null,
    claimedAt: null,
    claimedBy: null,
    decisionDueAt: null,
    decisionMinutesUsed: 0,
    decisionClockSince: null,
    requestedFields: [],
    requestNote: null,
    decidedAt: null,
    decidedBy: null,
    rejectionReasons: [],
    decisionNote: null,
    protectedFrom: null,
    protectedTo: null,
    protectedUntil: null,
    protectionBasis: null,
    policyVersionId: null,
    extensionCount: 0,
    proposedOutcome: null,
    proposedAt: null,
    lossReason: null,
    orderReference: null,
    closedOn: null,
    closeReason: null,
    transferredToId: null,
  };
}

/** Lists the product lines of a registration, each once and in a fixed order. */
export function productLinesOf({ lines }: Pick<RegistrationContent, 'lines'>): readonly string[] {
  return [...new Set(lines.map(({ productLineId }) => productLineId))].sort();
}

/** Adds up what the lines of a registration are worth; one-time and recurring money stay apart. */
export function totalsOf({ lines }: Pick<RegistrationContent, 'lines'>) {
  return {
    oneTimeMinor: lines.reduce((sum, { oneTimeMinor }) => sum + oneTimeMinor, 0n),
    mrrMinor: lines.reduce((sum, { mrrMinor }) => sum + mrrMinor, 0n),
    termMonths: lines.reduce((longest, { termMonths }) => Math.max(longest, termMonths), 0),
  };
}

/** Tells how the lines of a registration are paid; null when they are worth nothing yet. */
export function revenueModelOf(content: Pick<RegistrationContent, 'lines'>): RevenueModel | null {
  const { oneTimeMinor, mrrMinor } = totalsOf(content);
  if (mrrMinor === 0n) return oneTimeMinor === 0n ? null : 'TRANSACTIONAL';
  return oneTimeMinor === 0n ? 'RECURRING' : 'MIXED';
}

function storedOf(row: DealRegistration, lines: readonly RegistrationLine[]): StoredRegistration {
  const {
    productLineIds: _lines,
    oneTimeMinor: _oneTime,
    mrrMinor: _mrr,
    termMonths: _term,
    revenueModel: _model,
    createdAt: _createdAt,
    updatedAt: _updatedAt,
    updatedBy: _updatedBy,
    ...rest
  } = row;
  return {
    ...rest,
    expectedCloseDate: dateText(row.expectedCloseDate),
    protectedFrom: dateText(row.protectedFrom),
    protectedTo: dateText(row.protectedTo),
    closedOn: dateText(row.closedOn),
    lines: lines.map(({ productLineId, quantity, termMonths, oneTimeMinor, mrrMinor }) => ({
      productLineId,
      quantity,
      termMonths,
      oneTimeMinor,
      mrrMinor,
    })),
  };
}

function registrationRow(context: Context, { id, values }: RegistrationChange) {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  return {
    id,
    version: 1,
    partner_id: values.partnerId,
    ...contentColumns(values),
    ...progressColumns(values),
    ...protectionColumns(values),
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  };
}

function contentColumns(values: RegistrationValues) {
  const totals = totalsOf(values);
  return {
    kind: values.kind,
    name: values.name,
    customer_name: values.customerName,
    customer_country: values.customerCountry,
    customer_domains: values.customerDomains,
    customer_duns: values.customerDuns,
    customer_tax_id: values.customerTaxId,
    product_line_ids: productLinesOf(values),
    region: values.region,
    revenue_model: revenueModelOf(values),
    currency: values.currency,
    one_time_minor: totals.oneTimeMinor.toString(),
    mrr_minor: totals.mrrMinor.toString(),
    term_months: totals.termMonths,
    expected_close_date: values.expectedCloseDate,
    stage_at_submission: values.stageAtSubmission,
    incumbent_vendor: values.incumbentVendor,
    customer_need: values.customerNeed,
    contract_id: values.contractId,
  };
}

function progressColumns(values: RegistrationValues) {
  return {
    status: values.status,
    customer_id: values.customerId,
    opportunity_id: values.opportunityId,
    supersedes_id: values.supersedesId,
    is_on_behalf: values.isOnBehalf,
    submitted_at: instantText(values.submittedAt),
    submitted_by: values.submittedBy,
    recalled_at: instantText(values.recalledAt),
    claimed_at: instantText(values.claimedAt),
    claimed_by: values.claimedBy,
    decision_due_at: instantText(values.decisionDueAt),
    decision_minutes_used: values.decisionMinutesUsed,
    decision_clock_since: instantText(values.decisionClockSince),
    requested_fields: values.requestedFields,
    request_note: values.requestNote,
    decided_at: instantText(values.decidedAt),
    decided_by: values.decidedBy,
    rejection_reasons: values.rejectionReasons,
    decision_note: values.decisionNote,
  };
}

function protectionColumns(values: RegistrationValues) {
  return {
    protected_from: values.protectedFrom,
    protected_to: values.protectedTo,
    protected_until: instantText(values.protectedUntil),
    protection_basis: values.protectionBasis,
    policy_version_id: values.policyVersionId,
    extension_count: values.extensionCount,
    proposed_outcome: values.proposedOutcome,
    proposed_at: instantText(values.proposedAt),
    loss_reason: values.lossReason,
    order_reference: values.orderReference,
    closed_on: values.closedOn,
    close_reason: values.closeReason,
    transferred_to_id: values.transferredToId,
  };
}

const instantText = (at: Date | null): string | null => at?.toISOString() ?? null;
