import { addDays } from '@channelgraph/core/calendar.ts';
import type { Transaction } from '../../context.ts';
import { summedConditions } from './alert.conditions.ts';
import type { AlertCondition } from './alert.conditions.ts';
import type { AlertPolicy } from './alert.policy.ts';
import { loadSummedStates } from './alert.store.ts';
import type { AlertScope } from './alert.store.ts';

const summedCodes: readonly string[] = ['SEAT_DECLINE', 'NET_MRR_DISTRESS', 'CSAT_DROP'];

/** No beginning is looked for further back: no window of a sum is longer. */
const longestSearchDays = 92;

/** The conditions of one partner that were not told yet. */
export interface Beginnings {
  readonly scope: AlertScope;
  readonly began: readonly AlertCondition[];
}

/**
 * Dates the conditions that sums of records make by the day on which they began: earlier than today when
 * nobody looked for a while, or when a record came late.
 */
export async function datedBack(
  tx: Transaction,
  found: readonly Beginnings[],
  question: { readonly policy: AlertPolicy; readonly now: Date },
): Promise<readonly AlertCondition[]> {
  const earliest = new Map(
    found
      .flatMap(({ began }) => began)
      .filter(({ code }) => summedCodes.includes(code))
      .map((condition) => [kindOf(condition), condition]),
  );
  let kinds = new Set(earliest.keys());
  let scopes = found.map(({ scope }) => scope);
  for (let back = 1; kinds.size > 0 && back <= longestSearchDays; back += 1) {
    const asked = new Set([...kinds].map((kind) => earliest.get(kind)?.partnerId));
    scopes = scopes
      .filter(({ partnerId }) => asked.has(partnerId))
      .map((scope) => ({ ...scope, today: addDays(scope.today, -1) }));
    const held = await heldOn(tx, scopes, question);
    kinds = new Set([...kinds].filter((kind) => held.has(kind)));
    for (const kind of kinds) earliest.set(kind, held.get(kind) as AlertCondition);
  }
  return found.flatMap(({ began }) =>
    began.map((condition) => {
      const { dedupeKey, since } = earliest.get(kindOf(condition)) ?? condition;
      return { ...condition, dedupeKey, since };
    }),
  );
}

async function heldOn(
  tx: Transaction,
  scopes: readonly AlertScope[],
  question: { readonly policy: AlertPolicy; readonly now: Date },
): Promise<ReadonlyMap<string, AlertCondition>> {
  const states = await loadSummedStates(tx, scopes, question);
  const held = states.flatMap((state) => summedConditions(state, question.policy, state.today));
  return new Map(held.map((condition) => [kindOf(condition), condition]));
}

/** What the condition is about: its key without the period that it ends with. */
function kindOf({ dedupeKey }: AlertCondition): string {
  return dedupeKey.slice(0, dedupeKey.lastIndexOf(':'));
}
