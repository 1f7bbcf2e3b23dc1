import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { ConflictCase } from '../../__generated__/prisma/client.ts';
import { dateText } from '../../stored-rows.ts';
import type { ConflictFacts } from './conflict-case.machine.ts';

/** A party as far as the guards look at it. */
export interface JudgedParty {
  readonly id: string;
  readonly partnerId: string | null;
}

/** A registration as far as the guards look at it. */
export interface JudgedRegistration {
  readonly submittedBy: string | null;
  readonly createdBy: string;
  readonly isOnBehalf: boolean;
}

/** Puts together what the guards of the machine look at. */
export function conflictFacts(
  conflict: Pick<ConflictCase, 'winnerPartyId' | 'decidedAt' | 'decidedBy' | 'appealableUntil'>,
  known: {
    readonly parties: readonly JudgedParty[];
    readonly registrations: readonly JudgedRegistration[];
    readonly today: LocalDate;
  },
): ConflictFacts {
  const { parties, registrations, today } = known;
  const submitters = registrations.flatMap(({ submittedBy, createdBy, isOnBehalf }) => [
    ...(submittedBy === null ? [] : [submittedBy]),
    ...(isOnBehalf ? [createdBy] : []),
  ]);
  return {
    submitters: [...new Set(submitters)],
    decidedBy: conflict.decidedBy,
    losers: conflict.decidedAt === null ? [] : losersOf(parties, conflict.winnerPartyId),
    appealableUntil: dateText(conflict.appealableUntil),
    today,
  };
}

/** Gives the partners of the sides that did not win. */
export function losersOf(parties: readonly JudgedParty[], winnerPartyId: string | null): readonly string[] {
  const winner = parties.find(({ id }) => id === winnerPartyId);
  const partners = parties.flatMap(({ partnerId }) => partnerId ?? []);
  return [...new Set(partners)].filter((partnerId) => partnerId !== winner?.partnerId).sort();
}
