import { isStaff } from '@channelgraph/core/viewer.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import type {
  ConflictCase as CaseRow,
  ConflictEvidence as EvidenceRow,
  ConflictParty as PartyRow,
} from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ProductLine } from '../../entities/product-line.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { customerById } from '../customer/customer.loaders.ts';
import { Customer } from '../customer/customer.type.ts';
import { registrationById } from '../deal-registration/deal-registration.loaders.ts';
import { DealRegistration } from '../deal-registration/deal-registration.type.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { conflictFacts } from './conflict-case.facts.ts';
import { conflictById, evidenceOf, partiesOf, registrationsOf } from './conflict-case.loaders.ts';
import { conflictMachine } from './conflict-case.machine.ts';
import { precedenceRules } from './conflict-case.precedence.ts';
import type { PrecedenceStep } from './conflict-case.precedence.ts';

/** What a conflict is about. */
export const ConflictKind = builder.enumType('ConflictKind', {
  description: 'What a conflict is about.',
  values: described({
    PARTNER_VS_PARTNER: 'Two partners claim one scope.',
    DIRECT_VS_PARTNER: 'The vendor’s own sales force is engaged with the customer.',
    INCUMBENCY: 'Another partner has a contract in force.',
    TERRITORY: 'Another partner has the territory to itself.',
    IDENTITY: 'What the registration says of the customer names two of them.',
  }),
});

/** The states of a conflict. */
export const ConflictStatus = builder.enumType('ConflictStatus', {
  description: 'Where a conflict stands.',
  values: described({
    OPEN: 'Nobody looks into it yet.',
    INVESTIGATING: 'The vendor looks into it.',
    DECIDED: 'It was decided, and can be appealed for some days.',
    APPEALED: 'A losing side appealed; another administrator judges.',
    FINAL: 'The appeal was judged.',
    CLOSED: 'The decision stands.',
  }),
});

const ConflictOrigin = builder.enumType('ConflictOrigin', {
  description: 'At what moment a conflict was found.',
  values: described({
    SUBMISSION: 'When a registration was submitted.',
    APPROVAL: 'When a registration was to be approved.',
    CUSTOMER_MERGE: 'When two customers were found to be one, or one to belong to the other.',
    REPORTED: 'Somebody reported it.',
  }),
});

const ConflictPartyRole = builder.enumType('ConflictPartyRole', {
  description: 'What a party of a conflict leans on.',
  values: described({
    REGISTRANT: 'A registration.',
    INCUMBENT: 'A contract in force.',
    TERRITORY_HOLDER: 'An exclusive territory.',
    DIRECT_SALES: 'The vendor’s own sale.',
  }),
});

/** The kinds of evidence. */
export const ConflictEvidenceKind = builder.enumType('ConflictEvidenceKind', {
  description: 'What a piece of evidence is.',
  values: described({
    REGISTRATION: 'A registration was submitted.',
    CONTRACT: 'A contract began.',
    DOCUMENT: 'A document.',
    CUSTOMER_STATEMENT: 'The customer said in writing whom it wants.',
    DIRECT_ACTIVITY: 'The vendor’s own sales force was in contact.',
    NOTE: 'A remark, or the judgement of whoever investigates.',
  }),
});

const ConflictOutcome = builder.enumType('ConflictOutcome', {
  description: 'What a conflict came to for the viewer’s company.',
  values: described({
    PENDING: 'It is not decided.',
    AWARDED: 'It was decided for the company.',
    NOT_AWARDED: 'It was not decided for the company.',
  }),
});

const PrecedenceRule = builder.enumType('PrecedenceRule', {
  description: 'The rules of precedence, in the order in which they are asked.',
  values: Object.fromEntries(
    precedenceRules.map((rule) => [
      rule,
      {
        description: {
          INCUMBENT_CONTRACT: 'Whoever has a contract in force with the customer.',
          EXCLUSIVE_TERRITORY: 'Whoever has the territory to itself.',
          EARLIEST_SUBMISSION: 'Whoever made a complete claim first.',
          CUSTOMER_CHOICE: 'Whom the customer chose in writing; overrides all before it.',
          ACCOUNT_MANAGER: 'The judgement of whoever investigated.',
        }[rule],
      },
    ]),
  ) as Record<(typeof precedenceRules)[number], { description: string }>,
});

