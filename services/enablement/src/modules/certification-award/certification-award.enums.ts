import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import type { AwardStatus } from './certification-award.status.ts';

/** Where an award stands today. */
export const CertificationAwardStatusEnum = builder.enumType('CertificationAwardStatus', {
  description: "Where an award stands today, by the date in the time zone of the partner's program.",
  values: described<AwardStatus>({
    ACTIVE: 'It counts, and its last day is more than 60 days away.',
    EXPIRING: 'It counts, and its last day is today or within 60 days.',
    EXPIRED: 'Its last day has passed.',
    SUPERSEDED: 'A later award of the same track stands for it.',
    REVOKED: 'It was taken back.',
  }),
});
