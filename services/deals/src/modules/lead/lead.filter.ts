import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateTimeFilter, EnumFilter, IdFilter, IntFilter } from '@channelgraph/graphql/filters.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { leadStatuses } from './lead.machine.ts';
import type { LeadStatus as Status } from './lead.machine.ts';
import { LeadDirection, LeadStatus } from './lead.type.ts';

/** Which leads. Nothing that is hidden until acceptance can be asked for. */
export interface LeadFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly direction?: EnumFilter<string> | null | undefined;
  readonly status?: EnumFilter<string> | null | undefined;
  readonly companyCountry?: string | null | undefined;
  readonly productLineIds?: readonly string[] | null | undefined;
  readonly score?: IntFilter | null | undefined;
  readonly responseDueAt?: DateTimeFilter | null | undefined;
  readonly createdAt?: DateTimeFilter | null | undefined;
  readonly and?: readonly LeadFilterInput[] | null | undefined;
  readonly or?: readonly LeadFilterInput[] | null | undefined;
  readonly not?: LeadFilterInput | null | undefined;
}

const DirectionFilter = enumFilter(builder, 'LeadDirection', LeadDirection);
const StatusFilter = enumFilter(builder, 'LeadStatus', LeadStatus);

/** The filter of lists of leads. */
export const LeadFilter = builder.inputRef<LeadFilterInput>('LeadFilter');
LeadFilter.implement({
  description: 'Which leads. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By the partner that has or referred it.' }),
    direction: t.field({ type: DirectionFilter, description: 'By who passes it to whom.' }),
    status: t.field({ type: StatusFilter, description: 'By how far it has come.' }),
    companyCountry: t.field({ type: 'CountryCode', description: 'By the country of the company.' }),
    productLineIds: t.idList({ description: 'Is about at least one of these product lines.' }),
    score: t.field({ type: 'IntFilter', description: 'By score; one that was not scored has none.' }),
    responseDueAt: t.field({ type: 'DateTimeFilter', description: 'By when the time to answer is over.' }),
    createdAt: t.field({ type: 'DateTimeFilter', description: 'By when it was recorded.' }),
    and: t.field({ type: [LeadFilter], description: 'All of these hold.' }),
    or: t.field({ type: [LeadFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: LeadFilter, description: 'This does not hold.' }),
  }),
});

/** Turns the filter into a Prisma condition; a time to answer that is over counts as EXPIRED at once. */
export function leadWhere(filter: LeadFilterInput | null | undefined, now: Date): Prisma.LeadWhereInput {
  if (!filter) return {};
  const { productLineIds, companyCountry } = filter;
  return givenOnly({
    id: toPrismaWhere.id(filter.id),
    partnerId: toPrismaWhere.id(filter.partnerId),
    direction: toPrismaWhere.enum(filter.direction),
    companyCountry: companyCountry ?? undefined,
    productLineIds: productLineIds ? { hasSome: [...productLineIds] } : undefined,
    score: toPrismaWhere.int(filter.score),
    respondBy: toPrismaWhere.dateTime(filter.responseDueAt),
    createdAt: toPrismaWhere.dateTime(filter.createdAt),
    AND: [...(filter.and?.map((each) => leadWhere(each, now)) ?? []), statusWhere(filter.status, now)],
    OR: filter.or?.map((each) => leadWhere(each, now)),
    NOT: filter.not ? leadWhere(filter.not, now) : undefined,
  }) as Prisma.LeadWhereInput;
}

function statusWhere(filter: EnumFilter<string> | null | undefined, now: Date): Prisma.LeadWhereInput {
  if (!filter) return {};
  const asked = askedStatuses(filter);
  return {
    OR: [
      { status: { in: asked.filter((status) => status !== 'ROUTED') } },
      ...(asked.includes('ROUTED') ? [{ status: 'ROUTED' as const, respondBy: { gt: now } }] : []),
      ...(asked.includes('EXPIRED') ? [{ status: 'ROUTED' as const, respondBy: { lte: now } }] : []),
    ],
  };
}

/** Lists the states that a filter lets through. */
export function askedStatuses({ eq, in: list }: EnumFilter<string>): Status[] {
  return leadStatuses.filter(
    (status) => (eq === undefined || eq === null || eq === status) && (!list || list.includes(status)),
  );
}
