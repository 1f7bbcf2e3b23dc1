import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { ManagedContract } from '../../__generated__/prisma/client.ts';
import type { BillingInterval, SeatUnit, UsageAggregation } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, insertRows, supersedeRows, upsertRows } from '../../stored-rows.ts';
import { refreshCustomerLinks } from '../customer/customer.links.ts';
import { followContracts } from '../protection/contract-follow.ts';
import { restateMovements } from '../mrr-movement/mrr-movement.service.ts';
import { AffectedDays, enqueuePerPartner, requestFacts } from '../partner-fact/partner-fact.requests.ts';
import { followRenewals } from '../renewal/renewal.follow.ts';
import { stateOf } from './managed-contract.state.ts';
import type { ContractState, ContractStatus } from './managed-contract.timeline.ts';
import { stateOn } from './managed-contract.timeline.ts';

/** The comparable state of a managed contract, its states included. */
export interface ContractValues {
  readonly partnerId: string;
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  readonly status: ContractStatus;
  readonly termStart: LocalDate;
  readonly termEnd: LocalDate;
  readonly termMonths: number;
  readonly billing: BillingInterval;
  readonly currency: string;
  readonly seatUnit: SeatUnit;
  readonly autoRenew: boolean;
  readonly noticeDays: number;
  /** An id; while the rows of an import are judged, possibly the name of another row. */
  predecessorId: string | null;
  /** The contract with another partner that it continues; named like the predecessor. */
  transferredFromId: string | null;
  readonly registrationId: string | null;
  readonly priceLockReference: string | null;
  /** The first day on which the price lock no longer holds; null while it holds for the term. */
  readonly priceLockedUntil: LocalDate | null;
  readonly slaPolicyReference: string | null;
  readonly usageAggregation: UsageAggregation;
  readonly monthlyMinimum: number;
  readonly decidedOn: LocalDate | null;
  readonly endedOn: LocalDate | null;
  readonly states: readonly ContractState[];
}

/** A change of one contract, ready to be written. */
export interface ContractChange {
  readonly id: string;
  readonly before: ContractValues | null;
  readonly values: ContractValues;
}

