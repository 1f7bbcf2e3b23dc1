import { todayIn } from '@channelgraph/core/calendar.ts';
import type { AlertChanged } from '@channelgraph/core/event-types.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import { chunksOf } from '../../chunks.ts';
import type { Context, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { alertConditions } from './alert.conditions.ts';
import type { AlertCondition } from './alert.conditions.ts';
import { alertPolicy } from './alert.policy.ts';
import { datedBack } from './alert.beginnings.ts';
import { clearConditions, loadAlertStates, raiseConditions } from './alert.store.ts';

/** The most partners that one transaction looks at. */
const partnersPerRun = 500;

/** Compares the conditions of every partner with what was told, a constant number of statements per 500 partners. */
export async function evaluateAllAlerts(context: Context): Promise<void> {
  const rows = await context.db.read.partnerFactState.findMany({
    select: { partnerId: true },
    orderBy: { partnerId: 'asc' },
  });
  const partnerIds = rows.map(({ partnerId }) => partnerId);
  for (const chunk of chunksOf(partnerIds, partnersPerRun)) await evaluateAlerts(context, chunk);
}

/**
 * Raises the conditions of partners that began and clears those that ended.
 *
 * @remarks Judged by what is true now: what began and ended since the last look is not told.
 */
export async function evaluateAlerts(context: Context, partnerIds: readonly string[]): Promise<void> {
  await context.db.write(async (tx) => {
    // Before anything is read, so that an older look never answers a younger one.
    await lockAll(
      tx,
      partnerIds.map((partnerId) => `alerts ${partnerId}`),
    );
    const now = context.clock.now();
    const { body: policy } = await policyOn(tx, alertPolicy, context.today);
    const scopes = (await directoryPartners(tx, partnerIds)).map(({ partnerId, timeZone, currency }) => ({
      partnerId,
      timeZone,
      currency,
      today: todayIn(now, timeZone),
    }));
    const states = await loadAlertStates(tx, scopes, { policy, now });
    const found = scopes.flatMap((scope) => {
      const state = states.get(scope.partnerId);
      if (!state) return [];
      const holding = alertConditions(state, policy, scope.today);
      const { open } = state;
      return [{ scope, began: missingIn(open, holding), ended: missingIn(holding, open) }];
    });
    const began = await datedBack(tx, found, { policy, now });
    await tell(tx, context, { began, ended: found.flatMap(({ ended }) => ended) });
  });
}

interface News {
  readonly began: readonly AlertCondition[];
  readonly ended: readonly AlertCondition[];
}

async function tell(tx: Transaction, context: Context, { began, ended }: News): Promise<void> {
  const now = context.clock.now();
  const raised = await raiseConditions(tx, began, now);
  await clearConditions(tx, ended, now);
  await emit(
    tx,
    context,
    ended.map((condition) => ({
      type: 'deals.alert.cleared' as const,
      subject: condition.partnerId,
      data: payloadOf(condition),
    })),
  );
  await emit(
    tx,
    context,
    raised.map((condition) => ({
      type: 'deals.alert.raised' as const,
      subject: condition.partnerId,
      data: payloadOf(condition),
    })),
  );
  await announceDeclines(tx, context, raised);
}

/** Lists the conditions of the second list whose keys the first does not have. */
function missingIn(
  known: readonly AlertCondition[],
  asked: readonly AlertCondition[],
): readonly AlertCondition[] {
  const keys = new Set(known.map(({ dedupeKey }) => dedupeKey));
  return asked.filter(({ dedupeKey }) => !keys.has(dedupeKey));
}

function payloadOf({ figures: _figures, ...changed }: AlertCondition): AlertChanged {
  return changed;
}

async function announceDeclines(
  tx: Transaction,
  context: Context,
  raised: readonly AlertCondition[],
): Promise<void> {
  await emit(
    tx,
    context,
    raised
      .filter(({ code }) => code === 'SEAT_DECLINE')
      .map(({ partnerId, since, figures }) => ({
        type: 'deals.seats.declined' as const,
        subject: partnerId,
        data: {
          partnerId,
          unit: String(figures['unit']),
          asOf: since,
          before: Number(figures['before']),
          now: Number(figures['now']),
          windowDays: Number(figures['windowDays']),
        },
      })),
  );
}
