import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateFilter, EnumFilter, IdFilter, StringFilter } from '@channelgraph/graphql/filters.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Motion, OpportunityStage, RevenueModel, SourceRole } from '../../vocabulary.ts';

/** Which opportunities. */
export interface OpportunityFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly customerId?: IdFilter | null | undefined;
  readonly name?: StringFilter | null | undefined;
  readonly region?: StringFilter | null | undefined;
  readonly stage?: EnumFilter<string> | null | undefined;
  readonly motion?: EnumFilter<string> | null | undefined;
  readonly revenueModel?: EnumFilter<string> | null | undefined;
  readonly sourceRole?: EnumFilter<string> | null | undefined;
  readonly productLineIds?: readonly string[] | null | undefined;
  readonly isOpen?: boolean | null | undefined;
  readonly openedOn?: DateFilter | null | undefined;
  readonly closeDate?: DateFilter | null | undefined;
  readonly closedOn?: DateFilter | null | undefined;
  readonly and?: readonly OpportunityFilterInput[] | null | undefined;
  readonly or?: readonly OpportunityFilterInput[] | null | undefined;
  readonly not?: OpportunityFilterInput | null | undefined;
}

const StageFilter = enumFilter(builder, 'OpportunityStage', OpportunityStage);
const MotionFilter = enumFilter(builder, 'Motion', Motion);
const RevenueModelFilter = enumFilter(builder, 'RevenueModel', RevenueModel);
const SourceRoleFilter = enumFilter(builder, 'SourceRole', SourceRole);

/** The filter of lists of opportunities. */
export const OpportunityFilter = builder.inputRef<OpportunityFilterInput>('OpportunityFilter');
OpportunityFilter.implement({
  description: 'Which opportunities. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By partner.' }),
    customerId: t.field({ type: 'IdFilter', description: 'By customer.' }),
    name: t.field({ type: 'StringFilter', description: 'By name.' }),
    region: t.field({ type: 'StringFilter', description: 'By sales region.' }),
    stage: t.field({ type: StageFilter, description: 'By stage.' }),
    motion: t.field({ type: MotionFilter, description: 'By motion.' }),
    revenueModel: t.field({ type: RevenueModelFilter, description: 'By revenue model.' }),
    sourceRole: t.field({ type: SourceRoleFilter, description: 'By the part that the partner has in it.' }),
    productLineIds: t.idList({ description: 'Is about at least one of these product lines.' }),
    isOpen: t.boolean({ description: 'True: neither won nor lost. False: won or lost.' }),
    openedOn: t.field({ type: 'DateFilter', description: 'By the day it began.' }),
    closeDate: t.field({ type: 'DateFilter', description: 'By the day on which it is expected to close.' }),
    closedOn: t.field({ type: 'DateFilter', description: 'By the day it was won or lost.' }),
    and: t.field({ type: [OpportunityFilter], description: 'All of these hold.' }),
    or: t.field({ type: [OpportunityFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: OpportunityFilter, description: 'This does not hold.' }),
  }),
});

/** Turns the filter into a Prisma condition. */
export function opportunityWhere(
  filter: OpportunityFilterInput | null | undefined,
): Prisma.OpportunityWhereInput {
  if (!filter) return {};
  return givenOnly({
    id: toPrismaWhere.id(filter.id),
    partnerId: toPrismaWhere.id(filter.partnerId),
    customerId: toPrismaWhere.id(filter.customerId),
    name: toPrismaWhere.string(filter.name),
    region: toPrismaWhere.string(filter.region),
    stage: toPrismaWhere.enum(filter.stage),
    motion: toPrismaWhere.enum(filter.motion),
    revenueModel: toPrismaWhere.enum(filter.revenueModel),
    sourceRole: toPrismaWhere.enum(filter.sourceRole),
    productLineIds: filter.productLineIds ? { hasSome: [...filter.productLineIds] } : undefined,
    openedOn: toPrismaWhere.date(filter.openedOn),
    closeDate: toPrismaWhere.date(filter.closeDate),
    closedOn: toPrismaWhere.date(filter.closedOn),
    AND: [...(filter.and?.map(opportunityWhere) ?? []), openCondition(filter.isOpen)],
    OR: filter.or?.map(opportunityWhere),
    NOT: filter.not ? opportunityWhere(filter.not) : undefined,
  }) as Prisma.OpportunityWhereInput;
}

function openCondition(isOpen: boolean | null | undefined): Prisma.OpportunityWhereInput {
  if (isOpen === null || isOpen === undefined) return {};
  return isOpen ? { closedOn: null } : { closedOn: { not: null } };
}
