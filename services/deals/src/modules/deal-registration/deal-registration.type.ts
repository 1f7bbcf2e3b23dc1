import { addDays, endOfDay } from '@channelgraph/core/calendar.ts';
import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { directoryPartnerById } from '@channelgraph/graphql/partner-directory.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type {
  DealRegistration as RegistrationRow,
  RegistrationDecision as DecisionRow,
  RegistrationEvidence as EvidenceRow,
  RegistrationExtension as ExtensionRow,
  RegistrationLine as LineRow,
} from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ProductLine } from '../../entities/product-line.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { LossReason, OpportunityStage, RevenueModel } from '../../vocabulary.ts';
import { customerById } from '../customer/customer.loaders.ts';
import { Customer } from '../customer/customer.type.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import { opportunityById } from '../opportunity/opportunity.loaders.ts';
import { DealAmountsType, Opportunity } from '../opportunity/opportunity.type.ts';
import { guardFacts } from './deal-registration.action.ts';
import {
  EvidenceKind,
  ExtensionStatus,
  RegistrationField,
  RegistrationKind,
  RegistrationRejection,
  RegistrationStatus,
} from './deal-registration.enums.ts';
import type { ContentField } from './deal-registration.draft.ts';
import {
  decisionsOf,
  evidenceOf,
  extensionsOf,
  linesOf,
  openConflictOf,
  policyToday,
  registrationById,
} from './deal-registration.loaders.ts';
import { isProtectedAt, registrationMachine, statusAt } from './deal-registration.machine.ts';
import type { RuleVerdict } from './deal-registration.rules.ts';

const RegistrationLine = builder
  .objectRef<LineRow & { readonly currency: string }>('RegistrationLine')
  .implement({
    description: 'A product line of a registration with what it is worth.',
    fields: (t) => ({
      productLine: t.field({
        type: ProductLine,
        nullable: true,
        description: 'The product line.',
        resolve: ({ productLineId }) => ({ id: productLineId }),
      }),
      quantity: t.exposeInt('quantity', { description: 'How many units, such as seats.' }),
      amounts: t.field({
        type: DealAmountsType,
        description: 'What the line is worth.',
        resolve: ({ currency, ...line }) => ({ ...amountsOf(line), currency }),
      }),
    }),
  });

const RegistrationEvidence = builder.objectRef<EvidenceRow>('RegistrationEvidence').implement({
  description: 'A reference to a document that speaks for a registration.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the evidence.' }),
    kind: t.expose('kind', { type: EvidenceKind, description: 'What it shows.' }),
    fileName: t.exposeString('fileName', { description: 'The name of the document.' }),
    mediaType: t.exposeString('mediaType', {
      description: 'The kind of document, such as `application/pdf`.',
    }),
    sizeBytes: t.exposeInt('sizeBytes', { description: 'The size of the document in bytes.' }),
    sha256: t.exposeString('sha256', {
      description: 'The SHA-256 of the document, in lower-case hexadecimal.',
    }),
    url: t.exposeString('url', { description: 'Where the document is kept.' }),
    observedOn: t.field({
      type: 'Date',
      description: 'The day on which what it shows happened.',
      resolve: ({ observedOn }) => dateText(observedOn),
    }),
    note: t.exposeString('note', { nullable: true, description: 'A remark; null for none.' }),
    addedAt: t.expose('addedAt', { type: 'DateTime', description: 'When it was added.' }),
    addedBy: t.field({
      type: 'ID',
      description: 'Who added it; hidden from analysts.',
      resolve: ({ addedBy }, _, { viewer }) => maskPersonalData(viewer, addedBy),
    }),
  }),
});

/** What one rule said of a registration. */
export const RegistrationRuleVerdict = builder.objectRef<RuleVerdict>('RegistrationRuleVerdict').implement({
  description: 'What one rule said of a registration, without anything about a rival.',
  fields: (t) => ({
    rule: t.exposeString('rule', { description: 'The rule.' }),
    code: t.expose('code', {
      type: RegistrationRejection,
      description: 'The reason with which a registration that breaks the rule is rejected.',
    }),
    verdict: t.field({
      type: RegistrationVerdictEnum(),
      description: 'What the rule said.',
      resolve: ({ verdict }) => verdict,
    }),
    message: t.exposeString('message', { description: 'The verdict in words.' }),
  }),
});

