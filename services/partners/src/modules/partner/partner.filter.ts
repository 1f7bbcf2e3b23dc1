import type {
  CertificationScope,
  MspSegment,
  PartnerType,
} from '@channelgraph/graphql/partner-vocabulary.ts';
import { enumFilter, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { EnumFilter, IdFilter, StringFilter } from '@channelgraph/graphql/filters.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import type { Prisma } from '../../db.ts';
import { builder } from '../../builder.ts';
import {
  CertificationScopeEnum,
  MspSegmentEnum,
  PartnerStatusEnum,
  PartnerTypeEnum,
} from '../../vocabulary.ts';
import type { Context } from '../../context.ts';
import type { PartnerStatus } from './partner.machine.ts';

/** The conditions by which partners are chosen; all that are given must hold. */
export interface PartnerConditions {
  readonly id?: IdFilter | null | undefined;
  readonly displayName?: StringFilter | null | undefined;
  readonly status?: EnumFilter<PartnerStatus> | null | undefined;
  readonly type?: EnumFilter<PartnerType> | null | undefined;
  readonly segment?: EnumFilter<MspSegment> | null | undefined;
  readonly region?: EnumFilter<string> | null | undefined;
  readonly hqCountry?: EnumFilter<string> | null | undefined;
  readonly deliveredScope?: EnumFilter<CertificationScope> | null | undefined;
  readonly programId?: IdFilter | null | undefined;
  readonly channelAccountManagerId?: IdFilter | null | undefined;
  readonly and?: readonly PartnerConditions[] | null | undefined;
  readonly or?: readonly PartnerConditions[] | null | undefined;
  readonly not?: PartnerConditions | null | undefined;
}

const anyOf = 'All comparisons given must hold.';

const PartnerStatusFilter = enumFilter(builder, 'PartnerStatus', PartnerStatusEnum);

const PartnerTypeFilter = builder.inputType('PartnerTypeFilter', {
  description: `Compares a partner’s types. ${anyOf}`,
  fields: (t) => ({
    eq: t.field({ type: PartnerTypeEnum, description: 'Has this type.' }),
    in: t.field({ type: [PartnerTypeEnum], description: 'Has one of these.' }),
  }),
});

const MspSegmentFilter = enumFilter(builder, 'MspSegment', MspSegmentEnum);

const RegionFilter = builder.inputType('PartnerRegionFilter', {
  description: `Compares the regions that a partner works in. ${anyOf}`,
  fields: (t) => ({
    eq: t.string({ description: 'Works in this region.' }),
    in: t.stringList({ description: 'Works in one of these.' }),
  }),
});

const CountryFilter = builder.inputType('CountryFilter', {
  description: `Compares a country. ${anyOf}`,
  fields: (t) => ({
    eq: t.field({ type: 'CountryCode', description: 'This country.' }),
    in: t.field({ type: ['CountryCode'], description: 'One of these.' }),
  }),
});

const ScopeFilter = builder.inputType('DeliveredScopeFilter', {
  description: `Compares the fields of work that a partner delivers. ${anyOf}`,
  fields: (t) => ({
    eq: t.field({ type: CertificationScopeEnum, description: 'Delivers this.' }),
    in: t.field({ type: [CertificationScopeEnum], description: 'Delivers one of these.' }),
  }),
});

const filterRef = builder.inputRef<PartnerConditions>('PartnerFilter');
export const PartnerFilter = filterRef.implement({
  description:
    'Chooses partners; all conditions given must hold. A channel account manager who asks by more than id, name, type, status or account manager finds only partners of the portfolio.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    displayName: t.field({ type: 'StringFilter', description: 'By the name that is shown.' }),
    status: t.field({ type: PartnerStatusFilter, description: 'By status.' }),
    type: t.field({ type: PartnerTypeFilter, description: 'By type.' }),
    segment: t.field({ type: MspSegmentFilter, description: 'By primary segment.' }),
    region: t.field({ type: RegionFilter, description: 'By region.' }),
    hqCountry: t.field({ type: CountryFilter, description: 'By country of the headquarters.' }),
    deliveredScope: t.field({ type: ScopeFilter, description: 'By field of work.' }),
    programId: t.field({
      type: 'IdFilter',
      description: 'By a program in which the partner is an active member.',
    }),
    channelAccountManagerId: t.field({ type: 'IdFilter', description: 'By a present account manager.' }),
    and: t.field({ type: [filterRef], description: 'All of these hold.' }),
    or: t.field({ type: [filterRef], description: 'One of these holds.' }),
    not: t.field({ type: filterRef, description: 'This does not hold.' }),
  }),
});

