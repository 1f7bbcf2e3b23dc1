import { pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { StaffMember as StaffMemberRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { StaffRoleEnum } from '../../vocabulary.ts';
import { StaffMemberConnection } from './staff-member.type.ts';

builder.queryField('staffMembers', (t) =>
  t.field({
    type: StaffMemberConnection,
    description: 'The people who work for the vendor, by name. Requires a staff role.',
    authScopes: { staff: true },
    args: {
      role: t.arg({ type: StaffRoleEnum, description: 'Only people with this role. Default: all.' }),
      ...pageArgs(t),
    },
    resolve: (_, { role, ...args }, { db }) => {
      const own = role ? { role } : {};
      return keysetPage<StaffMemberRow, 'DISPLAY_NAME'>({
        args,
        order: { field: 'DISPLAY_NAME', direction: 'ASC' },
        columns: { DISPLAY_NAME: 'displayName' },
        find: ({ where, orderBy, take }) =>
          db.read.staffMember.findMany({ where: { AND: [own, where] }, orderBy, take }),
        count: () => db.read.staffMember.count({ where: own }),
      });
    },
  }),
);