/** Reads contracts with their states in three statements and keeps others from changing them until the end of the transaction. */
export async function loadContracts(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ContractValues>> {
  if (ids.length === 0) return new Map();
  await tx.$queryRaw(
    sql`SELECT id FROM managed_contract WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`,
  );
  const rows = await tx.managedContract.findMany({ where: { id: { in: [...ids] } } });
  const revisions = await tx.managedContractRevision.findMany({
    where: { contractId: { in: [...ids] }, supersededAt: null },
    orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
  });
  const states = Map.groupBy(revisions, ({ contractId }) => contractId);
  return new Map(rows.map((row) => [row.id, valuesOf(row, (states.get(row.id) ?? []).map(stateOf))]));
}

/** Writes contracts with their states, what follows from them, and the requests for facts and month closes. */
export async function writeContracts(
  tx: Transaction,
  context: Context,
  changes: readonly ContractChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await upsertRows(
    tx,
    'managed_contract',
    changes.map((change) => contractRow(context, change)),
  );
  await writeStates(tx, context, changes);
  await restateMovements(
    tx,
    context,
    changes.map(({ id }) => id),
  );
  const partnerIds = [...new Set(changes.map(({ values }) => values.partnerId))];
  await refreshCustomerLinks(tx, {
    partnerIds,
    customerIds: [
      ...new Set(
        changes.flatMap(({ before, values }) => [before?.customerId ?? [], values.customerId].flat()),
      ),
    ],
    mayRemove: context.viewer.role === 'PROGRAM_ADMIN' || context.viewer.role === 'SERVICE',
  });
  await enqueuePerPartner(tx, 'close_month', partnerIds);
  await followRenewals(tx, context, changes);
  await followContracts(
    tx,
    context,
    changes.map(({ id }) => id),
  );
}

async function writeStates(
  tx: Transaction,
  context: Context,
  changes: readonly ContractChange[],
): Promise<void> {
  const affected = new AffectedDays();
  const diffs = changes.map(({ id, before, values }) => {
    const stored = before ? spans(before) : [];
    const wanted = spans(values);
    const storedKeys = new Set(stored.map(({ key }) => key));
    const wantedKeys = new Set(wanted.map(({ key }) => key));
    const obsolete = stored.filter(({ key }) => !wantedKeys.has(key));
    const missing = wanted.filter(({ key }) => !storedKeys.has(key));
    for (const { state } of [...obsolete, ...missing]) affected.add(values.partnerId, state.from);
    if (before?.decidedOn !== values.decidedOn)
      affected.add(values.partnerId, values.decidedOn ?? values.termEnd);
    if (before && before.termEnd !== values.termEnd)
      affected.add(values.partnerId, before.termEnd < values.termEnd ? before.termEnd : values.termEnd);
    return { id, values, obsolete, missing };
  });
  const at = context.clock.now();
  await supersedeRows(
    tx,
    { table: 'managed_contract_revision', ownerColumn: 'contract_id', at },
    diffs.flatMap(({ id, obsolete }) => obsolete.map(({ state }) => ({ owner: id, from: state.from }))),
  );
  await insertRows(
    tx,
    'managed_contract_revision',
    diffs.flatMap(({ id, values, missing }) => missing.map((span) => revisionRow(context, id, values, span))),
  );
  await requestFacts(tx, affected);
}

interface Span {
  readonly state: ContractState;
  readonly to: LocalDate | null;
  readonly key: string;
}

/** The states with their last days, and a key that is equal exactly for equal rows. */
function spans({ states, ...shown }: ContractValues): Span[] {
  const { customerId, currency, seatUnit, termEnd, decidedOn, productLineIds } = shown;
  const shared = [customerId, currency, seatUnit, termEnd, decidedOn, productLineIds.join(',')].join('|');
  return states.map((state, index) => {
    const to = states[index + 1]?.from ?? null;
    const { from, status, mrrMinor, contractedSeats, setsTerms, setsStatus, isPriceChange } = state;
    return {
      state,
      to,
      key: [from, to, status, mrrMinor, contractedSeats, setsTerms, setsStatus, isPriceChange, shared].join(
        '|',
      ),
    };
  });
}

function valuesOf(row: ManagedContract, states: readonly ContractState[]): ContractValues {
  return {
    partnerId: row.partnerId,
    customerId: row.customerId,
    productLineIds: row.productLineIds,
    status: row.status,
    termStart: dateText(row.termStart),
    termEnd: dateText(row.termEnd),
    termMonths: row.termMonths,
    billing: row.billing,
    currency: row.currency,
    seatUnit: row.seatUnit,
    autoRenew: row.autoRenew,
    noticeDays: row.noticeDays,
    predecessorId: row.predecessorId,
    transferredFromId: row.transferredFromId,
    registrationId: row.registrationId,
    priceLockReference: row.priceLockReference,
    priceLockedUntil: dateText(row.priceLockedUntil),
    slaPolicyReference: row.slaPolicyReference,
    usageAggregation: row.usageAggregation,
    monthlyMinimum: row.monthlyMinimum,
    decidedOn: dateText(row.decidedOn),
    endedOn: dateText(row.endedOn),
    states,
  };
}

function contractRow(context: Context, { id, values }: ContractChange) {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  const agreed = stateOn(values.states, context.today) ?? values.states[0];
  return {
    id,
    version: 1,
    partner_id: values.partnerId,
    customer_id: values.customerId,
    product_line_ids: values.productLineIds,
    status: values.status,
    term_start: values.termStart,
    term_end: values.termEnd,
    term_months: values.termMonths,
    billing: values.billing,
    currency: values.currency,
    mrr_minor: (agreed?.mrrMinor ?? 0n).toString(),
    contracted_seats: agreed?.contractedSeats ?? 0,
    seat_unit: values.seatUnit,
    auto_renew: values.autoRenew,
    notice_days: values.noticeDays,
    predecessor_id: values.predecessorId,
    transferred_from_id: values.transferredFromId,
    registration_id: values.registrationId,
    price_lock_reference: values.priceLockReference,
    price_locked_until: values.priceLockedUntil,
    sla_policy_reference: values.slaPolicyReference,
    usage_aggregation: values.usageAggregation,
    monthly_minimum: values.monthlyMinimum,
    decided_on: values.decidedOn,
    ended_on: values.endedOn,
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  };
}

function revisionRow(context: Context, contractId: string, values: ContractValues, { state, to }: Span) {
  return {
    id: context.ids.next('crv'),
    contract_id: contractId,
    partner_id: values.partnerId,
    customer_id: values.customerId,
    valid_from: state.from,
    valid_to: to,
    recorded_at: context.clock.now().toISOString(),
    recorded_by: context.viewer.userId,
    superseded_at: null,
    status: state.status,
    currency: values.currency,
    mrr_minor: state.mrrMinor.toString(),
    contracted_seats: state.contractedSeats,
    seat_unit: values.seatUnit,
    term_end: values.termEnd,
    product_line_ids: values.productLineIds,
    decided_on: values.decidedOn,
    sets_terms: state.setsTerms,
    sets_status: state.setsStatus,
    is_price_change: state.isPriceChange,
  };
}
