import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import { builder } from '../../builder.ts';
import {
  CertificationScopeEnum,
  LifecycleStageEnum,
  MspSegmentEnum,
  PartnerStatusEnum,
  PartnerTrackEnum,
  PartnerTypeEnum,
} from '../../vocabulary.ts';
import { primaryProgramLoader } from '../program-enrollment/program-enrollment.loaders.ts';
import type { PartnerView } from './partner.loaders.ts';
import { partnerFactsLoader, partnerLoader } from './partner.loaders.ts';
import { partnerMachine } from './partner.machine.ts';

const hidden = 'Null for a channel account manager outside the portfolio.';
const hiddenList = 'Empty for a channel account manager outside the portfolio.';

export const Partner = builder.objectRef<PartnerView>('Partner').implement({
  description:
    'A company that takes part in the vendor’s programs. Its own users, its account managers, administrators and analysts see all of it; other account managers see name, types, status, tier and account manager.',
  interfaces: ['Node'],
  fields: (t) => ({
    displayName: t.exposeString('displayName', { description: 'The name to show.' }),
    types: t.field({
      type: [PartnerTypeEnum],
      description: 'What the partner does for the vendor.',
      resolve: ({ types }) => types,
    }),
    status: t.expose('status', { type: PartnerStatusEnum, description: 'Where the partner stands.' }),
    version: t.int({
      nullable: true,
      description: `The version, for \`expectedVersion\`. ${hidden}`,
      resolve: (partner) => shown(partner, partner.version),
    }),
    legalName: t.string({
      nullable: true,
      description: `The registered name. ${hidden}`,
      resolve: (partner) => shown(partner, partner.legalName),
    }),
    segment: t.field({
      type: MspSegmentEnum,
      nullable: true,
      description: `The primary segment of a managed service provider; null for others. ${hidden}`,
      resolve: (partner) => shown(partner, partner.segment),
    }),
    secondarySegments: t.field({
      type: [MspSegmentEnum],
      description: `Further segments of a managed service provider. ${hiddenList}`,
      resolve: (partner) => shown(partner, partner.secondarySegments) ?? [],
    }),
    tracks: t.field({
      type: [PartnerTrackEnum],
      description: `Whether it integrates technology, sells solutions, or both. ${hiddenList}`,
      resolve: (partner) => shown(partner, partner.tracks) ?? [],
    }),
    regions: t.stringList({
      description: `The regions it works in, as the program names them. ${hiddenList}`,
      resolve: (partner) => shown(partner, partner.regions) ?? [],
    }),
    hqCountry: t.field({
      type: 'CountryCode',
      nullable: true,
      description: `The country of its headquarters; null when unknown. ${hidden}`,
      resolve: (partner) => shown(partner, partner.hqCountry),
    }),
    lifecycleStage: t.field({
      type: LifecycleStageEnum,
      nullable: true,
      description: `The stage of the relationship. ${hidden}`,
      resolve: (partner) => shown(partner, partner.lifecycleStage),
    }),
    domains: t.stringList({
      description: `The internet domains it owns. ${hiddenList}`,
      resolve: (partner) => shown(partner, partner.domains) ?? [],
    }),
    deliveredScopes: t.field({
      type: [CertificationScopeEnum],
      description: `The fields of work that it delivers, and needs certified people for. ${hiddenList}`,
      resolve: (partner) => shown(partner, partner.deliveredScopes) ?? [],
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: `When it was first recorded. ${hidden}`,
      resolve: (partner) => shown(partner, partner.createdAt),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: `When it last changed. ${hidden}`,
      resolve: (partner) => shown(partner, partner.updatedAt),
    }),
  }),
});

builder.objectFields(Partner, (t) => ({
  currency: t.field({
    type: 'CurrencyCode',
    nullable: true,
    description: `The currency it is reckoned in: its own, or else that of its leading program; null without either. ${hidden}`,
    resolve: async (partner, _, context) =>
      shown(partner, partner.currency ?? (await primaryProgramLoader(context, partner.id))?.currency ?? null),
  }),
  timeZone: t.string({
    nullable: true,
    description: `The IANA time zone of its leading program; null without a program. ${hidden}`,
    resolve: async (partner, _, context) =>
      shown(partner, (await primaryProgramLoader(context, partner.id))?.timeZone ?? null),
  }),
  externalReferences: t.field({
    type: ['ExternalReference'],
    description: `Its ids in other systems. ${hiddenList}`,
    resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
  }),
  availableActions: t.field({
    type: ['AvailableAction'],
    description: `The actions on its status, and whether the viewer may take them now. ${hiddenList}`,
    resolve: async (partner, _, context) => {
      const facts = shown(partner, await partnerFactsLoader(context, partner.id));
      return facts ? partnerMachine.availableActions(partner.status, context.viewer, facts) : [];
    },
  }),
}));

builder.asEntity(Partner, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => partnerLoader(context, id),
});

export const PartnerConnection = connectionOf(builder, Partner, 'Partner');

/** Gives the value to a viewer who sees the whole partner, and null to others. */
export function shown<Value>(partner: PartnerView, value: Value): Value | null {
  return partner.isFullyVisible ? value : null;
}
