import { sqltag as sql } from '@prisma/client/runtime/client';
import { addDays } from '@channelgraph/core/calendar.ts';
import { canonicalJson } from '@channelgraph/core/canonical-json.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Renewal, RenewalRevision } from '../../__generated__/prisma/client.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { dateText, insertRows, storedDate, supersedeRows, upsertRows } from '../../stored-rows.ts';
import { AffectedDays, requestFacts } from '../partner-fact/partner-fact.requests.ts';
import { renewalEvents } from './renewal.events.ts';
import type { HealthFinding } from './renewal.health.ts';
import { diffEntries } from './renewal.history.ts';
import type { RenewalEntry } from './renewal.history.ts';
import { renewalPolicy } from './renewal.policy.ts';
import type { RenewalPolicy } from './renewal.policy.ts';
import { trailingRate } from './renewal.probability.ts';
import { isOpenStage } from './renewal.stages.ts';
import type { StoredRenewal } from './renewal.succession.ts';
import type { Odds, RenewalValues } from './renewal.values.ts';

/** A change of one renewal, ready to be written. */
export interface RenewalChange {
  readonly id: string;
  readonly before: RenewalValues | null;
  readonly values: RenewalValues;
}

/** Reads the renewals of contracts with their histories and keeps others from changing them until the end of the transaction. */
export async function loadRenewals(
  tx: Transaction,
  contractIds: readonly string[],
): Promise<readonly StoredRenewal[]> {
  if (contractIds.length === 0) return [];
  await lockAll(
    tx,
    contractIds.map((id) => `renewals ${id}`),
  );
  const rows = await tx.renewal.findMany({
    where: { contractId: { in: [...contractIds] } },
    orderBy: { id: 'asc' },
  });
  const revisions = await tx.renewalRevision.findMany({
    where: { contractId: { in: [...contractIds] }, supersededAt: null },
    orderBy: [{ renewalId: 'asc' }, { validFrom: 'asc' }],
  });
  const histories = Map.groupBy(revisions, ({ renewalId }) => renewalId);
  return rows.map((row) => ({
    id: row.id,
    values: valuesOf(row, (histories.get(row.id) ?? []).map(entryOf)),
  }));
}

/** Reads the policy of today and the renewal rates of partners, in two statements. */
export async function loadOdds(
  tx: Transaction,
  context: Context,
  partnerIds: readonly string[],
): Promise<(partnerId: string) => Odds> {
  const { id, body: policy } = await policyOn<RenewalPolicy>(tx, renewalPolicy, context.today);
  const since = storedDate(addDays(context.today, -365));
  const rows = await tx.renewal.groupBy({
    by: ['partnerId', 'stage'],
    where: { partnerId: { in: [...partnerIds] }, decidedOn: { gt: since }, voidedOn: null },
    _count: { _all: true },
  });
  const byPartner = Map.groupBy(rows, ({ partnerId }) => partnerId);
  return (partnerId) => {
    const own = byPartner.get(partnerId) ?? [];
    const decided = own.reduce((sum, { _count }) => sum + _count._all, 0);
    const renewed = own.find(({ stage }) => stage === 'RENEWED')?._count._all ?? 0;
    return { policyVersionId: id, policy, trailingRate: trailingRate({ renewed, decided }, policy) };
  };
}

/** Notes why the undecided renewals of contracts that are about to end are lost. */
export async function noteLossReason(
  tx: Transaction,
  contractIds: readonly string[],
  lossReason: LossReason,
): Promise<void> {
  await tx.$executeRaw(sql`
    UPDATE renewal SET loss_reason = ${lossReason}::loss_reason
    WHERE contract_id = ANY(${[...contractIds]}::text[]) AND decided_on IS NULL AND voided_on IS NULL`);
}

/** Writes those renewals that differ from what is stored, with their histories, steps, events and requests for facts. */
export async function writeRenewals(
  tx: Transaction,
  context: Context,
  all: readonly RenewalChange[],
  policy: RenewalPolicy,
): Promise<readonly RenewalChange[]> {
  const changes = all.filter(
    ({ before, values }) => before === null || canonicalJson(before) !== canonicalJson(values),
  );
  if (changes.length === 0) return [];
  // What is voided or decided makes room before what is open takes it.
  const closedFirst = changes.toSorted((a, b) => Number(isOpen(a.values)) - Number(isOpen(b.values)));
  for (const part of [
    closedFirst.filter(({ values }) => !isOpen(values)),
    closedFirst.filter(({ values }) => isOpen(values)),
  ]) {
    await upsertRows(
      tx,
      'renewal',
      part.map((change) => renewalRow(context, change)),
    );
  }
  await writeHistories(tx, context, changes);
  await writeSteps(tx, changes, policy);
  await emit(tx, context, renewalEvents(changes));
  return changes;
}

const isOpen = ({ stage, voidedOn }: RenewalValues): boolean => voidedOn === null && isOpenStage(stage);

