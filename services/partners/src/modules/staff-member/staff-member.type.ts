import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type { StaffMember as StaffMemberRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { StaffRoleEnum } from '../../vocabulary.ts';
import { staffMemberLoader } from './staff-member.loaders.ts';

export const StaffMember = builder.objectRef<StaffMemberRow>('StaffMember').implement({
  description: 'A person who works for the vendor.',
  interfaces: ['Node'],
  fields: (t) => ({
    displayName: t.exposeString('displayName', { description: 'The name to show.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'The e-mail address; null when none is recorded.',
    }),
    role: t.expose('role', { type: StaffRoleEnum, description: 'What the person does in the program.' }),
    isActive: t.exposeBoolean('isActive', { description: 'Whether the person works for the vendor now.' }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'The ids in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    version: t.exposeInt('version', { description: 'Rises with each change.' }),
  }),
});

builder.asEntity(StaffMember, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => staffMemberLoader(context, id),
});

export const StaffMemberConnection = connectionOf(builder, StaffMember, 'StaffMember');
