import type { Role } from '@channelgraph/core/viewer.ts';

/** The PostgreSQL role in which each kind of viewer works. */
export const databaseRoles: Readonly<Record<Role, string>> = {
  PARTNER_USER: 'channelgraph_partner',
  CAM: 'channelgraph_cam',
  PROGRAM_ADMIN: 'channelgraph_staff',
  ANALYST: 'channelgraph_staff',
  SERVICE: 'channelgraph_staff',
};
