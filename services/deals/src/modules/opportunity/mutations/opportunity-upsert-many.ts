import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { LossReason, Motion, OpportunityStage, RevenueModel, SourceRole } from '../../../vocabulary.ts';
import { opportunityImport } from '../opportunity.import.ts';
import { OpportunityCreditInput } from '../opportunity.credit.type.ts';
import type { OpportunityItem } from '../opportunity.item.ts';

const OpportunityUpsertItem = builder.inputRef<OpportunityItem>('OpportunityUpsertItem').implement({
  description: 'One opportunity. A field left out keeps its stored value; null clears it.',
  fields: (t) => ({
    id: t.id({
      description: 'The id of a stored opportunity. Default: found by `externalReference`, or created.',
    }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'Its name in the system that the row comes from.',
    }),
    partner: t.field({
      type: 'ReferenceInput',
      description: 'The partner whose deal it is. Required for a new one; it cannot change.',
    }),
    customer: t.field({ type: 'ReferenceInput', description: 'The customer. Default: none yet.' }),
    name: t.string({ description: 'What people call it. Required for a new one.' }),
    motion: t.field({ type: Motion, description: 'What it means for the relationship. Default `NEW`.' }),
    revenueModel: t.field({
      type: RevenueModel,
      description: 'How it is paid. Default: what the amounts say.',
    }),
    stage: t.field({ type: OpportunityStage, description: 'The stage. Default: the first of its motion.' }),
    sourceRole: t.field({
      type: SourceRole,
      description: 'The part that the partner has in it. Default: not recorded.',
    }),
    productLines: t.field({
      type: ['ReferenceInput'],
      description: 'The product lines that it is about. Default: none.',
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency where no amount names it. Default: the partner’s.',
    }),
    oneTime: t.field({ type: 'MoneyInput', description: 'What is paid once. Default 0.' }),
    mrr: t.field({ type: 'MoneyInput', description: 'Monthly recurring revenue. Default 0.' }),
    termMonths: t.int({
      description: 'The length of the recurring part in months, 1 to 120. Required when something recurs.',
    }),
    probabilityOverride: t.field({
      type: 'Decimal',
      description: 'A likelihood from 0 to 1 instead of the stage’s default.',
    }),
    openedOn: t.field({
      type: 'Date',
      description:
        'The day it began. Pipelines of earlier days count it from then on. Default: today, or not known for a closed one.',
    }),
    closeDate: t.field({ type: 'Date', description: 'The day on which it is expected to close.' }),
    closedOn: t.field({
      type: 'Date',
      description: 'The day it was won or lost. Required in a closing stage.',
    }),
    lossReason: t.field({ type: LossReason, description: 'Why it was lost; only in a lost stage.' }),
    region: t.string({ description: 'The sales region.' }),
    competitors: t.stringList({ description: 'Who else is or was in it, at most 20 names. Default: none.' }),
    ownerId: t.id({ description: 'The id of the person who works on it. Default: none.' }),
    orderReference: t.string({ description: 'The order by which it was won. Default: none.' }),
    credits: t.field({
      type: [OpportunityCreditInput],
      description:
        'The parts of all partners in it. Default: the part of its own partner by `sourceRole`, with what is left of the whole for SOURCED and INFLUENCED, and nothing for the other roles.',
    }),
    openStage: t.field({
      type: OpportunityStage,
      description:
        'For a closed deal that was never recorded open: the stage it had before. Default: the first of its motion.',
    }),
    expectedOneTime: t.field({
      type: 'MoneyInput',
      description: 'For such a deal: the one-time amount expected before. Default: `oneTime`.',
    }),
    expectedMrr: t.field({
      type: 'MoneyInput',
      description: 'For such a deal: the recurring revenue expected before. Default: `mrr`.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'opportunityUpsertMany',
  description:
    'Creates or changes many opportunities. A deal with `openedOn` and `closedOn` answers for every day between them. Requires PROGRAM_ADMIN.',
  item: OpportunityUpsertItem,
  definition: (context, items) => opportunityImport(context, items) as never,
});
