import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { MspSegmentEnum, PartnerTypeEnum } from '../../vocabulary.ts';
import { requestTime } from '../../request-time.ts';
import type { ProfileView } from './scorecard.loaders.ts';
import { loadProfiles, templateInForce } from './scorecard.loaders.ts';
import { ScorecardTemplate } from './scorecard.type.ts';

const profileLoader = defineLoader(
  async (context: Context, _ids: readonly string[]): Promise<ReadonlyMap<unknown, ProfileView>> =>
    byKey(await loadProfiles(context), ({ id }) => id),
);

const PartnerTypeProfile = builder.objectRef<ProfileView>('PartnerTypeProfile').implement({
  description: 'How the program treats one kind of partner.',
  interfaces: ['Node'],
  fields: (t) => ({
    partnerType: t.expose('partnerType', { type: PartnerTypeEnum, description: 'The type of partner.' }),
    segment: t.expose('segment', {
      type: MspSegmentEnum,
      nullable: true,
      description: 'The segment of managed service provider; null for partners of the type without one.',
    }),
    name: t.exposeString('name', { description: 'The name to show.' }),
    scorecardTemplate: t.field({
      type: ScorecardTemplate,
      nullable: true,
      description: 'The scorecard rules in force on a day; null before the first version.',
      args: { asOf: t.arg({ type: 'Date', description: 'The day. Default: today.' }) },
      resolve: (profile, { asOf }, context) =>
        templateInForce(profile, { asOf: asOf ?? context.today, knownAt: requestTime(context) }),
    }),
  }),
});

builder.asEntity(PartnerTypeProfile, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => profileLoader(context, id),
});

builder.queryField('partnerTypeProfiles', (t) =>
  t.field({
    type: [PartnerTypeProfile],
    description: 'The kinds of partner that the program knows, with their scorecard rules.',
    resolve: async (_, __, context) => [...(await loadProfiles(context))],
  }),
);
