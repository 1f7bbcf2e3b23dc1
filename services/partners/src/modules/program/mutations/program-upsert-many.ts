import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import type { ProgramItem, TierItem } from '../program.import.ts';
import { programBulk } from '../program.import.ts';

const TierBenefitsInput = builder.inputType('TierBenefitsInput', {
  description: 'What a tier gives. What is left out stays, and for a new tier is not granted.',
  fields: (t) => ({
    marginUpliftRate: t.field({ type: 'Decimal', description: 'Added to the margin, as a fraction.' }),
    protectionExtraDays: t.int({ description: 'Days added to the protection of a registered deal.' }),
    isMarketingFundEligible: t.boolean({ description: 'Whether marketing funds may be requested.' }),
    hasPriorityLeads: t.boolean({ description: 'Whether leads come here first.' }),
    hasDedicatedAccountManager: t.boolean({
      description: 'Whether a channel account manager is dedicated to the partner.',
    }),
    hasTerritoryExclusivity: t.boolean({ description: 'Whether a territory may be exclusive.' }),
    hasCoSellRights: t.boolean({ description: 'Whether the vendor sells jointly on request.' }),
    hasExecutiveSponsor: t.boolean({
      description: 'Whether an executive of the vendor sponsors the partner.',
    }),
  }),
});

const TierInput = builder.inputRef<TierItem>('ProgramTierInput').implement({
  description: 'A tier of a program, known by its rank.',
  fields: (t) => ({
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'The id of the tier in another system.',
    }),
    rank: t.int({ required: true, description: 'The place in the ladder, 1 being the lowest.' }),
    label: t.string({ required: true, description: 'The name to show.' }),
    alternativeLabel: t.string({ description: 'The second name of the same level.' }),
    benefits: t.field({ type: TierBenefitsInput, description: 'What the tier gives.' }),
  }),
});

const ProgramUpsertItem = builder.inputRef<ProgramItem>('ProgramUpsertItem').implement({
  description: 'A program to create or to change. What is left out stays.',
  fields: (t) => ({
    id: t.id({ description: 'The id of a known program.' }),
    externalReference: t.field({ type: 'ExternalReferenceInput', description: 'The id in another system.' }),
    name: t.string({ description: 'The name to show; unique. Required for a new one.' }),
    timeZone: t.string({ description: 'The IANA time zone. Default `UTC`.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency in which the program reports. Default `USD`.',
    }),
    tiers: t.field({
      type: [TierInput],
      description: 'Tiers to create or to change; a tier that is not named stays.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'programUpsertMany',
  description:
    'Creates or changes programs with their tiers; a name tells them apart where no reference does. Requires PROGRAM_ADMIN.',
  item: ProgramUpsertItem,
  definition: programBulk,
});
