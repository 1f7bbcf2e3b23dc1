import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { motions, stagesOf } from '../src/modules/opportunity/opportunity.stages.ts';
import type { WaterfallState } from '../src/modules/pipeline/pipeline.waterfall.ts';
import { insertRows } from '../src/stored-rows.ts';
import { admin, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

/** The first day of every random history. */
export const firstDay = '2026-03-01';

/** A deal as it stood from a day until another. */
export interface Spell {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  readonly state: WaterfallState & { readonly probabilityBps: number };
}

const anyState = fc
  .record({
    motion: fc.constantFrom(...motions),
    place: fc.nat(),
    currency: fc.constantFrom('USD', 'EUR'),
    closesIn: fc.option(fc.integer({ min: 0, max: 120 })),
    oneTimeMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    mrrMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    termMonths: fc.integer({ min: 1, max: 60 }),
    probabilityBps: fc.integer({ min: 0, max: 10_000 }),
    lasts: fc.integer({ min: 1, max: 60 }),
    isGap: fc.boolean(),
  })
  .map(({ place, closesIn, ...state }) => {
    const stages = stagesOf(state.motion);
    return {
      ...state,
      stage: stages[place % stages.length] ?? 'LOST',
      closeDate: closesIn === null ? null : addDays(firstDay, closesIn),
    };
  });
type AnyState = typeof anyState extends fc.Arbitrary<infer Value> ? Value : never;

function spellsOf(states: readonly AnyState[]): Spell[] {
  let from = firstDay;
  return states.flatMap((state, index) => {
    const to = index === states.length - 1 && !state.isGap ? null : addDays(from, state.lasts);
    const spell = { from, to, state };
    from = addDays(from, state.lasts);
    return state.isGap && index < states.length - 1 ? [] : [spell];
  });
}

/** The life of any deal: stages in any order, other amounts, and days on which it was not there. */
export const anyHistory = fc.array(anyState, { minLength: 1, maxLength: 5 }).map(spellsOf);

/** Any day before, in or after the histories. */
export const anyDay = fc.integer({ min: -5, max: 200 }).map((days) => addDays(firstDay, days));

/** Gives the state of a deal at the end of a day; null when it was not there. */
export function stateOn(spells: readonly Spell[], day: LocalDate): Spell['state'] | null {
  return spells.find(({ from, to }) => from <= day && (to === null || to > day))?.state ?? null;
}

/** Stores the histories as the deals of a partner that is new to the program. */
export async function storeHistories(
  graph: DealsGraph,
  partnerId: string,
  histories: readonly (readonly Spell[])[],
): Promise<void> {
  await graph.consume('partners.partner.changed', partnerId, partner(partnerId, []));
  const terms = ({ probabilityBps, ...state }: Spell['state']) => ({
    partner_id: partnerId,
    motion: state.motion,
    revenue_model: 'MIXED',
    stage: state.stage,
    product_line_ids: [],
    currency: state.currency,
    one_time_minor: state.oneTimeMinor.toString(),
    mrr_minor: state.mrrMinor.toString(),
    term_months: state.termMonths,
    probability: (probabilityBps / 10_000).toFixed(4),
    close_date: state.closeDate,
  });
  const at = '2026-01-01T00:00:00Z';
  const open: Spell['state'] = { motion: 'NEW', stage: 'PROSPECT', currency: 'USD', oneTimeMinor: 0n, mrrMinor: 0n, termMonths: 1, closeDate: null, probabilityBps: 1000 }; // prettier-ignore
  await graph.createContext(admin).db.write(async (tx) => {
    await insertRows(
      tx,
      'opportunity',
      histories.map((_, index) => ({
        id: `${partnerId}_${index}`, version: 1, name: 'Any', ...terms(open), competitors: [],
        close_date_push_count: 0, created_at: at, created_by: 'test', updated_at: at, updated_by: 'test',
      })), // prettier-ignore
    );
    await insertRows(
      tx,
      'opportunity_revision',
      histories.flatMap(
        (spells, index) =>
        spells.map(({ from, to, state }) => ({
          id: `${partnerId}_${index}_${from}`, opportunity_id: `${partnerId}_${index}`, ...terms(state),
          valid_from: from, valid_to: to, recorded_at: at, recorded_by: 'test', superseded_at: null,
        })), // prettier-ignore
      ),
    );
  });
}
