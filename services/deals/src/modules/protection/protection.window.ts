import { addDays, addMonths, endOfDay } from '@channelgraph/core/calendar.ts';
import type { DateWindow, LocalDate } from '@channelgraph/core/calendar.ts';
import type { RegistrationKind } from '../../__generated__/prisma/enums.ts';
import type { RegistrationPolicy } from '../deal-registration/deal-registration.policy.ts';

/** What decides how long a registration protects. */
export interface ProtectionFacts {
  /** The day of the approval in the time zone of the partner's program. */
  readonly approvedOn: LocalDate;
  /** The rank of the partner's tier on that day; null for none. */
  readonly tierRank: number | null;
  /** The contract that it is about or led to; null for none. */
  readonly contract: ContractTerm | null;
}

/** The days of a contract that a protection follows; `end` is the first day after it is in force. */
export interface ContractTerm {
  readonly start: LocalDate;
  readonly end: LocalDate;
}

/** The protected days, and the rule that gave them their length. */
export interface ProtectionWindow extends DateWindow {
  readonly basis: string;
}

type ProtectionPolicy = Pick<RegistrationPolicy, 'protection'>;

/**
 * Gives the days that a registration protects once it is approved; null when they are over already, or
 * when it depends on a contract that is not there.
 *
 * @remarks The day of the approval is the first of them. A contract that is not followed for longer than
 * the policy's maximum term, and no length from the approval exceeds its maximum.
 */
export function protectionWindow(
  kind: RegistrationKind,
  facts: ProtectionFacts,
  { protection }: ProtectionPolicy,
): ProtectionWindow | null {
  if (kind === 'RENEWAL') return renewalWindow(facts, protection.RENEWAL);
  if (kind === 'CUSTOMER_ENGAGEMENT' && facts.contract) {
    return contractWindow(facts.approvedOn, facts.contract, protection.CUSTOMER_ENGAGEMENT);
  }
  return windowFromApproval(kind, facts, protection[kind]);
}

function windowFromApproval(
  kind: RegistrationKind,
  { approvedOn, tierRank }: ProtectionFacts,
  rule: RegistrationPolicy['protection']['OPPORTUNITY'],
): ProtectionWindow {
  const extraDays = daysOfTier(rule.tierDays, tierRank);
  const asked = rule.baseDays + extraDays;
  const isCapped = asked > rule.maximumDays;
  return {
    from: approvedOn,
    to: addDays(approvedOn, isCapped ? rule.maximumDays : asked),
    basis: isCapped ? `${kind}.maximum:${rule.maximumDays}` : `${kind}.days:${rule.baseDays}+${extraDays}`,
  };
}

// A tier above those that the policy names is treated like the highest named one.
function daysOfTier(tierDays: readonly number[], rank: number | null): number {
  if (rank === null || rank < 1) return 0;
  return tierDays[Math.min(rank, tierDays.length) - 1] ?? 0;
}

function contractWindow(
  approvedOn: LocalDate,
  contract: ContractTerm,
  rule: RegistrationPolicy['protection']['CUSTOMER_ENGAGEMENT'],
): ProtectionWindow | null {
  const last = addMonths(contract.start, rule.maximumTermMonths);
  const isCapped = contract.end > last;
  const to = addDays(isCapped ? last : contract.end, rule.tailDays);
  const length = isCapped ? `maximum:${rule.maximumTermMonths}m` : 'contract';
  return notOver({ from: approvedOn, to, basis: `CUSTOMER_ENGAGEMENT.${length}+${rule.tailDays}` });
}

function renewalWindow(
  { approvedOn, contract }: ProtectionFacts,
  { windowDays, tailDays }: RegistrationPolicy['protection']['RENEWAL'],
): ProtectionWindow | null {
  if (!contract) return null;
  const opensOn = addDays(contract.end, -windowDays);
  return notOver({
    from: opensOn > approvedOn ? opensOn : approvedOn,
    to: addDays(contract.end, tailDays),
    basis: `RENEWAL.window:-${windowDays}+${tailDays}`,
  });
}

const notOver = (window: ProtectionWindow): ProtectionWindow | null =>
  window.from < window.to ? window : null;

/** Gives the instant at which a protection begins: midnight of its first day in the zone. */
export function beginOf(window: DateWindow, timeZone: string): Date {
  return endOfDay(addDays(window.from, -1), timeZone);
}

/** Gives the instant at which a protection ends: the end of its last day in the zone. */
export function untilOf(window: DateWindow, timeZone: string): Date {
  return endOfDay(addDays(window.to, -1), timeZone);
}
