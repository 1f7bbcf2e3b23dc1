import type { InputFieldBuilder } from '@pothos/core';
import type { KitSchemaTypes } from '@channelgraph/graphql/connections.ts';
import type { Context } from '../../context.ts';
import {
  CertificationScopeEnum,
  LifecycleStageEnum,
  MspSegmentEnum,
  PartnerTrackEnum,
  PartnerTypeEnum,
} from '../../vocabulary.ts';

/** Gives the input fields of what may be said of a partner. */
export function partnerFields(t: InputFieldBuilder<KitSchemaTypes<Context>, 'InputObject'>) {
  return {
    legalName: t.string({ description: 'The registered name. Required for a new one.' }),
    displayName: t.string({ description: 'The name to show. Default for a new one: the registered name.' }),
    types: t.field({
      type: [PartnerTypeEnum],
      description: 'What the partner does. Required for a new one.',
    }),
    segment: t.field({ type: MspSegmentEnum, description: 'The primary segment; only with the type MSP.' }),
    secondarySegments: t.field({ type: [MspSegmentEnum], description: 'Further segments.' }),
    tracks: t.field({
      type: [PartnerTrackEnum],
      description: 'Whether it integrates technology, sells solutions, or both.',
    }),
    regions: t.stringList({ description: 'The regions it works in.' }),
    hqCountry: t.field({ type: 'CountryCode', description: 'The country of its headquarters.' }),
    lifecycleStage: t.field({
      type: LifecycleStageEnum,
      description: 'The stage of the relationship. Default for a new one: as the status implies.',
    }),
    domains: t.stringList({ description: 'The internet domains it owns, such as `example.com`.' }),
    deliveredScopes: t.field({
      type: [CertificationScopeEnum],
      description: 'The fields of work that it delivers.',
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency it is reckoned in. Default: that of its program.',
    }),
  };
}