async function writeHistories(
  tx: Transaction,
  context: Context,
  changes: readonly RenewalChange[],
): Promise<void> {
  const diffs = changes.map((change) => ({
    ...change,
    ...diffEntries(change.before?.history ?? [], change.values.history),
  }));
  const affected = new AffectedDays();
  for (const { values, obsolete, missing } of diffs) {
    for (const { from } of [...obsolete, ...missing]) affected.add(values.partnerId, from);
  }
  const at = context.clock.now();
  await supersedeRows(
    tx,
    { table: 'renewal_revision', ownerColumn: 'renewal_id', at },
    diffs.flatMap(({ id, obsolete }) => obsolete.map(({ from }) => ({ owner: id, from }))),
  );
  await insertRows(
    tx,
    'renewal_revision',
    diffs.flatMap(({ id, values, missing }) =>
      missing.map((entry) => revisionRow(context, id, values, entry)),
    ),
  );
  await requestFacts(tx, affected);
}

/** Gives new renewals the steps of the playbook, and moves the open steps of renewals whose term ends on another day. */
async function writeSteps(
  tx: Transaction,
  changes: readonly RenewalChange[],
  { playbook }: RenewalPolicy,
): Promise<void> {
  const fresh = changes.filter(({ before, values }) => before === null && isOpen(values));
  await insertRows(
    tx,
    'renewal_step',
    fresh.flatMap(({ id, values }) =>
      playbook.map(({ code, title, daysBeforeTermEnd, isMandatory }, position) => ({
        renewal_id: id,
        partner_id: values.partnerId,
        code,
        position,
        title,
        due_on: addDays(values.termEnd, -daysBeforeTermEnd),
        is_mandatory: isMandatory,
        status: 'OPEN',
      })),
    ),
  );
  const moved = changes.flatMap(({ id, before, values }) =>
    before && before.termEnd !== values.termEnd ? [{ id, was: before.termEnd, is: values.termEnd }] : [],
  );
  if (moved.length === 0) return;
  await tx.$executeRaw(sql`
    UPDATE renewal_step s SET due_on = s.due_on + (m."is" - m.was)
    FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS m(id text, was date, "is" date)
    WHERE s.renewal_id = m.id AND s.status = 'OPEN'`);
}

const entryOf = (row: RenewalRevision): RenewalEntry => ({
  from: dateText(row.validFrom),
  to: dateText(row.validTo),
  content: {
    stage: row.stage,
    health: row.health,
    competitiveEvaluation: row.competitiveEvaluation,
    probability: row.probability.toFixed(4),
  },
});

/** Reads a stored renewal. */
export function valuesOf(row: Renewal, history: readonly RenewalEntry[]): RenewalValues {
  const {
    id: _id,
    version: _v,
    createdAt: _ca,
    createdBy: _cb,
    updatedAt: _ua,
    updatedBy: _ub,
    ...rest
  } = row;
  return {
    ...rest,
    termEnd: dateText(row.termEnd),
    windowOpensOn: dateText(row.windowOpensOn),
    noticeDeadline: dateText(row.noticeDeadline),
    latestSafeStart: dateText(row.latestSafeStart),
    stageSince: dateText(row.stageSince),
    healthTrace: row.healthTrace as unknown as readonly HealthFinding[],
    probability: row.probability.toFixed(4),
    probabilityOverride: row.probabilityOverride?.toFixed(4) ?? null,
    lastEngagedOn: dateText(row.lastEngagedOn),
    decidedOn: dateText(row.decidedOn),
    voidedOn: dateText(row.voidedOn),
    history,
  };
}

function renewalRow(context: Context, { id, values }: RenewalChange) {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  return {
    id,
    version: 1,
    contract_id: values.contractId,
    partner_id: values.partnerId,
    customer_id: values.customerId,
    term_end: values.termEnd,
    window_opens_on: values.windowOpensOn,
    notice_deadline: values.noticeDeadline,
    latest_safe_start: values.latestSafeStart,
    stage: values.stage,
    stage_since: values.stageSince,
    health: values.health,
    health_rule: values.healthRule,
    health_trace: values.healthTrace,
    health_override: values.healthOverride,
    health_override_reason: values.healthOverrideReason,
    competitive_evaluation: values.competitiveEvaluation,
    competitor: values.competitor,
    currency: values.currency,
    expiring_mrr_minor: values.expiringMrrMinor.toString(),
    quoted_mrr_minor: values.quotedMrrMinor?.toString() ?? null,
    probability: values.probability,
    probability_override: values.probabilityOverride,
    last_engaged_on: values.lastEngagedOn,
    outcome: values.outcome,
    decided_on: values.decidedOn,
    loss_reason: values.lossReason,
    successor_contract_id: values.successorContractId,
    renewed_mrr_minor: values.renewedMrrMinor?.toString() ?? null,
    policy_version_id: values.policyVersionId,
    voided_on: values.voidedOn,
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  };
}

function revisionRow(context: Context, renewalId: string, values: RenewalValues, entry: RenewalEntry) {
  const { stage, health, competitiveEvaluation, probability } = entry.content;
  return {
    id: context.ids.next('rrv'),
    renewal_id: renewalId,
    contract_id: values.contractId,
    partner_id: values.partnerId,
    valid_from: entry.from,
    valid_to: entry.to,
    recorded_at: context.clock.now().toISOString(),
    recorded_by: context.viewer.userId,
    superseded_at: null,
    stage,
    health,
    competitive_evaluation: competitiveEvaluation,
    probability,
  };
}
