import { InvalidTransitionError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { type Role, type Viewer, roles } from '@channelgraph/core/viewer.ts';
import { describe, expect, it } from 'vitest';
import {
  type AwardAction,
  type AwardActionFacts,
  type AwardState,
  awardMachine,
} from './certification-award.machine.ts';

const states: AwardState[] = ['NONE', 'ACTIVE', 'EXPIRING', 'EXPIRED', 'SUPERSEDED', 'REVOKED'];
const fine: AwardActionFacts = { isActiveMember: true, isTrackActive: true };

function viewerOf(role: Role): Viewer {
  return {
    userId: 'stf_1',
    role,
    partnerId: role === 'PARTNER_USER' ? 'prt_1' : null,
    capabilities: role === 'PARTNER_USER' ? ['ADMIN'] : [],
    displayName: 'Ada',
  };
}

const table: Record<AwardAction, Partial<Record<AwardState, AwardState>>> = {
  GRANT: { NONE: 'ACTIVE' },
  RENEW: { ACTIVE: 'SUPERSEDED', EXPIRING: 'SUPERSEDED', EXPIRED: 'SUPERSEDED' },
  REVOKE: { ACTIVE: 'REVOKED', EXPIRING: 'REVOKED', EXPIRED: 'REVOKED' },
};

describe('the actions on an award', () => {
  const cells = states.flatMap((state) =>
    awardMachine.actions.map((action) => [state, action, table[action][state] ?? null] as const),
  );
  it.each(cells)('%s, %s: %s', (state, action, to) => {
    expect(awardMachine.next(state, action)).toBe(to);
    if (to) expect(awardMachine.apply(state, action, viewerOf('PROGRAM_ADMIN'), fine)).toBe(to);
    else {
      expect(() => awardMachine.apply(state, action, viewerOf('PROGRAM_ADMIN'), fine)).toThrow(
        InvalidTransitionError,
      );
    }
  });

  it.each(roles)('are open to administrators and services only: %s', (role) => {
    const allowed = awardMachine
      .availableActions('ACTIVE', viewerOf(role), fine)
      .filter(({ isAllowed }) => isAllowed)
      .map(({ action }) => action);
    expect(allowed).toEqual(role === 'PROGRAM_ADMIN' || role === 'SERVICE' ? ['RENEW', 'REVOKE'] : []);
  });

  it('refuse an award to a person who left, but not its revocation', () => {
    const left = { ...fine, isActiveMember: false };
    const admin = viewerOf('PROGRAM_ADMIN');
    expect(() => awardMachine.apply('NONE', 'GRANT', admin, left)).toThrow(PolicyViolationError);
    expect(() => awardMachine.apply('ACTIVE', 'RENEW', admin, left)).toThrow(PolicyViolationError);
    expect(awardMachine.apply('ACTIVE', 'REVOKE', admin, left)).toBe('REVOKED');
  });

  it('say why an award cannot be renewed in a retired track', () => {
    const [, renew] = awardMachine.availableActions('EXPIRING', viewerOf('PROGRAM_ADMIN'), {
      ...fine,
      isTrackActive: false,
    });
    expect(renew).toEqual({
      action: 'RENEW',
      isAllowed: false,
      reasons: [
        {
          code: 'TRACK_RETIRED',
          rule: 'certificationAward.renew.track',
          message: 'The track is retired and gives no awards.',
        },
      ],
    });
  });
});
