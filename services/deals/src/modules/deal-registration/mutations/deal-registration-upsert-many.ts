import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { LossReason, OpportunityStage } from '../../../vocabulary.ts';
import { RegistrationKind, RegistrationRejection, RegistrationStatus } from '../deal-registration.enums.ts';
import { registrationImport } from '../deal-registration.import.ts';
import type { RegistrationItem } from '../deal-registration.item.ts';
import { contentDescriptions as content, RegistrationLineInput } from './deal-registration-content.ts';

const DealRegistrationUpsertItem = builder
  .inputRef<RegistrationItem>('DealRegistrationUpsertItem')
  .implement({
    description:
      'One registration as another system recorded it. A field left out keeps its stored value; null clears it.',
    fields: (t) => ({
      id: t.id({
        description: 'The id of a stored registration. Default: found by `externalReference`, or created.',
      }),
      externalReference: t.field({
        type: 'ExternalReferenceInput',
        description: 'Its name in the system that the row comes from.',
      }),
      partner: t.field({
        type: 'ReferenceInput',
        description: 'The partner that registered. Required for a new one; it cannot change.',
      }),
      customer: t.field({
        type: 'ReferenceInput',
        description: 'The customer that it is about. Required unless it is a draft or was withdrawn.',
      }),
      kind: t.field({ type: RegistrationKind, description: `${content.kind} Required for a new one.` }),
      name: t.string({ description: `${content.name} Required for a new one.` }),
      customerName: t.string({ description: `${content.customerName} Default: that of \`customer\`.` }),
      customerCountry: t.string({ description: `${content.customerCountry} Default: that of \`customer\`.` }),
      customerDomains: t.stringList({
        description: `${content.customerDomains} Default: those of \`customer\`.`,
      }),
      customerDuns: t.string({ description: content.customerDuns }),
      customerTaxId: t.string({ description: content.customerTaxId }),
      lines: t.field({ type: [RegistrationLineInput], description: content.lines }),
      region: t.string({ description: content.region }),
      currency: t.field({ type: 'CurrencyCode', description: `${content.currency} Default: the partner’s.` }),
      expectedCloseDate: t.field({ type: 'Date', description: content.expectedCloseDate }),
      stageAtSubmission: t.field({ type: OpportunityStage, description: content.stageAtSubmission }),
      incumbentVendor: t.string({ description: content.incumbentVendor }),
      customerNeed: t.string({ description: content.customerNeed }),
      contract: t.field({ type: 'ReferenceInput', description: 'The partner’s contract that it is about.' }),
      opportunity: t.field({
        type: 'ReferenceInput',
        description: 'The partner’s deal that it led to; the deal then counts as registered.',
      }),
      status: t.field({
        type: RegistrationStatus,
        description:
          'How far it had come: `DRAFT`, `SUBMITTED`, `APPROVED`, `REJECTED`, `WON`, `LOST`, `EXPIRED`, `REVOKED` or `WITHDRAWN`. Default `DRAFT`. An approved one whose protection is over is `EXPIRED`.',
      }),
      submittedAt: t.field({
        type: 'DateTime',
        description:
          'When it was submitted: its place in line. Required unless it is a draft or was withdrawn.',
      }),
      decidedAt: t.field({
        type: 'DateTime',
        description: 'When it was approved or rejected. Required once it was.',
      }),
      rejectionReasons: t.field({
        type: [RegistrationRejection],
        description: 'What spoke against it; required of a rejected one, and only there.',
      }),
      decisionNote: t.string({ description: 'What was said with the decision, at most 2000 characters.' }),
      protectedFrom: t.field({
        type: 'Date',
        description: 'The first protected day. Default: the day of the approval.',
      }),
      protectedTo: t.field({
        type: 'Date',
        description:
          'The first day without protection. Required of an approved or expired one. What lies ahead is protected here as well.',
      }),
      extensionCount: t.int({ description: 'How often it was extended, 0 to 100. Default 0.' }),
      lossReason: t.field({
        type: LossReason,
        description: 'Why the sale was not made; required of a lost one, and only there.',
      }),
      orderReference: t.string({
        description: 'The order by which it was won, at most 200 characters. Default: none.',
      }),
      closedOn: t.field({
        type: 'Date',
        description:
          'The day on which it was won, lost, revoked or withdrawn; required then. Of an expired one it is `protectedTo`.',
      }),
      closeReason: t.string({
        description: 'Why it was revoked or withdrawn, at most 2000 characters. Default: not said.',
      }),
    }),
  });

addBulkMutation(builder, {
  name: 'dealRegistrationUpsertMany',
  description:
    'Creates or changes many registrations as another system recorded them, decided ones included. No rule of the program judges them and nobody is notified; what protects still is protected here, and a row that meets another protection is refused. What has moved on in this program is not changed. Requires PROGRAM_ADMIN.',
  item: DealRegistrationUpsertItem,
  definition: (context, items) => registrationImport(context, items) as never,
});
