import { fromLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { PartnersOfDay } from '@channelgraph/graphql/partner-directory.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateFilter, EnumFilter, IdFilter } from '@channelgraph/graphql/filters.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { ContractStatus } from '../../vocabulary.ts';
import { contractStatuses } from './managed-contract.timeline.ts';
import type { ContractStatus as Status } from './managed-contract.timeline.ts';

/** Which contracts. */
export interface ContractFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly customerId?: IdFilter | null | undefined;
  readonly status?: EnumFilter<Status> | null | undefined;
  readonly productLineIds?: readonly string[] | null | undefined;
  readonly termStart?: DateFilter | null | undefined;
  readonly termEnd?: DateFilter | null | undefined;
  readonly isDecided?: boolean | null | undefined;
  readonly autoRenew?: boolean | null | undefined;
  readonly and?: readonly ContractFilterInput[] | null | undefined;
  readonly or?: readonly ContractFilterInput[] | null | undefined;
  readonly not?: ContractFilterInput | null | undefined;
}

const StatusFilter = enumFilter(builder, 'ContractStatus', ContractStatus);

/** The filter of lists of contracts. */
export const ManagedContractFilter = builder.inputRef<ContractFilterInput>('ManagedContractFilter');
ManagedContractFilter.implement({
  description: 'Which contracts. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By partner.' }),
    customerId: t.field({ type: 'IdFilter', description: 'By customer.' }),
    status: t.field({
      type: StatusFilter,
      description: 'By the state today, in the time zone of the partner’s program.',
    }),
    productLineIds: t.idList({ description: 'Manages at least one of these product lines.' }),
    termStart: t.field({ type: 'DateFilter', description: 'By the first day of the term.' }),
    termEnd: t.field({ type: 'DateFilter', description: 'By the first day after the term.' }),
    isDecided: t.boolean({ description: 'Whether its renewal or end is decided.' }),
    autoRenew: t.boolean({ description: 'Whether it renews itself.' }),
    and: t.field({ type: [ManagedContractFilter], description: 'All of these hold.' }),
    or: t.field({ type: [ManagedContractFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: ManagedContractFilter, description: 'This does not hold.' }),
  }),
});

/** Turns the filter into a Prisma condition; the status is that of the day that it is for the partner. */
export function contractWhere(
  filter: ContractFilterInput | null | undefined,
  days: readonly PartnersOfDay[],
): Prisma.ManagedContractWhereInput {
  if (!filter) return {};
  const nested = (each: ContractFilterInput) => contractWhere(each, days);
  return givenOnly({
    id: toPrismaWhere.id(filter.id),
    partnerId: toPrismaWhere.id(filter.partnerId),
    customerId: toPrismaWhere.id(filter.customerId),
    productLineIds: filter.productLineIds ? { hasSome: [...filter.productLineIds] } : undefined,
    termStart: toPrismaWhere.date(filter.termStart),
    termEnd: toPrismaWhere.date(filter.termEnd),
    autoRenew: filter.autoRenew ?? undefined,
    decidedOn: filter.isDecided === true ? { not: null } : filter.isDecided === false ? null : undefined,
    AND: [...(filter.and?.map(nested) ?? []), statusCondition(filter.status, days)],
    OR: filter.or?.map(nested),
    NOT: filter.not ? nested(filter.not) : undefined,
  }) as Prisma.ManagedContractWhereInput;
}

/** Tells whether the filter asks for a status, which depends on the day. */
export function asksForStatus({ status, and, or, not }: ContractFilterInput): boolean {
  return status != null || [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].some(asksForStatus);
}

function statusCondition(
  filter: EnumFilter<Status> | null | undefined,
  days: readonly PartnersOfDay[],
): Prisma.ManagedContractWhereInput {
  if (!filter?.eq && !filter?.in) return {};
  const wanted = contractStatuses.filter(
    (status) => (!filter.eq || filter.eq === status) && (!filter.in || filter.in.includes(status)),
  );
  return {
    OR: days.map(({ today, partnerIds }) => ({
      ...(partnerIds ? { partnerId: { in: [...partnerIds] } } : {}),
      OR: wanted.map((status) => shownAs(status, today)),
    })),
  };
}

function shownAs(status: Status, today: LocalDate): Prisma.ManagedContractWhereInput {
  const day = fromLocalDate(today);
  const standing = {
    supersededAt: null,
    validFrom: { lte: day },
    OR: [{ validTo: null }, { validTo: { gt: day } }],
  };
  // What has no state yet has not begun.
  if (status === 'DRAFT') return { revisions: { none: { ...standing, status: { not: status } } } };
  return { revisions: { some: { ...standing, status } } };
}
