import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import type { Lead as LeadRow, LeadRouting as RoutingRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ProductLine } from '../../entities/product-line.entity.ts';
import { leadById, routingsOf } from './lead.loaders.ts';
import { leadMachine, statusAt } from './lead.machine.ts';
import type { RankedCandidate } from './lead.routing.ts';
import type { RoutingStep } from './lead.store.ts';

/** The enum of the same name. */
export const LeadDirection = builder.enumType('LeadDirection', {
  description: 'Who passes a lead to whom.',
  values: described({
    VENDOR_TO_PARTNER: 'The vendor gives it to a partner.',
    PARTNER_TO_VENDOR: 'A partner refers it to the vendor.',
  }),
});

/** The enum of the same name. */
export const LeadStatus = builder.enumType('LeadStatus', {
  description: 'How far a lead has come.',
  values: described({
    NEW: 'Recorded; a referral waits for the vendor, a lead of the vendor for a partner.',
    ROUTED: 'Given to a partner that has not answered.',
    ACCEPTED: 'Its receiver works on it.',
    QUALIFIED: 'There are need, money and a decision to come.',
    CONVERTED: 'It became a registration or an opportunity.',
    DECLINED: 'Its receiver did not want it, and nobody else got it.',
    UNQUALIFIED: 'It led nowhere.',
    EXPIRED: 'The partner did not answer in time, and nobody else got it.',
  }),
});

const LeadExclusion = builder.enumType('LeadExclusion', {
  description: 'Why a partner did not get a lead.',
  values: described({
    STATUS: 'It is not active.',
    TRIED: 'It had the lead before.',
    TYPE: 'Partners of its types get no leads.',
    PRODUCT: 'It is not what the product line asks for.',
    TERRITORY: 'It does not work where the lead is.',
    CAPACITY: 'It has as many open leads as its tier allows.',
  }),
});

const LeadRanking = builder.objectRef<RankedCandidate>('LeadRanking').implement({
  description: 'A partner that could have got a lead, with what its place rests on.',
  fields: (t) => ({
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    tierRank: t.exposeInt('tierRank', {
      nullable: true,
      description: 'The rank of its tier; null without one.',
    }),
    territory: t.exposeString('territory', {
      nullable: true,
      description:
        'Its region that the lead lies in; null when it works everywhere or the lead’s is not known.',
    }),
    openLeads: t.exposeInt('openLeads', { description: 'How many leads it was working on.' }),
    capacity: t.exposeInt('capacity', { description: 'How many it may work on.' }),
  }),
});

const LeadExclusionCount = builder
  .objectRef<RoutingStep['excluded'][number]>('LeadExclusionCount')
  .implement({
    description: 'How many partners a rule kept from a lead.',
    fields: (t) => ({
      rule: t.expose('rule', { type: LeadExclusion, description: 'The first rule that did.' }),
      count: t.exposeInt('count', { description: 'How many partners.' }),
    }),
  });

const LeadRoutingStep = builder.objectRef<RoutingStep>('LeadRoutingStep').implement({
  description: 'One passing on of a lead, with its reasons.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => new Date(at) }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'Who got it; null when nobody could.',
      resolve: ({ partnerId }) => (partnerId === null ? null : { id: partnerId }),
    }),
    isNamed: t.exposeBoolean('isNamed', { description: 'Whether somebody named the partner.' }),
    considered: t.exposeInt('considered', { description: 'How many partners were looked at.' }),
    excluded: t.field({
      type: [LeadExclusionCount],
      description: 'How many of them each rule kept from it.',
      resolve: ({ excluded }) => [...excluded],
    }),
    ranking: t.field({
      type: [LeadRanking],
      description: 'The first ten of the others, the best first: by tier, territory and open leads.',
      resolve: ({ ranking }) => [...ranking],
    }),
    policyVersionId: t.exposeID('policyVersionId', {
      description: 'The policy version that it was judged by.',
    }),
  }),
});

const LeadRouting = builder.objectRef<RoutingRow>('LeadRouting').implement({
  description: 'One partner that had a lead, and what it did with it.',
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    routedAt: t.expose('routedAt', { type: 'DateTime', description: 'When it got the lead.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it answered, or its time was over; null while it has not answered.',
    }),
    outcome: t.expose('outcome', {
      type: LeadStatus,
      description: 'What it did: ROUTED while it has not answered.',
    }),
  }),
});

// Until it accepts, a partner learns enough to decide, and nothing by which it could reach the customer.
const isRevealed = ({ direction, acceptedAt }: LeadRow, { viewer }: Context): boolean =>
  viewer.role !== 'PARTNER_USER' || direction === 'PARTNER_TO_VENDOR' || acceptedAt !== null;
const revealed =
  (field: 'companyName' | 'companyDomain' | 'region') =>
  (lead: LeadRow, _args: object, context: Context): string | null =>
    isRevealed(lead, context) ? lead[field] : null;
