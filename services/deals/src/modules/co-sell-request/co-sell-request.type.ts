import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type { CoSellRequest as RequestRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { StaffMember } from '../../entities/staff-member.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { opportunityById } from '../opportunity/opportunity.loaders.ts';
import { Opportunity } from '../opportunity/opportunity.type.ts';
import { renewalById } from '../renewal/renewal.loaders.ts';
import { Renewal } from '../renewal/renewal.type.ts';
import { CoSellKind, CoSellStatus } from './co-sell-request.enums.ts';
import { coSellRequestById } from './co-sell-request.loaders.ts';
import { coSellRequestMachine, statusAt } from './co-sell-request.machine.ts';

/** A partner's request that the vendor helps. */
export const CoSellRequest = builder.objectRef<RequestRow>('CoSellRequest');

/** A page of requests for help. */
export const CoSellRequestConnection = connectionOf(builder, CoSellRequest, 'CoSellRequest');

CoSellRequest.implement({
  description:
    'A partner’s request that the vendor helps with a deal, a contract or a renewal. Visible to the partner’s users, its account manager and staff who see all.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner that asks.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    kind: t.expose('kind', { type: CoSellKind, description: 'What help is asked for.' }),
    status: t.field({
      type: CoSellStatus,
      description: 'How far it has come; a time to answer that is over shows at once.',
      resolve: (request, _, { clock }) => statusAt(request, clock.now()),
    }),
    opportunity: t.field({
      type: Opportunity,
      nullable: true,
      description: 'The opportunity that it is about; null when it is about something else.',
      resolve: ({ opportunityId }, _, context) =>
        opportunityId === null ? null : opportunityById(context, opportunityId),
    }),
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that it is about; null when it is about something else.',
      resolve: ({ contractId }, _, context) =>
        contractId === null ? null : contractById(context, contractId),
    }),
    renewal: t.field({
      type: Renewal,
      nullable: true,
      description: 'The renewal that it is about; null when it is about something else.',
      resolve: ({ renewalId }, _, context) => (renewalId === null ? null : renewalById(context, renewalId)),
    }),
    requestedHelp: t.exposeString('requestedHelp', { description: 'What the vendor is asked to do.' }),
    neededBy: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day by which the help is needed; null when none was named.',
      resolve: ({ neededBy }) => dateText(neededBy),
    }),
    owner: t.field({
      type: StaffMember,
      nullable: true,
      description: 'The member of the vendor’s staff who helps; null before it is accepted.',
      resolve: ({ ownerId }) => (ownerId === null ? null : { id: ownerId }),
    }),
    responseDueAt: t.expose('respondBy', {
      type: 'DateTime',
      description: 'When the vendor’s time to answer is over: the end of a day in the partner’s time zone.',
    }),
    respondedAt: t.expose('respondedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the vendor answered first; null when it did not.',
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was completed, declined or withdrawn, or expired; null while it is open.',
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What was said last by whoever answered it or took it back; null for nothing.',
    }),
    policyVersionId: t.exposeID('policyVersionId', {
      description: 'The policy version that set the time to answer.',
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: (request, _, { viewer, clock }) =>
        coSellRequestMachine.availableActions(statusAt(request, clock.now()), viewer, null),
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'Its names in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

builder.asEntity(CoSellRequest, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => coSellRequestById(context, id),
});
