import { addDays, fromLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateFilter, EnumFilter, IdFilter } from '@channelgraph/graphql/filters.ts';
import type { PartnersOfDay } from '@channelgraph/graphql/partner-directory.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { RenewalHealth, RenewalStage } from '../../vocabulary.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import { RenewalOutcome } from './renewal.enums.ts';
import { renewalOutcomes } from './renewal.outcome.ts';
import type { RenewalOutcome as Outcome } from './renewal.outcome.ts';
import { isOpenStage, renewalHealths, renewalStages } from './renewal.stages.ts';
import type { RenewalHealth as Health, RenewalStage as Stage } from './renewal.stages.ts';

/** Which renewals. */
export interface RenewalFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly customerId?: IdFilter | null | undefined;
  readonly stage?: EnumFilter<Stage> | null | undefined;
  readonly health?: EnumFilter<Health> | null | undefined;
  readonly outcome?: EnumFilter<Outcome> | null | undefined;
  readonly isVoided?: boolean | null | undefined;
  readonly termEnd?: DateFilter | null | undefined;
  readonly latestSafeStart?: DateFilter | null | undefined;
  readonly and?: readonly RenewalFilterInput[] | null | undefined;
  readonly or?: readonly RenewalFilterInput[] | null | undefined;
  readonly not?: RenewalFilterInput | null | undefined;
}

const StageFilter = enumFilter(builder, 'RenewalStage', RenewalStage);
const HealthFilter = enumFilter(builder, 'RenewalHealth', RenewalHealth);
const OutcomeFilter = enumFilter(builder, 'RenewalOutcome', RenewalOutcome);

/** The filter of lists of renewals. */
export const RenewalFilter = builder.inputRef<RenewalFilterInput>('RenewalFilter');
RenewalFilter.implement({
  description: 'Which renewals. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By partner.' }),
    customerId: t.field({ type: 'IdFilter', description: 'By customer.' }),
    stage: t.field({
      type: StageFilter,
      description: 'By the stage today, in the time zone of the partner’s program.',
    }),
    health: t.field({
      type: HealthFilter,
      description: 'By the health: what an account manager said, else what the rules say.',
    }),
    outcome: t.field({
      type: OutcomeFilter,
      description: 'By how they ended; what lapsed by today counts as lapsed.',
    }),
    isVoided: t.boolean({
      description: 'True: only those that there is nothing to decide about any more. False: only others.',
    }),
    termEnd: t.field({ type: 'DateFilter', description: 'By the first day after the term.' }),
    latestSafeStart: t.field({
      type: 'DateFilter',
      description: 'By the last day on which work can begin in time.',
    }),
    and: t.field({ type: [RenewalFilter], description: 'All of these hold.' }),
    or: t.field({ type: [RenewalFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: RenewalFilter, description: 'This does not hold.' }),
  }),
});

/** Tells whether the filter asks for what depends on the day: a stage or an outcome. */
export function asksForToday({ stage, outcome, and, or, not }: RenewalFilterInput): boolean {
  const inner = [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])];
  return stage != null || outcome != null || inner.some(asksForToday);
}

/** Turns the filter into a Prisma condition; stage and outcome are those of the day that it is for the partner. */
export function renewalWhere(
  filter: RenewalFilterInput | null | undefined,
  days: readonly PartnersOfDay[],
): Prisma.RenewalWhereInput {
  if (!filter) return {};
  const nested = (each: RenewalFilterInput) => renewalWhere(each, days);
  return givenOnly({
    id: toPrismaWhere.id(filter.id),
    partnerId: toPrismaWhere.id(filter.partnerId),
    customerId: toPrismaWhere.id(filter.customerId),
    termEnd: toPrismaWhere.date(filter.termEnd),
    latestSafeStart: toPrismaWhere.date(filter.latestSafeStart),
    AND: [...(filter.and?.map(nested) ?? []), ...derivedConditions(filter, days)],
    OR: filter.or?.map(nested),
    NOT: filter.not ? nested(filter.not) : undefined,
  }) as Prisma.RenewalWhereInput;
}

function derivedConditions(
  { stage, outcome, health, isVoided }: RenewalFilterInput,
  days: readonly PartnersOfDay[],
): Prisma.RenewalWhereInput[] {
  const ofDay = (condition: (today: LocalDate) => Prisma.RenewalWhereInput[]): Prisma.RenewalWhereInput => ({
    OR: days.map(({ today, partnerIds }) => ({
      ...(partnerIds ? { partnerId: { in: [...partnerIds] } } : {}),
      OR: condition(today),
    })),
  });
  const stages = wantedOf(stage, renewalStages);
  const outcomes = wantedOf(outcome, renewalOutcomes);
  const healths = wantedOf(health, renewalHealths);
  return [
    ...(stages ? [ofDay((today) => stages.map((each) => shownAs(each, today)))] : []),
    ...(outcomes ? [ofDay((today) => outcomes.map((each) => endedAs(each, today)))] : []),
    ...(healths
      ? [{ OR: [{ healthOverride: { in: healths } }, { healthOverride: null, health: { in: healths } }] }]
      : []),
    ...(isVoided == null ? [] : [{ voidedOn: isVoided ? { not: null } : null }]),
  ];
}

function wantedOf<Value extends string>(
  filter: EnumFilter<Value> | null | undefined,
  values: readonly Value[],
): Value[] | null {
  if (!filter?.eq && !filter?.in) return null;
  return values.filter(
    (value) => (!filter.eq || filter.eq === value) && (!filter.in || filter.in.includes(value)),
  );
}

// What is void stands as it stood; of all else the clock decides, as `stageOn` does for one renewal.
function shownAs(stage: Stage, today: LocalDate): Prisma.RenewalWhereInput {
  const day = fromLocalDate(today);
  if (stage === 'LAPSED') return { OR: [{ stage }, lapsedBy(today)] };
  if (!isOpenStage(stage)) return { stage };
  const inTime = { voidedOn: null, termEnd: { gte: lastInGrace(today) } };
  const asStored = { stage, voidedOn: { not: null } };
  if (stage === 'UPCOMING') return { OR: [asStored, { stage, ...inTime, windowOpensOn: { gt: day } }] };
  if (stage === 'IN_WINDOW') {
    const opened = { stage: 'UPCOMING', windowOpensOn: { lte: day } } as const;
    return { OR: [asStored, { ...inTime, OR: [{ stage }, opened] }] };
  }
  return { OR: [asStored, { stage, ...inTime }] };
}

function endedAs(outcome: Outcome, today: LocalDate): Prisma.RenewalWhereInput {
  return outcome === 'LAPSED' ? { OR: [{ outcome }, lapsedBy(today)] } : { outcome };
}

function lapsedBy(today: LocalDate): Prisma.RenewalWhereInput {
  const open = renewalStages.filter(isOpenStage);
  return { stage: { in: open }, termEnd: { lt: lastInGrace(today) }, voidedOn: null };
}

const lastInGrace = (today: LocalDate): Date => fromLocalDate(addDays(today, -graceDays));