function RegistrationVerdictEnum() {
  return builder.enumType('RegistrationVerdict', {
    description: 'What a rule says of a registration.',
    values: {
      PASS: { description: 'Nothing speaks against it.' },
      FAIL: { description: 'The rule forbids it.' },
      REVIEW: { description: 'People decide.' },
    } as const,
  });
}

const RegistrationDecision = builder.objectRef<DecisionRow>('RegistrationDecision').implement({
  description: 'One decision about a registration with every rule that led to it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the decision.' }),
    action: t.exposeString('action', { description: 'The action of the machine, such as `APPROVE`.' }),
    outcome: t.expose('outcome', { type: RegistrationStatus, description: 'The state that it led to.' }),
    rejectionReasons: t.expose('rejectionReasons', {
      type: [RegistrationRejection],
      description: 'What spoke against it; empty unless it was rejected.',
    }),
    ruleTrace: t.field({
      type: [RegistrationRuleVerdict],
      description: 'Each rule with its verdict, in the order in which they were judged.',
      resolve: ({ ruleTrace }) => ruleTrace as unknown as RuleVerdict[],
    }),
    policyVersionId: t.exposeID('policyVersionId', {
      nullable: true,
      description: 'The version of the policy that it was decided by; null for one that no policy bound.',
    }),
    note: t.exposeString('note', { nullable: true, description: 'What the decider said; null for nothing.' }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When it was decided.' }),
    decidedBy: t.field({
      type: 'ID',
      description: 'Who decided; hidden from analysts.',
      resolve: ({ decidedBy }, _, { viewer }) => maskPersonalData(viewer, decidedBy),
    }),
  }),
});

const RegistrationExtension = builder.objectRef<ExtensionRow>('RegistrationExtension').implement({
  description: 'A longer protection that was asked for or given.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the extension.' }),
    status: t.expose('status', { type: ExtensionStatus, description: 'What became of it.' }),
    days: t.exposeInt('days', { description: 'The days asked for, or given.' }),
    reason: t.exposeString('reason', { description: 'Why it is needed.' }),
    extendedTo: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day after the longer protection; null unless it was granted.',
      resolve: ({ extendedTo }) => dateText(extendedTo),
    }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was answered; null while it is not.',
    }),
    note: t.exposeString('note', { nullable: true, description: 'The answer in words; null for none.' }),
  }),
});

/** A partner's claim to a sale or to a relationship. */
export const DealRegistration = builder.objectRef<RegistrationRow>('DealRegistration');

/** A page of registrations. */
export const DealRegistrationConnection = connectionOf(builder, DealRegistration, 'DealRegistration');

