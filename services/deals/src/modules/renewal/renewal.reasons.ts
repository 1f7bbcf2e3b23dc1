import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { RenewalDays, RenewalHealth } from './renewal.stages.ts';

/** What a reason follows from. */
export interface CalendarFacts extends RenewalDays {
  readonly today: LocalDate;
  readonly termEnd: LocalDate;
  readonly autoRenew: boolean;
  /** The first day on which prices may change; null while none is agreed. */
  readonly priceLockedUntil: LocalDate | null;
  readonly health: RenewalHealth;
  readonly healthRule: string;
}

/** Why a renewal needs work. */
export interface CalendarReason {
  readonly code: string;
  readonly message: string;
}

/** Lists why a renewal needs work, the most pressing first. */
export function calendarReasons(facts: CalendarFacts): readonly CalendarReason[] {
  const { today, termEnd, noticeDeadline, latestSafeStart, windowOpensOn, priceLockedUntil } = facts;
  const reasons: (CalendarReason | false)[] = [
    termEnd <= today && { code: 'OVERDUE', message: `The term ended on ${termEnd} and nothing is decided.` },
    noticeDeadline < today && {
      code: 'NOTICE_PASSED',
      message: `Notice could be given until ${noticeDeadline}.`,
    },
    latestSafeStart <= today && {
      code: 'START_NOW',
      message: `The playbook must begin by ${latestSafeStart}.`,
    },
    windowOpensOn > noticeDeadline && {
      code: facts.autoRenew ? 'AUTO_RENEWAL_TRAP' : 'WINDOW_AFTER_NOTICE',
      message: `The window opens on ${windowOpensOn}, after notice must be given on ${noticeDeadline}.`,
    },
    priceLockedUntil !== null &&
      priceLockedUntil < termEnd && {
        code: 'PRICE_LOCK_ENDS',
        message: `The price is locked until ${priceLockedUntil} only, before the term ends on ${termEnd}.`,
      },
    facts.health !== 'GREEN' && {
      code: `HEALTH_${facts.health}`,
      message: `The health is ${facts.health} (${facts.healthRule}).`,
    },
  ];
  return reasons.filter((reason) => reason !== false);
}
