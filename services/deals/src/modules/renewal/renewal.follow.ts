import { todayIn } from '@channelgraph/core/calendar.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import type { ContractChange, ContractValues } from '../managed-contract/managed-contract.store.ts';
import { stateOf } from '../managed-contract/managed-contract.state.ts';
import { enqueuePerPartner } from '../partner-fact/partner-fact.requests.ts';
import { loadOdds, loadRenewals, writeRenewals } from './renewal.store.ts';
import { renewalsOf } from './renewal.succession.ts';
import type { FollowedContract } from './renewal.succession.ts';

/**
 * Lets renewals follow the contracts that were written: opened for new ones, moved with the end of a term,
 * decided by a successor or an end.
 */
export async function followRenewals(
  tx: Transaction,
  context: Context,
  changes: readonly Pick<ContractChange, 'id' | 'values'>[],
): Promise<void> {
  // A successor decides the renewal of its predecessor.
  const predecessors = changes.flatMap(({ values }) => values.predecessorId ?? []);
  const ids = [...new Set([...changes.map(({ id }) => id), ...predecessors])].sort();
  await withProgramRights(tx, context.viewer, () => followContracts(tx, context, ids));
}

/** Lets renewals follow contracts as they are stored. */
export async function followContracts(
  tx: Transaction,
  context: Context,
  contractIds: readonly string[],
): Promise<void> {
  if (contractIds.length === 0) return;
  const stored = Map.groupBy(await loadRenewals(tx, contractIds), ({ values }) => values.contractId);
  const contracts = await readContracts(tx, contractIds);
  const partnerIds = [...new Set(contracts.map(({ values }) => values.partnerId))];
  const today = await todays(tx, context, partnerIds);
  const odds = await loadOdds(tx, context, partnerIds);
  const changes = contracts.flatMap((contract) => {
    const own = stored.get(contract.id) ?? [];
    const before = new Map(own.map(({ id, values }) => [id, values]));
    const { partnerId } = contract.values;
    return renewalsOf(contract, {
      stored: own,
      today: today(partnerId),
      odds: odds(partnerId),
      newId: () => context.ids.next('rnw'),
    }).map(({ id, values }) => ({ id, before: before.get(id) ?? null, values }));
  });
  const written = await writeRenewals(tx, context, changes, odds('').policy);
  await enqueuePerPartner(
    tx,
    'assess_renewals',
    [...new Set(written.map(({ values }) => values.partnerId))].sort(),
  );
}

/** Gives today's date by partner. */
export async function todays(tx: Transaction, context: Context, partnerIds: readonly string[]) {
  const partners = await directoryPartners(tx, partnerIds);
  const zones = new Map(partners.map(({ partnerId, timeZone }) => [partnerId, timeZone]));
  return (partnerId: string) => {
    const zone = zones.get(partnerId);
    return zone === undefined ? context.today : todayIn(context.clock.now(), zone);
  };
}

async function readContracts(tx: Transaction, ids: readonly string[]): Promise<FollowedContract[]> {
  const rows = await tx.managedContract.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } });
  const successors = await tx.managedContract.findMany({ where: { predecessorId: { in: [...ids] } } });
  const revisions = await tx.managedContractRevision.findMany({
    where: {
      contractId: { in: [...ids, ...successors.map(({ id }) => id)] },
      supersededAt: null,
    },
    orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
  });
  const states = Map.groupBy(revisions, ({ contractId }) => contractId);
  const statesOf = (id: string) => (states.get(id) ?? []).map(stateOf);
  const successorOf = new Map(successors.map((row) => [row.predecessorId, row]));
  return rows.map((row) => {
    const next = successorOf.get(row.id);
    return {
      id: row.id,
      values: {
        ...row,
        termStart: dateText(row.termStart),
        termEnd: dateText(row.termEnd),
        decidedOn: dateText(row.decidedOn),
        endedOn: dateText(row.endedOn),
        states: statesOf(row.id),
      } as unknown as ContractValues,
      successor: next
        ? {
            id: next.id,
            termStart: dateText(next.termStart),
            mrrMinor: statesOf(next.id)[0]?.mrrMinor ?? 0n,
            currency: next.currency,
          }
        : null,
    };
  });
}
