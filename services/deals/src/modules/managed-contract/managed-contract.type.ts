import { money } from '@channelgraph/core/money.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type { ManagedContract as ContractRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ProductLine } from '../../entities/product-line.entity.ts';
import { dateText } from '../../stored-rows.ts';
import {
  BillingInterval,
  ContractStatus,
  RenewalWindow,
  SeatUnit,
  UsageAggregation,
} from '../../vocabulary.ts';
import { customerById } from '../customer/customer.loaders.ts';
import { Customer } from '../customer/customer.type.ts';
import { renewalDates, statusOn, statusSince } from './managed-contract.dates.ts';
import { contractById, statesOf, successorOfContract } from './managed-contract.loaders.ts';
import { contractMachine } from './managed-contract.machine.ts';
import { stateOn } from './managed-contract.timeline.ts';

/** An agreement by which a partner manages a customer for a term. */
export const ManagedContract = builder.objectRef<ContractRow>('ManagedContract');

/** A page of contracts. */
export const ManagedContractConnection = connectionOf(builder, ManagedContract, 'ManagedContract');

ManagedContract.implement({
  description:
    'An agreement by which a partner manages a customer for a term. Visible to the partner’s users, its account manager and staff who see all.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner who manages.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'The customer who is managed.',
      resolve: ({ customerId }, _, context) => customerById(context, customerId),
    }),
    productLines: t.field({
      type: [ProductLine],
      nullable: { list: false, items: true },
      description: 'The product lines that are managed.',
      resolve: ({ productLineIds }) => productLineIds.map((id) => ({ id })),
    }),
    status: t.field({
      type: ContractStatus,
      description:
        'The state today, in the time zone of the partner’s program. A state that is decided for a later day shows from that day on; until then, the one before it.',
      resolve: async (row, _, context) =>
        statusOn((await statesOf(context, row.id)) ?? [], await todayOfPartner(context, row.partnerId)),
    }),
    statusSince: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which it is in this state; null for a draft.',
      resolve: async (row, _, context) =>
        statusSince((await statesOf(context, row.id)) ?? [], await todayOfPartner(context, row.partnerId)),
    }),
    decidedOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day on which its renewal or end was decided; null while it is not.',
      resolve: ({ decidedOn }) => dateText(decidedOn),
    }),
    endsOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which it is no longer in force; null while no end is decided.',
      resolve: ({ endedOn }) => dateText(endedOn),
    }),
    termStart: t.field({
      type: 'Date',
      description: 'The first day of the term.',
      resolve: ({ termStart }) => dateText(termStart),
    }),
    termEnd: t.field({
      type: 'Date',
      description: 'The first day after the term.',
      resolve: ({ termEnd }) => dateText(termEnd),
    }),
    termMonths: t.exposeInt('termMonths', { description: 'The length of the term in months.' }),
    billing: t.expose('billing', { type: BillingInterval, description: 'How often it is billed.' }),
    mrr: t.field({
      type: 'Money',
      description: 'The monthly recurring revenue agreed for today; before the term, for its start.',
      resolve: async (row, _, context) => money((await agreedToday(row, context)).mrrMinor, row.currency),
    }),
    contractedSeats: t.int({
      description: 'The seats agreed for today; before the term, for its start.',
      resolve: async (row, _, context) => (await agreedToday(row, context)).contractedSeats,
    }),
    seatUnit: t.expose('seatUnit', { type: SeatUnit, description: 'What the seats count.' }),
    autoRenew: t.exposeBoolean('autoRenew', {
      description: 'Whether it renews itself unless notice is given.',
    }),
    noticeDays: t.exposeInt('noticeDays', { description: 'The notice period in days before the term ends.' }),
    noticeDeadline: t.field({
      type: 'Date',
      description: 'The latest day on which notice can be given.',
      resolve: async (row, _, context) => (await datesOf(row, context)).noticeDeadline,
    }),
    renewalWindowOpensOn: t.field({
      type: 'Date',
      description: 'The day on which the decision window of 90 days opens.',
      resolve: async (row, _, context) => (await datesOf(row, context)).renewalWindowOpensOn,
    }),
    daysUntilTermEnd: t.int({
      description: 'Days until the term ends; negative afterwards.',
      resolve: async (row, _, context) => (await datesOf(row, context)).daysUntilTermEnd,
    }),
    renewalWindow: t.field({
      type: RenewalWindow,
      nullable: true,
      description:
        'How soon the renewal must be decided; null when it is decided, has lapsed or the contract is not in force.',
      resolve: async (row, _, context) => (await datesOf(row, context)).renewalWindow,
    }),
    isInDecisionWindow: t.boolean({
      description: 'Whether the customer decides now: undecided, 0 to 90 days before the term ends.',
      resolve: async (row, _, context) => (await datesOf(row, context)).isInDecisionWindow,
    }),
    isLapsed: t.boolean({
      description:
        'Whether its term ended more than 30 days ago and neither a renewal nor an end was recorded; its history, and what it earns in it, stand until somebody does.',
      resolve: async (row, _, context) => (await datesOf(row, context)).isLapsed,
    }),
    registrationId: t.exposeID('registrationId', {
      nullable: true,
      description: 'The id of the deal registration that led to it; null for none.',
    }),
    priceLockReference: t.exposeString('priceLockReference', {
      nullable: true,
      description: 'The agreement by which its price is locked; null when the price may change.',
    }),
    priceLockedUntil: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The first day on which the price is no longer locked; null when it is locked for the term, or not at all.',
      resolve: ({ priceLockedUntil }) => dateText(priceLockedUntil),
    }),
    slaPolicyReference: t.exposeString('slaPolicyReference', {
      nullable: true,
      description: 'The service levels that the partner promised the customer; null for none.',
    }),
    usageAggregation: t.expose('usageAggregation', {
      type: UsageAggregation,
      description: 'How the usage of a month becomes the number that is billed.',
    }),
    monthlyMinimum: t.exposeInt('monthlyMinimum', {
      description: 'The least that is billed in a month, in its unit; 0 for no minimum.',
    }),
    transferredFrom: t.field({
      type: ManagedContract,
      nullable: true,
      description:
        'The contract with another partner that it continues; null for none, and for a viewer who may not see it.',
      resolve: ({ transferredFromId }, _, context) =>
        transferredFromId === null ? null : contractById(context, transferredFromId),
    }),
    predecessor: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that it renews; null for a first one.',
      resolve: ({ predecessorId }, _, context) =>
        predecessorId === null ? null : contractById(context, predecessorId),
    }),
    successor: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that renews it; null while there is none.',
      resolve: ({ id }, _, context) => successorOfContract(context, id),
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: async (row, _, context) =>
        contractMachine.availableActions(row.status, context.viewer, {
          termStart: dateText(row.termStart),
          termEnd: dateText(row.termEnd),
          today: await todayOfPartner(context, row.partnerId),
        }),
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

builder.asEntity(ManagedContract, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => contractById(context, id),
});

async function datesOf(row: ContractRow, context: Context) {
  const today = await todayOfPartner(context, row.partnerId);
  const isUndecided = row.status === 'ACTIVE' || row.status === 'SUSPENDED';
  return renewalDates({ termEnd: dateText(row.termEnd), noticeDays: row.noticeDays, isUndecided }, today);
}

async function agreedToday(row: ContractRow, context: Context) {
  const states = (await statesOf(context, row.id)) ?? [];
  return stateOn(states, await todayOfPartner(context, row.partnerId)) ?? states[0] ?? row;
}
