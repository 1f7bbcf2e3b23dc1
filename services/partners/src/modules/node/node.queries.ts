import { typenameOfId } from '@channelgraph/core/ids.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { isForeignEntity } from '../../entities/foreign-entities.ts';
import { alertLoader } from '../alert/alert.loaders.ts';
import { partnerLoader } from '../partner/partner.loaders.ts';
import { partnerUserLoader } from '../partner-user/partner-user.loaders.ts';
import { productLineLoader } from '../product-line/product-line.loaders.ts';
import { programLoader, tierLoader } from '../program/program.loaders.ts';
import { loadProfiles } from '../scorecard/scorecard.loaders.ts';
import { staffMemberLoader } from '../staff-member/staff-member.loaders.ts';

type Found = { readonly id: string } | null;

const own: Readonly<Record<string, (context: Context, id: string) => Promise<Found>>> = {
  Alert: alertLoader,
  Partner: partnerLoader,
  PartnerUser: partnerUserLoader,
  StaffMember: staffMemberLoader,
  ProductLine: productLineLoader,
  Program: programLoader,
  Tier: tierLoader,
  PartnerTypeProfile: async (context, id) =>
    (await loadProfiles(context)).find((each) => each.id === id) ?? null,
  ProgramEnrollment: ({ db }, id) =>
    db.read.programEnrollment.findUnique({ where: { id }, include: { program: true } }),
  TierAssignment: async (context, id) =>
    ofWholePartner(
      context,
      await context.db.read.tierAssignment.findUnique({ where: { id }, include: { tier: true } }),
    ),
  CamAssignment: async (context, id) =>
    ofWholePartner(
      context,
      await context.db.read.camAssignment.findUnique({ where: { id }, include: { cam: true } }),
    ),
  PlanTarget: ({ db }, id) => db.read.planTarget.findUnique({ where: { id } }),
  MetricFact: ({ db }, id) => db.read.metricFact.findUnique({ where: { id } }),
};

// Account managers read these rows of every partner, because they know every partner's tier and account
// manager of the day; the history is for those who see the partner whole.
async function ofWholePartner<Row extends { readonly partnerId: string }>(
  context: Context,
  row: Row | null,
): Promise<Row | null> {
  if (row === null) return null;
  return (await partnerLoader(context, row.partnerId))?.isFullyVisible ? row : null;
}

builder.queryField('node', (t) =>
  t.field({
    type: 'Node',
    nullable: true,
    description:
      'Any entity by its id; null when the id belongs to no type. An entity of another service that is absent or not the viewer’s to see answers with its id alone.',
    args: { id: t.arg.id({ required: true, description: 'The global id.' }) },
    resolve: async (_, { id }, context) => {
      const typename = typenameOfId(id);
      if (typename === null) return null;
      if (isForeignEntity(typename)) return { __typename: typename, id };
      const found = (await own[typename]?.(context, id)) ?? null;
      return found && { __typename: typename, ...found };
    },
  }),
);
