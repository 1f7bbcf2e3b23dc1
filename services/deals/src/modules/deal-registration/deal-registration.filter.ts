import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateFilter, EnumFilter, IdFilter, StringFilter } from '@channelgraph/graphql/filters.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { RegistrationKind, RegistrationStatus } from './deal-registration.enums.ts';
import { registrationStatuses } from './deal-registration.machine.ts';
import type { RegistrationState } from './deal-registration.machine.ts';

/** Which registrations. */
export interface RegistrationFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly customerId?: IdFilter | null | undefined;
  readonly contractId?: IdFilter | null | undefined;
  readonly opportunityId?: IdFilter | null | undefined;
  readonly name?: StringFilter | null | undefined;
  readonly customerName?: StringFilter | null | undefined;
  readonly region?: StringFilter | null | undefined;
  readonly kind?: EnumFilter<string> | null | undefined;
  readonly status?: EnumFilter<string> | null | undefined;
  readonly productLineIds?: readonly string[] | null | undefined;
  readonly isDecisionOverdue?: boolean | null | undefined;
  readonly hasProposedOutcome?: boolean | null | undefined;
  readonly protectedTo?: DateFilter | null | undefined;
  readonly expectedCloseDate?: DateFilter | null | undefined;
  readonly closedOn?: DateFilter | null | undefined;
  readonly and?: readonly RegistrationFilterInput[] | null | undefined;
  readonly or?: readonly RegistrationFilterInput[] | null | undefined;
  readonly not?: RegistrationFilterInput | null | undefined;
}

const KindFilter = enumFilter(builder, 'RegistrationKind', RegistrationKind);
const StatusFilter = enumFilter(builder, 'RegistrationStatus', RegistrationStatus);

/** The filter of lists of registrations. */
export const DealRegistrationFilter = builder.inputRef<RegistrationFilterInput>('DealRegistrationFilter');
DealRegistrationFilter.implement({
  description: 'Which registrations. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By partner.' }),
    customerId: t.field({
      type: 'IdFilter',
      description: 'By the customer matched; for partner users only approved and won ones have one.',
    }),
    contractId: t.field({ type: 'IdFilter', description: 'By the contract that they are about or led to.' }),
    opportunityId: t.field({ type: 'IdFilter', description: 'By the opportunity that they stand for.' }),
    name: t.field({ type: 'StringFilter', description: 'By name.' }),
    customerName: t.field({
      type: 'StringFilter',
      description: 'By the customer’s name as the partner gave it.',
    }),
    region: t.field({ type: 'StringFilter', description: 'By region.' }),
    kind: t.field({ type: KindFilter, description: 'By what they are about.' }),
    status: t.field({ type: StatusFilter, description: 'By state at this moment.' }),
    productLineIds: t.idList({ description: 'Is about at least one of these product lines.' }),
    isDecisionOverdue: t.boolean({
      description: 'True: only those whose decision is overdue. False: only others.',
    }),
    hasProposedOutcome: t.boolean({
      description: 'True: only those with an outcome that is to be confirmed. False: only others.',
    }),
    protectedTo: t.field({ type: 'DateFilter', description: 'By the first day after the protection.' }),
    expectedCloseDate: t.field({
      type: 'DateFilter',
      description: 'By the day on which the sale is expected to close.',
    }),
    closedOn: t.field({ type: 'DateFilter', description: 'By the day on which they ended.' }),
    and: t.field({ type: [DealRegistrationFilter], description: 'All of these hold.' }),
    or: t.field({ type: [DealRegistrationFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: DealRegistrationFilter, description: 'This does not hold.' }),
  }),
});

/** Turns the filter into a Prisma condition. */
export function registrationWhere(
  context: Context,
  filter: RegistrationFilterInput | null | undefined,
): Prisma.DealRegistrationWhereInput {
  if (!filter) return {};
  const inner = (each: RegistrationFilterInput) => registrationWhere(context, each);
  return givenOnly({
    id: toPrismaWhere.id(filter.id),
    partnerId: toPrismaWhere.id(filter.partnerId),
    contractId: toPrismaWhere.id(filter.contractId),
    opportunityId: toPrismaWhere.id(filter.opportunityId),
    name: toPrismaWhere.string(filter.name),
    customerName: toPrismaWhere.string(filter.customerName),
    region: toPrismaWhere.string(filter.region),
    kind: toPrismaWhere.enum(filter.kind),
    productLineIds: filter.productLineIds ? { hasSome: [...filter.productLineIds] } : undefined,
    protectedTo: toPrismaWhere.date(filter.protectedTo),
    expectedCloseDate: toPrismaWhere.date(filter.expectedCloseDate),
    closedOn: toPrismaWhere.date(filter.closedOn),
    AND: [...(filter.and?.map(inner) ?? []), ...derivedConditions(context, filter)],
    OR: filter.or?.map(inner),
    NOT: filter.not ? inner(filter.not) : undefined,
  }) as Prisma.DealRegistrationWhereInput;
}

function derivedConditions(
  context: Context,
  { customerId, status, isDecisionOverdue, hasProposedOutcome }: RegistrationFilterInput,
): Prisma.DealRegistrationWhereInput[] {
  const now = context.clock.now();
  return [
    ...(customerId ? [customerCondition(context, customerId)] : []),
    ...(status ? [statusCondition(now, status)] : []),
    ...(isDecisionOverdue == null ? [] : [overdueCondition(now, isDecisionOverdue)]),
    ...(hasProposedOutcome == null ? [] : [{ proposedOutcome: hasProposedOutcome ? { not: null } : null }]),
  ];
}

// Whom a submitted registration was matched with is not told to partners, by a filter neither.
function customerCondition({ viewer, clock }: Context, filter: IdFilter): Prisma.DealRegistrationWhereInput {
  const condition = { customerId: toPrismaWhere.id(filter) } as Prisma.DealRegistrationWhereInput;
  if (viewer.role !== 'PARTNER_USER') return condition;
  return { ...condition, ...statusCondition(clock.now(), { in: ['APPROVED', 'WON'] }) };
}

function statusCondition(now: Date, filter: EnumFilter<string>): Prisma.DealRegistrationWhereInput {
  const wanted = registrationStatuses.filter(
    (status) =>
      (filter.eq == null || status === filter.eq) && (filter.in == null || filter.in.includes(status)),
  );
  return { OR: wanted.map((status) => storedAs(now, status)) };
}

function storedAs(now: Date, status: RegistrationState): Prisma.DealRegistrationWhereInput {
  if (status === 'APPROVED') return { status, protectedUntil: { gt: now } };
  if (status !== 'EXPIRED') return { status };
  return { OR: [{ status }, { status: 'APPROVED', protectedUntil: { lte: now } }] };
}

function overdueCondition(now: Date, isOverdue: boolean): Prisma.DealRegistrationWhereInput {
  return isOverdue
    ? { decisionDueAt: { lte: now } }
    : { OR: [{ decisionDueAt: null }, { decisionDueAt: { gt: now } }] };
}
