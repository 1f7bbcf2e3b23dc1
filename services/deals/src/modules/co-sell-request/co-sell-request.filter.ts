import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateTimeFilter, EnumFilter, IdFilter } from '@channelgraph/graphql/filters.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { CoSellKind, CoSellStatus } from './co-sell-request.enums.ts';
import { coSellStatuses } from './co-sell-request.machine.ts';
import type { CoSellStatus as Status } from './co-sell-request.machine.ts';
import type { CoSellKind as Kind } from './co-sell-request.rules.ts';

/** Which requests for help. */
export interface CoSellFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly opportunityId?: IdFilter | null | undefined;
  readonly contractId?: IdFilter | null | undefined;
  readonly renewalId?: IdFilter | null | undefined;
  readonly ownerId?: IdFilter | null | undefined;
  readonly kind?: EnumFilter<Kind> | null | undefined;
  readonly status?: EnumFilter<Status> | null | undefined;
  readonly responseDueAt?: DateTimeFilter | null | undefined;
  readonly createdAt?: DateTimeFilter | null | undefined;
  readonly and?: readonly CoSellFilterInput[] | null | undefined;
  readonly or?: readonly CoSellFilterInput[] | null | undefined;
  readonly not?: CoSellFilterInput | null | undefined;
}

const KindFilter = enumFilter(builder, 'CoSellKind', CoSellKind);
const StatusFilter = enumFilter(builder, 'CoSellStatus', CoSellStatus);

/** The filter of lists of requests for help. */
export const CoSellRequestFilter = builder.inputRef<CoSellFilterInput>('CoSellRequestFilter');
CoSellRequestFilter.implement({
  description: 'Which requests for help. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By the partner that asks.' }),
    opportunityId: t.field({ type: 'IdFilter', description: 'By the opportunity that they are about.' }),
    contractId: t.field({ type: 'IdFilter', description: 'By the contract that they are about.' }),
    renewalId: t.field({ type: 'IdFilter', description: 'By the renewal that they are about.' }),
    ownerId: t.field({ type: 'IdFilter', description: 'By the member of staff who helps.' }),
    kind: t.field({ type: KindFilter, description: 'By what help is asked for.' }),
    status: t.field({ type: StatusFilter, description: 'By how far they have come.' }),
    responseDueAt: t.field({ type: 'DateTimeFilter', description: 'By when the time to answer is over.' }),
    createdAt: t.field({ type: 'DateTimeFilter', description: 'By when they were asked for.' }),
    and: t.field({ type: [CoSellRequestFilter], description: 'All of these hold.' }),
    or: t.field({ type: [CoSellRequestFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: CoSellRequestFilter, description: 'This does not hold.' }),
  }),
});

/** Turns the filter into a Prisma condition; a time to answer that is over counts as EXPIRED at once. */
export function coSellWhere(
  filter: CoSellFilterInput | null | undefined,
  now: Date,
): Prisma.CoSellRequestWhereInput {
  if (!filter) return {};
  const nested = (each: CoSellFilterInput) => coSellWhere(each, now);
  return givenOnly({
    id: toPrismaWhere.id(filter.id),
    partnerId: toPrismaWhere.id(filter.partnerId),
    opportunityId: toPrismaWhere.id(filter.opportunityId),
    contractId: toPrismaWhere.id(filter.contractId),
    renewalId: toPrismaWhere.id(filter.renewalId),
    ownerId: toPrismaWhere.id(filter.ownerId),
    kind: toPrismaWhere.enum(filter.kind),
    respondBy: toPrismaWhere.dateTime(filter.responseDueAt),
    createdAt: toPrismaWhere.dateTime(filter.createdAt),
    AND: [...(filter.and?.map(nested) ?? []), statusWhere(filter.status, now)],
    OR: filter.or?.map(nested),
    NOT: filter.not ? nested(filter.not) : undefined,
  }) as Prisma.CoSellRequestWhereInput;
}

function statusWhere(
  filter: EnumFilter<Status> | null | undefined,
  now: Date,
): Prisma.CoSellRequestWhereInput {
  if (!filter) return {};
  const { eq, in: list } = filter;
  const asked = coSellStatuses.filter((status) => (!eq || eq === status) && (!list || list.includes(status)));
  return {
    OR: [
      { status: { in: asked.filter((status) => status !== 'REQUESTED') } },
      ...(asked.includes('REQUESTED') ? [{ status: 'REQUESTED' as const, respondBy: { gt: now } }] : []),
      ...(asked.includes('EXPIRED') ? [{ status: 'REQUESTED' as const, respondBy: { lte: now } }] : []),
    ],
  };
}