const personal =
  (field: 'contactName' | 'contactEmail' | 'contactPhone') =>
  (lead: LeadRow, _args: object, context: Context): string | null => {
    const isHidden =
      !isRevealed(lead, context) || (context.viewer.role === 'PARTNER_USER' && !lead.hasConsent);
    const text = lead[field];
    return isHidden || text === null ? null : maskPersonalData(context.viewer, text);
  };

/** Somebody who may buy. */
export const Lead = builder.objectRef<LeadRow>('Lead');

/** A page of leads. */
export const LeadConnection = connectionOf(builder, Lead, 'Lead');

Lead.implement({
  description:
    'Somebody who may buy, passed on by the vendor or by a partner. Visible to the users of the partner that has it now, its account manager and staff who see all.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    direction: t.expose('direction', { type: LeadDirection, description: 'Who passes it to whom.' }),
    status: t.field({
      type: LeadStatus,
      description: 'How far it has come; a time to answer that is over shows at once.',
      resolve: (lead, _, { clock }) => statusAt(lead, clock.now()),
    }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner that has it, or that referred it; null while none has it.',
      resolve: ({ partnerId }) => (partnerId === null ? null : { id: partnerId }),
    }),
    companyName: t.string({
      nullable: true,
      description: 'The company; null for a partner that has not accepted.',
      resolve: revealed('companyName'),
    }),
    companyDomain: t.string({
      nullable: true,
      description: 'Its internet domain; null when not known, and for a partner that has not accepted.',
      resolve: revealed('companyDomain'),
    }),
    companyCountry: t.field({
      type: 'CountryCode',
      nullable: true,
      description: 'Its country; null when not known.',
      resolve: ({ companyCountry }) => companyCountry,
    }),
    contactName: t.string({
      nullable: true,
      description:
        'Whom to talk to; null when not known, and for a partner that has not accepted or without the person’s consent. Masked for analysts.',
      resolve: personal('contactName'),
    }),
    contactEmail: t.string({
      nullable: true,
      description: 'The person’s e-mail address, shown like `contactName`; null when not.',
      resolve: personal('contactEmail'),
    }),
    contactPhone: t.string({
      nullable: true,
      description: 'The person’s telephone number, shown like `contactName`; null when not.',
      resolve: personal('contactPhone'),
    }),
    hasConsent: t.exposeBoolean('hasConsent', {
      description: 'Whether the person agreed that the details are passed on.',
    }),
    need: t.exposeString('need', { description: 'What they need.' }),
    productLines: t.field({
      type: [ProductLine],
      nullable: { list: false, items: true },
      description: 'The product lines that it is about.',
      resolve: ({ productLineIds }) => productLineIds.map((id) => ({ id })),
    }),
    region: t.string({
      nullable: true,
      description:
        'The sales region as a path from the widest to the narrowest; null when not known, and for a partner that has not accepted.',
      resolve: revealed('region'),
    }),
    score: t.exposeInt('score', {
      nullable: true,
      description: 'How promising it is, 0 to 100; null when not scored.',
    }),
    routedAt: t.expose('routedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the partner got it; null when it was not routed.',
    }),
    responseDueAt: t.expose('respondBy', {
      type: 'DateTime',
      nullable: true,
      description: 'When the time to answer is over; null when it was not routed.',
    }),
    acceptedAt: t.expose('acceptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its receiver accepted it; null before.',
    }),
    qualifiedAt: t.expose('qualifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was qualified; null before.',
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was converted, declined or disqualified, or expired; null while it is open.',
    }),
    closeReason: t.exposeString('closeReason', {
      nullable: true,
      description: 'Why it was declined or disqualified; null when it was not.',
    }),
    registrationId: t.exposeID('registrationId', {
      nullable: true,
      description: 'The id of the registration that it became; null when none.',
    }),
    opportunityId: t.exposeID('opportunityId', {
      nullable: true,
      description: 'The id of the opportunity that it became; null when none.',
    }),
    routings: t.field({
      type: [LeadRouting],
      description: 'Who had it and what they did with it. A partner user sees the own company alone.',
      resolve: async ({ id }, _, context) => (await routingsOf(context, id)) ?? [],
    }),
    routingTrace: t.field({
      type: [LeadRoutingStep],
      nullable: true,
      description: 'Why it went to whom; null for partner users and account managers.',
      resolve: ({ routingTrace }, _, { viewer }) =>
        viewer.role === 'PARTNER_USER' || viewer.role === 'CAM'
          ? null
          : (routingTrace as unknown as RoutingStep[]),
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: (lead, _, { viewer, clock }) =>
        leadMachine.availableActions(statusAt(lead, clock.now()), viewer, lead),
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'Its names in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

builder.asEntity(Lead, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => leadById(context, id),
});