/** Two or more parties that claim the same scope. */
export const ConflictCase = builder.objectRef<CaseRow>('ConflictCase');

/** A page of conflicts. */
export const ConflictCaseConnection = connectionOf(builder, ConflictCase, 'ConflictCase');

const ConflictParty = builder.objectRef<PartyRow>('ConflictParty').implement({
  description: 'One claim in a conflict. A partner user sees those of the own company only.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id by which a decision names it.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'Who claims; null for the vendor’s own sales force.',
      resolve: ({ partnerId }) => (partnerId === null ? null : { id: partnerId }),
    }),
    role: t.expose('role', { type: ConflictPartyRole, description: 'What the claim leans on.' }),
    registration: t.field({
      type: DealRegistration,
      nullable: true,
      description: 'The registration; null for a claim without one.',
      resolve: ({ registrationId }, _, context) =>
        registrationId === null ? null : registrationById(context, registrationId),
    }),
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract in force; null for a claim without one.',
      resolve: ({ contractId }, _, context) =>
        contractId === null ? null : contractById(context, contractId),
    }),
    claimedAt: t.expose('claimedAt', {
      type: 'DateTime',
      description: 'The place in line, the start of the contract or of the direct sale.',
    }),
  }),
});

const ConflictEvidence = builder.objectRef<EvidenceRow>('ConflictEvidence').implement({
  description: 'A dated piece of evidence. A partner user sees what speaks for the own company only.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the piece.' }),
    kind: t.expose('kind', { type: ConflictEvidenceKind, description: 'What it is.' }),
    partyId: t.exposeID('partyId', {
      nullable: true,
      description: 'The party that it speaks for; null for none.',
    }),
    happenedAt: t.expose('happenedAt', {
      type: 'DateTime',
      description: 'When what it shows happened, in UTC.',
    }),
    summary: t.exposeString('summary', { description: 'What it shows.' }),
    url: t.exposeString('url', {
      nullable: true,
      description: 'Where it is kept; null for a record of the program.',
    }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'The SHA-256 of the document in hexadecimal; null without a document.',
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was brought forward.' }),
  }),
});

const ConflictPrecedenceStep = builder.objectRef<PrecedenceStep>('ConflictPrecedenceStep').implement({
  description: 'What one rule of precedence says.',
  fields: (t) => ({
    rule: t.expose('rule', { type: PrecedenceRule, description: 'The rule.' }),
    isApplied: t.exposeBoolean('isApplied', { description: 'Whether it told the sides apart.' }),
    favouredPartyIds: t.idList({
      description: 'The parties of the sides that are left after it; empty when it did not apply.',
      resolve: ({ favouredPartyIds }) => [...favouredPartyIds],
    }),
    facts: t.exposeString('facts', { description: 'From what it concludes so.' }),
  }),
});

const ConflictProposal = builder.objectRef<CaseRow>('ConflictProposal').implement({
  description: 'What the rules of precedence propose.',
  fields: (t) => ({
    winnerPartyId: t.exposeID('proposedPartyId', {
      nullable: true,
      description: 'The party that is right by the rules; null when they leave it open.',
    }),
    trace: t.field({
      type: [ConflictPrecedenceStep],
      description: 'Every rule, in the order in which they were asked.',
      resolve: ({ proposalTrace }) => proposalTrace as unknown as PrecedenceStep[],
    }),
    policyVersionId: t.exposeID('policyVersionId', {
      nullable: true,
      description: 'The policy in force when the conflict was opened.',
    }),
  }),
});

const ConflictDecision = builder.objectRef<CaseRow>('ConflictDecision').implement({
  description: 'How a conflict was decided.',
  fields: (t) => ({
    winnerPartyId: t.exposeID('winnerPartyId', {
      nullable: true,
      description: 'The party that it was decided for; null for none.',
    }),
    isOverride: t.exposeBoolean('isOverride', {
      description: 'Whether it differs from what the rules proposed.',
    }),
    reason: t.exposeString('decisionReason', {
      nullable: true,
      description: 'Why; required for an override.',
    }),
    decidedById: t.exposeID('decidedBy', { nullable: true, description: 'The administrator who decided.' }),
    finalizedById: t.exposeID('finalizedBy', {
      nullable: true,
      description: 'The administrator who judged the appeal; null without one.',
    }),
  }),
});

