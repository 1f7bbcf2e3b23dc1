import { addDays, fromLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateFilter, EnumFilter, IdFilter } from '@channelgraph/graphql/filters.ts';
import type { PartnersOfDay } from '@channelgraph/graphql/partner-directory.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { RenewalStage } from '../../vocabulary.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import { isOpenStage, renewalStages } from './renewal.stages.ts';
import type { RenewalStage as Stage } from './renewal.stages.ts';

/** Which renewals. */
export interface RenewalFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly customerId?: IdFilter | null | undefined;
  readonly stage?: EnumFilter<Stage> | null | undefined;
  readonly termEnd?: DateFilter | null | undefined;
  readonly latestSafeStart?: DateFilter | null | undefined;
  readonly and?: readonly RenewalFilterInput[] | null | undefined;
  readonly or?: readonly RenewalFilterInput[] | null | undefined;
  readonly not?: RenewalFilterInput | null | undefined;
}

const StageFilter = enumFilter(builder, 'RenewalStage', RenewalStage);

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

/** Tells whether the filter asks for a stage, which depends on the day. */
export function asksForStage({ stage, and, or, not }: RenewalFilterInput): boolean {
  return stage != null || [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].some(asksForStage);
}

/** Turns the filter into a Prisma condition; the stage is that of the day that it is for the partner. */
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
    AND: [...(filter.and?.map(nested) ?? []), stageCondition(filter.stage, days)],
    OR: filter.or?.map(nested),
    NOT: filter.not ? nested(filter.not) : undefined,
  }) as Prisma.RenewalWhereInput;
}

function stageCondition(
  filter: EnumFilter<Stage> | null | undefined,
  days: readonly PartnersOfDay[],
): Prisma.RenewalWhereInput {
  if (!filter?.eq && !filter?.in) return {};
  const wanted = renewalStages.filter(
    (stage) => (!filter.eq || filter.eq === stage) && (!filter.in || filter.in.includes(stage)),
  );
  return {
    OR: days.map(({ today, partnerIds }) => ({
      ...(partnerIds ? { partnerId: { in: [...partnerIds] } } : {}),
      OR: wanted.map((stage) => shownAs(stage, today)),
    })),
  };
}

function shownAs(stage: Stage, today: LocalDate): Prisma.RenewalWhereInput {
  const day = fromLocalDate(today);
  const lastInGrace = fromLocalDate(addDays(today, -graceDays));
  const inTime = { termEnd: { gte: lastInGrace } };
  if (stage === 'LAPSED') {
    const open = renewalStages.filter(isOpenStage);
    return { OR: [{ stage }, { stage: { in: open }, termEnd: { lt: lastInGrace }, voidedOn: null }] };
  }
  if (stage === 'UPCOMING') return { stage, ...inTime, windowOpensOn: { gt: day } };
  if (stage === 'IN_WINDOW') {
    return { ...inTime, OR: [{ stage }, { stage: 'UPCOMING', windowOpensOn: { lte: day } }] };
  }
  return isOpenStage(stage) ? { stage, ...inTime } : { stage };
}
