import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import type { AwardStatus } from './certification-award.status.ts';

/** `NONE` stands for a person who holds no award in the track that could be renewed. */
export type AwardState = 'NONE' | AwardStatus;
export type AwardAction = 'GRANT' | 'RENEW' | 'REVOKE';

/** What the guards of the award's actions look at. */
export interface AwardActionFacts {
  /** Whether the person is an active user of the partner today. */
  readonly isActiveMember: boolean;
  /** Whether the track still gives awards. */
  readonly isTrackActive: boolean;
}

function canBeAwarded(action: 'grant' | 'renew') {
  return ({ isActiveMember, isTrackActive }: AwardActionFacts): Reason | null => {
    if (!isTrackActive) {
      return {
        code: 'TRACK_RETIRED',
        rule: `certificationAward.${action}.track`,
        message: 'The track is retired and gives no awards.',
      };
    }
    if (!isActiveMember) {
      return {
        code: 'NOT_AN_ACTIVE_MEMBER',
        rule: `certificationAward.${action}.membership`,
        message: 'The person is not an active user of the partner.',
      };
    }
    return null;
  };
}

const administrators = ['PROGRAM_ADMIN', 'SERVICE'] as const;

/**
 * The life of a certification award. A renewal is a new award: the action is taken on the old one, which
 * becomes SUPERSEDED. EXPIRING and EXPIRED are reached by the date alone, so no row leads there.
 */
export const awardMachine = defineMachine<AwardState, AwardAction, AwardActionFacts>({
  name: 'certificationAward',
  initial: 'NONE',
  transitions: [
    { from: 'NONE', action: 'GRANT', to: 'ACTIVE', roles: administrators, guard: canBeAwarded('grant') },
    {
      from: ['ACTIVE', 'EXPIRING', 'EXPIRED'],
      action: 'RENEW',
      to: 'SUPERSEDED',
      roles: administrators,
      guard: canBeAwarded('renew'),
    },
    { from: ['ACTIVE', 'EXPIRING', 'EXPIRED'], action: 'REVOKE', to: 'REVOKED', roles: administrators },
  ],
});
