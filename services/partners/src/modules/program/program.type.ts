import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type { Program as ProgramRow, Tier as TierRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { programLoader, programTiersLoader, tierLoader } from './program.loaders.ts';
import { readBenefits } from './program.import.ts';
import type { TierBenefits as Benefits } from './program.import.ts';

const TierBenefits = builder.objectRef<Benefits>('TierBenefits').implement({
  description: 'What a tier gives to the partners who hold it.',
  fields: (t) => ({
    marginUpliftRate: t.expose('marginUpliftRate', {
      type: 'Decimal',
      description: 'Added to the margin, as a fraction.',
    }),
    protectionExtraDays: t.exposeInt('protectionExtraDays', {
      description: 'Days added to the protection of a registered deal.',
    }),
    isMarketingFundEligible: t.exposeBoolean('isMarketingFundEligible', {
      description: 'Whether marketing funds may be requested.',
    }),
    hasPriorityLeads: t.exposeBoolean('hasPriorityLeads', { description: 'Whether leads come here first.' }),
    hasDedicatedAccountManager: t.exposeBoolean('hasDedicatedAccountManager', {
      description: 'Whether a channel account manager is dedicated to the partner.',
    }),
    hasTerritoryExclusivity: t.exposeBoolean('hasTerritoryExclusivity', {
      description: 'Whether a territory may be exclusive.',
    }),
    hasCoSellRights: t.exposeBoolean('hasCoSellRights', {
      description: 'Whether the vendor sells jointly on request.',
    }),
    hasExecutiveSponsor: t.exposeBoolean('hasExecutiveSponsor', {
      description: 'Whether an executive of the vendor sponsors the partner.',
    }),
  }),
});

export const Tier = builder.objectRef<TierRow>('Tier').implement({
  description: 'One level of a program’s ladder. Levels compare by rank, never by name.',
  interfaces: ['Node'],
  fields: (t) => ({
    rank: t.exposeInt('rank', { description: 'The place in the ladder, 1 being the lowest.' }),
    label: t.exposeString('label', { description: 'The name to show.' }),
    alternativeLabel: t.exposeString('alternativeLabel', {
      nullable: true,
      description: 'The second name of the same level, where a program uses name pairs; null otherwise.',
    }),
    benefits: t.field({
      type: TierBenefits,
      description: 'What the tier gives.',
      resolve: ({ benefits }) => readBenefits(benefits),
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'The ids in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
  }),
});

builder.asEntity(Tier, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => tierLoader(context, id),
});

export const Program = builder.objectRef<ProgramRow>('Program').implement({
  description: 'A partner program of the vendor.',
  interfaces: ['Node'],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name to show; unique.' }),
    timeZone: t.exposeString('timeZone', {
      description: 'The IANA time zone whose midnight ends the program’s days.',
    }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: 'The currency in which the program reports.',
    }),
    tiers: t.field({
      type: [Tier],
      description: 'The ladder, lowest first.',
      resolve: async ({ id }, _, context) => (await programTiersLoader(context, id)) ?? [],
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'The ids in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    version: t.exposeInt('version', { description: 'Rises with each change.' }),
  }),
});

builder.objectField(Tier, 'program', (t) =>
  t.field({
    type: Program,
    description: 'The program whose ladder it belongs to.',
    resolve: async ({ programId }, _, context) => {
      const program = await programLoader(context, programId);
      if (!program) throw new Error(`The program ${programId} of a tier is missing.`);
      return program;
    },
  }),
);

builder.asEntity(Program, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => programLoader(context, id),
});