const deepest = 5;

/** Turns conditions into a query that reveals nothing of a partner beyond what the viewer sees of it. */
export function partnerWhere(
  context: Context,
  {
    filter,
    search,
    portfolio,
  }: {
    readonly filter: PartnerConditions | null | undefined;
    readonly search: string | null | undefined;
    /** The partners that a channel account manager sees whole; null for everybody else. */
    readonly portfolio: ReadonlySet<string> | null;
  },
): Prisma.PartnerWhereInput {
  const isNarrow = portfolio !== null && filter != null && asksForHidden(filter);
  return {
    AND: [
      filter ? conditions(filter, 1) : {},
      search?.trim() ? searched(search.trim(), portfolio) : {},
      isNarrow ? { id: { in: [...portfolio] } } : {},
    ],
  };
}

function searched(text: string, portfolio: ReadonlySet<string> | null): Prisma.PartnerWhereInput {
  const contains = { contains: text, mode: 'insensitive' as const };
  const hidden = { OR: [{ legalName: contains }, { domains: { has: text.toLowerCase() } }] };
  return {
    OR: [{ displayName: contains }, portfolio ? { AND: [hidden, { id: { in: [...portfolio] } }] } : hidden],
  };
}

function asksForHidden({
  and,
  or,
  not,
  segment,
  region,
  hqCountry,
  deliveredScope,
  programId,
}: PartnerConditions): boolean {
  const nested = [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])];
  return (
    [segment, region, hqCountry, deliveredScope, programId].some((each) => each != null) ||
    nested.some(asksForHidden)
  );
}

function conditions(filter: PartnerConditions, depth: number): Prisma.PartnerWhereInput {
  if (depth > deepest) throw new BadUserInputError(`A filter nests ${deepest} levels at most.`);
  const {
    id,
    displayName,
    status,
    type,
    segment,
    region,
    hqCountry,
    deliveredScope,
    programId,
    channelAccountManagerId,
  } = filter;
  const program = toPrismaWhere.id(programId);
  const cam = toPrismaWhere.id(channelAccountManagerId);
  const all: (Prisma.PartnerWhereInput | undefined)[] = [
    id ? { id: toPrismaWhere.id(id) ?? {} } : undefined,
    displayName ? { displayName: toPrismaWhere.string(displayName) ?? {} } : undefined,
    status ? { status: toPrismaWhere.enum(status) ?? {} } : undefined,
    segment ? { segment: toPrismaWhere.enum(segment) ?? {} } : undefined,
    hqCountry ? { hqCountry: toPrismaWhere.enum(hqCountry) ?? {} } : undefined,
    type?.eq ? { types: { has: type.eq } } : undefined,
    type?.in ? { types: { hasSome: [...type.in] } } : undefined,
    region?.eq ? { regions: { has: region.eq } } : undefined,
    region?.in ? { regions: { hasSome: [...region.in] } } : undefined,
    deliveredScope?.eq ? { deliveredScopes: { has: deliveredScope.eq } } : undefined,
    deliveredScope?.in ? { deliveredScopes: { hasSome: [...deliveredScope.in] } } : undefined,
    program ? { enrollments: { some: { status: 'ACTIVE', programId: program } } } : undefined,
    cam ? { camAssignments: { some: { validTo: null, camId: cam } } } : undefined,
    ...(filter.and ?? []).map((each) => conditions(each, depth + 1)),
    filter.or ? { OR: filter.or.map((each) => conditions(each, depth + 1)) } : undefined,
    filter.not ? { NOT: conditions(filter.not, depth + 1) } : undefined,
  ];
  return { AND: all.filter((each) => each !== undefined) };
}
