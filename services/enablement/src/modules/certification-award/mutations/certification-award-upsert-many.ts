import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { type AwardItem, awardUpsert } from '../certification-award.import.ts';

const CertificationAwardUpsertItem = builder.inputRef<AwardItem>('CertificationAwardUpsertItem').implement({
  description:
    'An award to record. Found by id or external reference, else by person, track and day. What is recorded stays as it is, but for a revocation that it did not have.',
  fields: (t) => ({
    id: t.id({
      description: 'The id of a recorded award. Default: found by reference or by person, track and day.',
    }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'The id of the award in another system.',
    }),
    user: t.field({ type: 'ReferenceInput', required: true, description: 'The certified person.' }),
    track: t.field({
      type: 'ReferenceInput',
      required: true,
      description: 'What the person is certified in.',
    }),
    awardedOn: t.field({
      type: 'Date',
      required: true,
      description: 'The first day on which it counts; not in the future.',
    }),
    expiresOn: t.field({
      type: 'Date',
      description:
        "The last day on which it counts. Default: the track's validity after the award, or after the end of the award that it renews if that is later.",
    }),
    evidence: t.string({ description: "What proves it, such as an exam result or a certificate's address." }),
    revokedOn: t.field({
      type: 'Date',
      description: 'The first day on which it counts no more. Default: not revoked.',
    }),
    revocationReason: t.string({ description: 'Why it was taken back. Required with `revokedOn`.' }),
  }),
});

addBulkMutation(builder, {
  name: 'certificationAwardUpsertMany',
  description:
    'Records awards with their history, in any order; of several awards of one person in one track the latest stands. Requires PROGRAM_ADMIN.',
  item: CertificationAwardUpsertItem,
  definition: (context) => Promise.resolve(awardUpsert(context)),
});
