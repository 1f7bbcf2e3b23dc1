import { sqltag as sql } from '@prisma/client/runtime/client';
import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Context, Transaction } from '../../context.ts';
import { stateOf } from '../managed-contract/managed-contract.state.ts';
import { believedFirst } from '../seat-snapshot/seat-snapshot.import.ts';
import { believedResultFirst } from '../customer-sla-result/customer-sla-result.import.ts';
import { todays } from './renewal.follow.ts';
import { grossRetention } from './renewal.retention.ts';
import { judgeHealth } from './renewal.health.ts';
import type { HealthFacts } from './renewal.health.ts';
import type { RenewalPolicy } from './renewal.policy.ts';
import { isOpenStage } from './renewal.stages.ts';
import { loadOdds, loadRenewals, writeRenewals } from './renewal.store.ts';
import { advance, changeFrom } from './renewal.values.ts';
import type { RenewalValues } from './renewal.values.ts';

/** Lets the clock act on the renewals of contracts of one partner, and judges the health of those that are open, in a fixed number of statements. */
export async function assessContracts(
  tx: Transaction,
  context: Context,
  { partnerId, contractIds }: { readonly partnerId: string; readonly contractIds: readonly string[] },
): Promise<void> {
  const stored = await loadRenewals(tx, contractIds);
  const today = (await todays(tx, context, [partnerId]))(partnerId);
  const odds = (await loadOdds(tx, context, [partnerId]))(partnerId);
  const advanced = stored.map(({ id, values }) => ({
    id,
    before: values,
    values: advance(values, today, odds),
  }));
  const facts = await healthFacts(tx, contractIds, { today, policy: odds.policy });
  const changes = advanced.map((change) => {
    const { values } = change;
    if (values.voidedOn !== null || !isOpenStage(values.stage)) return change;
    const judged = judgeHealth({ ...facts(values.contractId), ...ownFacts(values, today) }, odds.policy);
    const patch = { health: judged.health, healthRule: judged.rule, healthTrace: judged.trace };
    return { ...change, values: changeFrom(values, { on: today, ...patch }, odds) };
  });
  await writeRenewals(tx, context, changes, odds.policy);
}

const ownFacts = (values: RenewalValues, today: LocalDate) => ({
  competitiveEvaluation: values.competitiveEvaluation,
  windowOpensOn: values.windowOpensOn,
  lastEngagedOn: values.lastEngagedOn,
  today,
});

type KnownFacts = Pick<
  HealthFacts,
  'grossRetention' | 'openSeverity1Breaches' | 'satisfaction' | 'seatsBefore' | 'seatsNow'
>;

interface FactRow {
  readonly contractId: string;
  readonly openSeverity1Breaches: number | null;
  readonly satisfaction: string | null;
  readonly seatsBefore: number | null;
  readonly seatsNow: number | null;
}

/** Reads what is known of contracts, in two statements. */
async function healthFacts(
  tx: Transaction,
  contractIds: readonly string[],
  { today, policy }: { readonly today: LocalDate; readonly policy: RenewalPolicy },
): Promise<(contractId: string) => KnownFacts> {
  const seatsOn = (day: LocalDate) => sql`(
    SELECT s.billable FROM seat_snapshot s WHERE s.contract_id = c.id AND s.date <= ${day}::date
    ORDER BY s.date DESC, ${believedFirst} LIMIT 1)`;
  const rows = await tx.$queryRaw<FactRow[]>(sql`
    SELECT c.id AS "contractId",
      (SELECT s.open_breached_count FROM customer_sla_result s WHERE s.contract_id = c.id AND s.severity = 1
       ORDER BY s.month DESC, ${believedResultFirst} LIMIT 1) AS "openSeverity1Breaches",
      (SELECT round(avg(v.score), 2)::text FROM customer_survey v
       WHERE v.contract_id = c.id AND v.responded_on > ${addDays(today, -policy.surveyDays)}::date) AS satisfaction,
      ${seatsOn(addDays(today, -policy.seatDays))} AS "seatsBefore", ${seatsOn(today)} AS "seatsNow"
    FROM unnest(${[...contractIds]}::text[]) AS c(id)`);
  const revisions = await tx.managedContractRevision.findMany({
    where: { contractId: { in: [...contractIds] }, supersededAt: null },
    orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
  });
  const known = new Map(rows.map(({ contractId, ...row }) => [contractId, row]));
  const states = Map.groupBy(revisions, ({ contractId }) => contractId);
  return (contractId) => ({
    openSeverity1Breaches: null,
    satisfaction: null,
    seatsBefore: null,
    seatsNow: null,
    ...known.get(contractId),
    grossRetention: grossRetention((states.get(contractId) ?? []).map(stateOf), today),
  });
}
