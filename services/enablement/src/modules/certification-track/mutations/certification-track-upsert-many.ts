import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { CertificationKindEnum, CertificationLevelEnum } from '../certification-track.enums.ts';
import { CertificationScopeEnum } from '../../../vocabulary.ts';
import { type TrackItem, trackUpsert } from '../certification-track.import.ts';

const CertificationTrackUpsertItem = builder.inputRef<TrackItem>('CertificationTrackUpsertItem').implement({
  description:
    'A track to create or change. Found by id or external reference, else by code. Omitted fields keep what is stored.',
  fields: (t) => ({
    id: t.id({ description: 'The id of the track to change. Default: found by reference or code.' }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'The id of the track in another system.',
    }),
    code: t.string({ required: true, description: 'The short name, unique among all tracks.' }),
    name: t.string({ description: 'The name to show. Required for a new track.' }),
    scope: t.field({
      type: CertificationScopeEnum,
      description: 'The field of managed service; null for a track that counts for none. Cannot be changed.',
    }),
    kind: t.field({
      type: CertificationKindEnum,
      description: 'What it is about. Default for a new track: `MANAGEMENT`.',
    }),
    level: t.field({
      type: CertificationLevelEnum,
      description: 'How deep it goes. Default for a new track: `PROFESSIONAL`.',
    }),
    framework: t.string({ description: 'The framework it proves; null clears it.' }),
    validityMonths: t.int({
      description: 'How many calendar months an award is valid, 1 to 120. Default for a new track: 24.',
    }),
    isActive: t.boolean({ description: 'Whether it gives awards. Default for a new track: true.' }),
  }),
});

addBulkMutation(builder, {
  name: 'certificationTrackUpsertMany',
  description: 'Creates or changes tracks. Requires PROGRAM_ADMIN.',
  item: CertificationTrackUpsertItem,
  definition: trackUpsert,
});