DealRegistration.implement({
  description:
    'A partner’s claim to a sale or to a customer relationship, and the protection that it was given. Visible to the partner’s users, its account manager and staff who see all.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner whose claim it is.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    kind: t.expose('kind', { type: RegistrationKind, description: 'What it is about.' }),
    status: t.field({
      type: RegistrationStatus,
      description: 'How far it has come. A protection that ran out shows as `EXPIRED` at once.',
      resolve: (row, _, { clock }) => statusAt(row, clock.now()),
    }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    isOnBehalf: t.exposeBoolean('isOnBehalf', {
      description: 'Whether staff entered or submitted it for the partner.',
    }),
    supersedes: t.field({
      type: DealRegistration,
      nullable: true,
      description: 'The rejected or expired registration that it was cloned from; null for none.',
      resolve: ({ supersedesId }, _, context) =>
        supersedesId === null ? null : registrationById(context, supersedesId),
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: availableActions,
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'Its names in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

builder.objectFields(DealRegistration, (t) => ({
  customer: t.field({
    type: Customer,
    nullable: true,
    description:
      'The customer that it was matched with; null for a draft, and for partner users unless it is approved or won.',
    resolve: ({ customerId, ...row }, _, context) =>
      customerId === null || !seesCustomer(context, row) ? null : customerById(context, customerId),
  }),
  customerName: t.field({
    type: 'String',
    nullable: true,
    description: 'The customer as the partner named it; null while a draft names none.',
    resolve: ({ customerName }) => (customerName === '' ? null : customerName),
  }),
  customerCountry: t.exposeString('customerCountry', {
    nullable: true,
    description: 'The customer’s country, an ISO 3166-1 code; null when not named.',
  }),
  customerDomains: t.exposeStringList('customerDomains', {
    description: 'The customer’s internet domains as named.',
  }),
  customerDuns: t.exposeString('customerDuns', {
    nullable: true,
    description: 'The customer’s D-U-N-S number as named; null for none.',
  }),
  customerTaxId: t.exposeString('customerTaxId', {
    nullable: true,
    description: 'The customer’s tax id as named; null for none.',
  }),
  customerNeed: t.exposeString('customerNeed', {
    nullable: true,
    description: 'What the customer needs; null when not said.',
  }),
  incumbentVendor: t.exposeString('incumbentVendor', {
    nullable: true,
    description: 'Who serves the customer now; null when not known.',
  }),
  productLines: t.field({
    type: [ProductLine],
    nullable: { list: false, items: true },
    description: 'The product lines that it is about.',
    resolve: ({ productLineIds }) => productLineIds.map((id) => ({ id })),
  }),
  region: t.exposeString('region', {
    nullable: true,
    description: 'A path of regions, the widest first; null for everywhere.',
  }),
  revenueModel: t.expose('revenueModel', {
    type: RevenueModel,
    nullable: true,
    description: 'How it is paid; null while it is worth nothing.',
  }),
  amounts: t.field({
    type: DealAmountsType,
    description: 'What its lines are worth together; the term is the longest of theirs.',
    resolve: (row, _, context) => sumOfLines(row, context),
  }),
  lines: t.field({
    type: [RegistrationLine],
    description: 'Its product lines with what each is worth.',
    resolve: async ({ id, currency }, _, context) =>
      ((await linesOf(context, id)) ?? []).map((line) => ({ ...line, currency })),
  }),
  expectedCloseDate: t.field({
    type: 'Date',
    nullable: true,
    description: 'The day on which the sale is expected to close; null when not known.',
    resolve: ({ expectedCloseDate }) => dateText(expectedCloseDate),
  }),
  stageAtSubmission: t.expose('stageAtSubmission', {
    type: OpportunityStage,
    nullable: true,
    description: 'How far the sale had come when it was submitted; null when not said.',
  }),
  contract: t.field({
    type: ManagedContract,
    nullable: true,
    description: 'The contract that it is about or led to; null for none.',
    resolve: ({ contractId }, _, context) => (contractId === null ? null : contractById(context, contractId)),
  }),
  opportunity: t.field({
    type: Opportunity,
    nullable: true,
    description: 'The opportunity that it stands for; null for none.',
    resolve: ({ opportunityId }, _, context) =>
      opportunityId === null ? null : opportunityById(context, opportunityId),
  }),
}));

builder.objectFields(DealRegistration, (t) => ({
  submittedAt: t.expose('submittedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'Its place in line; null while it was not submitted.',
  }),
  claimedAt: t.expose('claimedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When its review was taken on; null while it was not.',
  }),
  decisionDueAt: t.expose('decisionDueAt', {
    type: 'DateTime',
    nullable: true,
    description:
      'When the decision is due on the business calendar; null while nothing is to decide or information is awaited.',
  }),
  isDecisionOverdue: t.field({
    type: 'Boolean',
    description: 'Whether the decision should have been taken by now.',
    resolve: ({ decisionDueAt }, _, { clock }) => decisionDueAt !== null && decisionDueAt <= clock.now(),
  }),
  requestedFields: t.field({
    type: [RegistrationField],
    description: 'The fields that a request for information opened; empty when none is awaited.',
    resolve: ({ requestedFields }) => requestedFields as ContentField[],
  }),
  requestNote: t.exposeString('requestNote', {
    nullable: true,
    description: 'What was asked for; null when no information is awaited.',
  }),
  decidedAt: t.expose('decidedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it was approved or rejected; null while it was not.',
  }),
  decisionNote: t.exposeString('decisionNote', {
    nullable: true,
    description: 'What the decider said; null for nothing.',
  }),
  rejectionReasons: t.expose('rejectionReasons', {
    type: [RegistrationRejection],
    description: 'What spoke against it; empty unless it was rejected.',
  }),
  isProtected: t.field({
    type: 'Boolean',
    description: 'Whether its scope is protected at this moment.',
    resolve: isProtectedNow,
  }),
  protectedFrom: t.field({
    type: 'Date',
    nullable: true,
    description: 'The first protected day; null while it was not approved.',
    resolve: ({ protectedFrom }) => dateText(protectedFrom),
  }),
  protectedTo: t.field({
    type: 'Date',
    nullable: true,
    description:
      'The first day after the protection, in the time zone of the partner’s program; null while it was not approved.',
    resolve: ({ protectedTo }) => dateText(protectedTo),
  }),
  protectionEndsAt: t.expose('protectedUntil', {
    type: 'DateTime',
    nullable: true,
    description: 'The instant at which the protection ends; null while it was not approved.',
  }),
  protectionBasis: t.exposeString('protectionBasis', {
    nullable: true,
    description: 'The rule that gave the protection its length; null while it was not approved.',
  }),
  policyVersionId: t.exposeID('policyVersionId', {
    nullable: true,
    description: 'The version of the policy that it was last judged by; null for a draft.',
  }),
  extensionCount: t.exposeInt('extensionCount', { description: 'How often its protection was extended.' }),
  extensions: t.field({
    type: [RegistrationExtension],
    description: 'What was asked and given of longer protection, the first one first.',
    resolve: async ({ id }, _, context) => (await extensionsOf(context, id)) ?? [],
  }),
  evidence: t.field({
    type: [RegistrationEvidence],
    description: 'What speaks for it, the latest added first.',
    resolve: async ({ id }, _, context) => (await evidenceOf(context, id)) ?? [],
  }),
  decisions: t.field({
    type: [RegistrationDecision],
    description: 'What was decided about it, the first one first.',
    resolve: async ({ id }, _, context) => (await decisionsOf(context, id)) ?? [],
  }),
  proposedOutcome: t.expose('proposedOutcome', {
    type: RegistrationStatus,
    nullable: true,
    description:
      'The outcome that the partner or its opportunity reported and nobody confirmed yet; null for none.',
  }),
  lossReason: t.expose('lossReason', {
    type: LossReason,
    nullable: true,
    description: 'Why the sale was not made; null unless it was lost, or is proposed as lost.',
  }),
  orderReference: t.exposeString('orderReference', {
    nullable: true,
    description: 'The order of a sale that was made; null for none.',
  }),
  closedOn: t.field({
    type: 'Date',
    nullable: true,
    description: 'The day on which it ended; null while it has not.',
    resolve: ({ closedOn }) => dateText(closedOn),
  }),
  closeReason: t.exposeString('closeReason', {
    nullable: true,
    description: 'Why it was revoked, transferred or withdrawn; null when not said.',
  }),
}));

builder.asEntity(DealRegistration, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => registrationById(context, id),
});

/** Tells whether the viewer may learn with which customer a registration was matched. */
function seesCustomer(
  { viewer, clock }: Context,
  row: Pick<RegistrationRow, 'status' | 'protectedUntil'>,
): boolean {
  return viewer.role !== 'PARTNER_USER' || ['APPROVED', 'WON'].includes(statusAt(row, clock.now()));
}

async function sumOfLines(
  { id, oneTimeMinor, mrrMinor, termMonths, currency }: RegistrationRow,
  context: Context,
) {
  const lines = ((await linesOf(context, id)) ?? []).map(amountsOf);
  const sum = amountsOf({ oneTimeMinor, mrrMinor, termMonths });
  return {
    ...sum,
    acvMinor: lines.reduce((total, { acvMinor }) => total + acvMinor, 0n),
    tcvMinor: lines.reduce((total, { tcvMinor }) => total + tcvMinor, 0n),
    currency,
  };
}

async function availableActions(row: RegistrationRow, _: object, context: Context) {
  const [lines, extensions, isInConflict, policy] = await Promise.all([
    linesOf(context, row.id),
    extensionsOf(context, row.id),
    openConflictOf(context, row.id),
    policyToday(context, row.partnerId),
  ]);
  const facts = guardFacts({ ...row, lines: lines ?? [] }, policy.body, {
    isExtensionRequested: (extensions ?? []).some(({ status }) => status === 'REQUESTED'),
    isInConflict: isInConflict === true,
  });
  return registrationMachine.availableActions(statusAt(row, context.clock.now()), context.viewer, facts);
}

async function isProtectedNow(row: RegistrationRow, _: object, context: Context): Promise<boolean> {
  if (row.protectedFrom === null) return false;
  const partner = await directoryPartnerById(context, row.partnerId);
  const protectedSince = endOfDay(addDays(dateText(row.protectedFrom), -1), partner?.timeZone ?? 'UTC');
  return isProtectedAt({ ...row, protectedSince }, context.clock.now());
}