ConflictCase.implement({
  description:
    'Several parties that claim one scope. A partner user sees the state, the own side and its outcome, and nothing of the others; an account manager sees the conflicts with a partner of the portfolio.',
  interfaces: ['Node'],
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    status: t.expose('status', { type: ConflictStatus, description: 'Where it stands.' }),
    kind: t.field({
      type: ConflictKind,
      nullable: true,
      description: 'What it is about. Visible to staff; null for others.',
      resolve: ({ kind }, _, { viewer }) => (isStaff(viewer) ? kind : null),
    }),
    origin: t.field({
      type: ConflictOrigin,
      nullable: true,
      description: 'When it was found. Visible to staff; null for others.',
      resolve: ({ origin }, _, { viewer }) => (isStaff(viewer) ? origin : null),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'The customer that it is about; null for a viewer who may not see it.',
      resolve: ({ customerId }, _, context) =>
        isStaff(context.viewer) ? customerById(context, customerId) : null,
    }),
    productLines: t.field({
      type: [ProductLine],
      nullable: { list: true, items: true },
      description: 'The product lines that it is about. Visible to staff; null for others.',
      resolve: ({ productLineIds }, _, { viewer }) =>
        isStaff(viewer) ? productLineIds.map((id) => ({ id })) : null,
    }),
    region: t.string({
      nullable: true,
      description: 'The region that it is about; null for everywhere, and for others than staff.',
      resolve: ({ region }, _, { viewer }) => (isStaff(viewer) ? region : null),
    }),
    parties: t.field({
      type: [ConflictParty],
      description:
        'Who claims the scope, the earliest claim first; for a partner user the own company’s claims.',
      resolve: async ({ id }, _, context) => (await partiesOf(context, id)) ?? [],
    }),
    timeline: t.field({
      type: [ConflictEvidence],
      description: 'What was brought forward, by when it happened; for a partner user the own company’s.',
      resolve: async ({ id }, _, context) => (await evidenceOf(context, id)) ?? [],
    }),
    proposal: t.field({
      type: ConflictProposal,
      nullable: true,
      description: 'What the rules propose. Visible to staff; null for others.',
      resolve: (row, _, { viewer }) => (isStaff(viewer) ? row : null),
    }),
    decision: t.field({
      type: ConflictDecision,
      nullable: true,
      description: 'How it was decided; null while it is not. Visible to staff; null for others.',
      resolve: (row, _, { viewer }) => (isStaff(viewer) && row.decidedAt !== null ? row : null),
    }),
    outcome: t.field({
      type: ConflictOutcome,
      nullable: true,
      description: 'What it came to for the viewer’s company; null for staff.',
      resolve: async (row, _, context) => {
        if (isStaff(context.viewer)) return null;
        if (row.decidedAt === null) return 'PENDING';
        const own = (await partiesOf(context, row.id)) ?? [];
        return own.some(({ id }) => id === row.winnerPartyId) ? 'AWARDED' : 'NOT_AWARDED';
      },
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided; null while it is not.',
    }),
    appealableUntil: t.field({
      type: 'Date',
      nullable: true,
      description: 'The last day on which the decision can be appealed; null while there is none.',
      resolve: ({ appealableUntil }) => dateText(appealableUntil),
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When it was opened.' }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: async (row, _, context) =>
        conflictMachine.availableActions(row.status, context.viewer, await factsFor(row, context)),
    }),
  }),
});

builder.asEntity(ConflictCase, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => conflictById(context, id),
});

async function factsFor(row: CaseRow, context: Context) {
  const { partnerId } = context.viewer;
  return conflictFacts(row, {
    parties: (await partiesOf(context, row.id)) ?? [],
    registrations: (await registrationsOf(context, row.id)) ?? [],
    today: partnerId === null ? context.today : await todayOfPartner(context, partnerId),
  });
}
