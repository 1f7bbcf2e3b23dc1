import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import { builder } from '../../builder.ts';
import type { CertificationTrack } from '../../db.ts';
import { CertificationKindEnum, CertificationLevelEnum } from './certification-track.enums.ts';
import { CertificationScopeEnum } from '../../vocabulary.ts';
import { trackById } from './certification-track.loaders.ts';

/** What a person can be certified in. */
export const CertificationTrackType = builder.objectRef<CertificationTrack>('CertificationTrack').implement({
  description: 'What a person can be certified in.',
  interfaces: ['Node'],
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'The number of the stored version, from 1.' }),
    code: t.exposeString('code', { description: 'The short name, unique among all tracks.' }),
    name: t.exposeString('name', { description: 'The name to show.' }),
    scope: t.expose('scope', {
      type: CertificationScopeEnum,
      nullable: true,
      description:
        'The field of managed service for which its awards count; null when they count for none. Never changes.',
    }),
    kind: t.expose('kind', { type: CertificationKindEnum, description: 'What it is about.' }),
    level: t.expose('level', { type: CertificationLevelEnum, description: 'How deep it goes.' }),
    framework: t.exposeString('framework', {
      nullable: true,
      description: 'The framework it proves, e.g. `HIPAA`; null for none.',
    }),
    validityMonths: t.exposeInt('validityMonths', {
      description: 'How many calendar months an award is valid. A change holds for later awards only.',
    }),
    isActive: t.exposeBoolean('isActive', {
      description: 'Whether it still gives awards; those given stay valid.',
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'The ids of the track in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

builder.asEntity(CertificationTrackType, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => trackById(context, id),
});

/** A page of tracks. */
export const CertificationTrackConnection = connectionOf(
  builder,
  CertificationTrackType,
  'CertificationTrack',
);
