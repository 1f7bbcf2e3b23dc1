import { isStaff } from '@channelgraph/core/viewer.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateTimeFilter, EnumFilter, IdFilter } from '@channelgraph/graphql/filters.ts';
import { ForbiddenError } from '@channelgraph/server/request-errors.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import type { ConflictKind as Kind } from '../../__generated__/prisma/enums.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import type { ConflictState } from './conflict-case.machine.ts';
import { ConflictKind, ConflictStatus } from './conflict-case.type.ts';

/** Which conflicts. */
export interface ConflictFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly status?: EnumFilter<ConflictState> | null | undefined;
  readonly openedAt?: DateTimeFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly kind?: EnumFilter<Kind> | null | undefined;
  readonly customerId?: IdFilter | null | undefined;
  readonly decidedById?: IdFilter | null | undefined;
  readonly isOverride?: boolean | null | undefined;
  readonly and?: readonly ConflictFilterInput[] | null | undefined;
  readonly or?: readonly ConflictFilterInput[] | null | undefined;
  readonly not?: ConflictFilterInput | null | undefined;
}

const StatusFilter = enumFilter(builder, 'ConflictStatus', ConflictStatus);
const KindFilter = enumFilter(builder, 'ConflictKind', ConflictKind);

/** The filter of lists of conflicts. */
export const ConflictCaseFilter = builder.inputRef<ConflictFilterInput>('ConflictCaseFilter');
ConflictCaseFilter.implement({
  description: 'Which conflicts. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    status: t.field({ type: StatusFilter, description: 'By where they stand.' }),
    openedAt: t.field({ type: 'DateTimeFilter', description: 'By when they were opened.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By a partner that is a party.' }),
    kind: t.field({ type: KindFilter, description: 'By what they are about. For staff.' }),
    customerId: t.field({ type: 'IdFilter', description: 'By customer. For staff.' }),
    decidedById: t.field({ type: 'IdFilter', description: 'By who decided. For staff.' }),
    isOverride: t.boolean({
      description: 'Whether the decision differs from what the rules proposed. For staff.',
    }),
    and: t.field({ type: [ConflictCaseFilter], description: 'All of these hold.' }),
    or: t.field({ type: [ConflictCaseFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: ConflictCaseFilter, description: 'This does not hold.' }),
  }),
});

/**
 * Turns the filter into a Prisma condition.
 *
 * @throws ForbiddenError when a partner user asks by what only staff may see: the number of answers would tell it.
 */
export function conflictWhere(
  context: Context,
  filter: ConflictFilterInput | null | undefined,
): Prisma.ConflictCaseWhereInput {
  if (!filter) return {};
  const nested = (each: ConflictFilterInput) => conflictWhere(context, each);
  const { kind, customerId, decidedById, isOverride } = filter;
  if (
    !isStaff(context.viewer) &&
    [kind, customerId, decidedById, isOverride].some((asked) => asked != null)
  ) {
    throw new ForbiddenError('Conflicts are listed by kind, customer and decision for staff only.');
  }
  return givenOnly({
    id: toPrismaWhere.id(filter.id),
    partners: filter.partnerId ? { some: { partnerId: toPrismaWhere.id(filter.partnerId) } } : undefined,
    kind: toPrismaWhere.enum(kind),
    customerId: toPrismaWhere.id(customerId),
    decidedBy: toPrismaWhere.id(decidedById),
    isOverride: isOverride ?? undefined,
    AND: [...seenWhere(context, filter), ...(filter.and ?? []).map(nested)],
    OR: filter.or?.map(nested),
    NOT: filter.not ? nested(filter.not) : undefined,
  }) as Prisma.ConflictCaseWhereInput;
}

// A partner asks by what it sees: the case as it was since the partner became a party.
function seenWhere(
  { viewer }: Context,
  { status, openedAt }: ConflictFilterInput,
): readonly Prisma.ConflictCaseWhereInput[] {
  const opened = toPrismaWhere.dateTime(openedAt);
  if (isStaff(viewer)) return [givenOnly({ status: toPrismaWhere.enum(status), openedAt: opened })];
  return [
    ...(opened ? [{ partners: { some: { openedAt: opened } } }] : []),
    ...(status?.eq ? [inState(status.eq)] : []),
    ...(status?.in ? [{ OR: status.in.map(inState) }] : []),
  ];
}

function inState(status: ConflictState): Prisma.ConflictCaseWhereInput {
  const isTakenUp = { partners: { some: { isTakenUp: true } } };
  if (status === 'INVESTIGATING') return { status, ...isTakenUp };
  if (status !== 'OPEN') return { status };
  return { OR: [{ status }, { status: 'INVESTIGATING', NOT: isTakenUp }] };
}
