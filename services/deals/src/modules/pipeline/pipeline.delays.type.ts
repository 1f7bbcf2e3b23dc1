import { money } from '@channelgraph/core/money.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import { Motion, OpportunityStage } from '../../vocabulary.ts';
import { opportunityById } from '../opportunity/opportunity.loaders.ts';
import { Opportunity } from '../opportunity/opportunity.type.ts';
import { delayedDealsOf, delaysOf } from './pipeline.delays.loaders.ts';
import type { DelayedDeal as DelayedDealValue, DelaySum } from './pipeline.delays.loaders.ts';
import { Pipeline } from './pipeline.type.ts';
import { velocityOf } from './pipeline.velocity.loaders.ts';
import type { StageVelocity } from './pipeline.velocity.loaders.ts';

const PipelineDelayKind = builder.enumType('PipelineDelayKind', {
  description: 'In what way an open deal is late. One deal can be late in several ways.',
  values: described({
    PUSHED: 'It is expected to close later than on the first close date that was recorded.',
    PAST_QUARTER: 'It is expected to close in a later calendar quarter than at first.',
    SLIPPING:
      'Its close date was moved to a later day at least as often as the policy allows (default: twice). A date that was moved several times on one day was moved once.',
    STUCK:
      'It has been in its stage for more days than usual days × factor, both by the policy (default: 30 × 1.5, and 365 × 1.5 for an upcoming renewal).',
  }),
});

const PipelineDelay = builder.objectRef<DelaySum>('PipelineDelay').implement({
  description: 'What of a pipeline is late in one way, in one currency.',
  fields: (t) => ({
    kind: t.expose('kind', { type: PipelineDelayKind, description: 'In what way it is late.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the amounts.' }),
    count: t.exposeInt('count', { description: 'The number of open deals.' }),
    oneTime: t.field({
      type: 'Money',
      description: 'What of them is paid once.',
      resolve: ({ oneTimeMinor, currency }) => money(oneTimeMinor, currency),
    }),
    mrr: t.field({
      type: 'Money',
      description: 'Their monthly recurring revenue.',
      resolve: ({ mrrMinor, currency }) => money(mrrMinor, currency),
    }),
  }),
});

const PipelineDelayedDeal = builder.objectRef<DelayedDealValue>('PipelineDelayedDeal').implement({
  description: 'An open deal that is late, as it stood on the day of the pipeline.',
  fields: (t) => ({
    opportunity: t.field({
      type: Opportunity,
      nullable: true,
      description: 'The deal.',
      resolve: ({ id }, _, context) => opportunityById(context, id),
    }),
    kinds: t.field({
      type: [PipelineDelayKind],
      description: 'Every way in which it is late.',
      resolve: ({ kinds }) => [...kinds],
    }),
    stage: t.expose('stage', { type: OpportunityStage, description: 'Its stage.' }),
    stageSince: t.expose('stageSince', {
      type: 'Date',
      description: 'The day on which it came into its stage.',
    }),
    daysInStage: t.exposeInt('daysInStage', { description: 'The days since then.' }),
    usualDays: t.exposeInt('usualDays', { description: 'The usual days in its stage by the policy.' }),
    firstCloseDate: t.expose('firstCloseDate', {
      type: 'Date',
      nullable: true,
      description: 'The first close date that was recorded; null while none was.',
    }),
    closeDate: t.expose('closeDate', {
      type: 'Date',
      nullable: true,
      description: 'The day on which it is expected to close; null when none is recorded.',
    }),
    pushCount: t.exposeInt('pushCount', { description: 'How often that day was moved to a later one.' }),
  }),
});

const DelayedDealConnection = connectionOf(builder, PipelineDelayedDeal, 'PipelineDelayedDeal');

const PipelineVelocity = builder.objectRef<StageVelocity>('PipelineVelocity').implement({
  description: 'How long deals of one motion stayed in one stage.',
  fields: (t) => ({
    motion: t.expose('motion', { type: Motion, description: 'What the deals mean for the relationship.' }),
    stage: t.expose('stage', { type: OpportunityStage, description: 'The stage that they left.' }),
    medianDays: t.expose('medianDays', {
      type: 'Decimal',
      nullable: true,
      description:
        'The median of the days from entering the stage to leaving it, whatever came next; null when fewer stays than the policy asks for (default 5) ended.',
    }),
    sampleCount: t.exposeInt('sampleCount', {
      description:
        'The stays that ended in the days of the policy (default 365) up to the day of the pipeline.',
    }),
    usualDays: t.exposeInt('usualDays', { description: 'The usual days in the stage by the policy.' }),
  }),
});

builder.objectFields(Pipeline, (t) => ({
  delays: t.field({
    type: [PipelineDelay],
    description:
      'The open deals that are late, by currency and way. A deal that is late in several ways is in several of them.',
    resolve: async (pipeline, _, context) => [...(await delaysOf(context, pipeline, {}))],
  }),
  delayedDeals: t.field({
    type: DelayedDealConnection,
    description: 'The open deals that are late in one way, those that are longest in their stage first.',
    args: {
      kind: t.arg({ type: PipelineDelayKind, required: true, description: 'In what way.' }),
      ...pageArgs(t),
    },
    resolve: (pipeline, args, context) => delayedDealsOf(context, pipeline, args),
  }),
  velocity: t.field({
    type: [PipelineVelocity],
    description: 'How long deals stayed in the stages that they left lately, by motion and stage.',
    resolve: async (pipeline, _, context) => [...(await velocityOf(context, pipeline, {}))],
  }),
}));
