import type { Viewer } from '@channelgraph/core/viewer.ts';
import { UnauthenticatedError } from '@channelgraph/server/request-errors.ts';
import type { Identity } from '../identity/identity.ts';

/** The viewer of every request that carries the token `ada`. */
export const ada: Viewer = {
  userId: 'stf_ada',
  role: 'PROGRAM_ADMIN',
  partnerId: null,
  capabilities: [],
  displayName: 'Ada',
};

/** The header that {@link stubIdentity} accepts. */
export const asAda = { authorization: 'Bearer ada' };

/** Accepts one token, without any cryptography. */
export const stubIdentity: Identity = {
  authenticate: (authorization) =>
    authorization === asAda.authorization
      ? Promise.resolve(ada)
      : Promise.reject(new UnauthenticatedError('Send an access token.')),
};
