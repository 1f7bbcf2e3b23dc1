import { addPartnerVocabulary } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from './builder.ts';

/** The enums that this subgraph shares with the partners subgraph. */
export const {
  partnerType: PartnerTypeEnum,
  mspSegment: MspSegmentEnum,
  certificationScope: CertificationScopeEnum,
} = addPartnerVocabulary(builder);
