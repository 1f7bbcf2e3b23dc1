import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Provenance } from '@channelgraph/core/kpi.ts';
import type { MrrKind } from '../mrr-movement/mrr-movement.derive.ts';

/** A stretch of days in which a deal that is the partner's own was won. */
export interface WinStretch {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  /** Whether a registration of it was approved by the day on which it was won, and not revoked. */
  readonly isRegistered: boolean;
}

/** A stretch of days in which a deal was won that the partner influenced, whoever owns it. */
export interface CreditStretch {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  /** One-time plus first-year recurring value, in the partner's currency. */
  readonly valueMinor: bigint;
  /** The share in ten-thousandths. */
  readonly creditBps: number;
}

/** A deal registration as far as the facts need it; days in the partner's time zone. */
export interface RegistrationHistory {
  readonly submittedOn: LocalDate;
  /** Null unless it was approved; a withdrawn one counts as undecided. */
  readonly approvedOn: LocalDate | null;
  readonly rejectedOn: LocalDate | null;
  /** What became of an approved one; `ENDED` when it was revoked or transferred, which is no outcome of the deal. */
  readonly outcome: 'WON' | 'LOST' | 'EXPIRED' | 'ENDED' | null;
  /** The day of the outcome, or the first day without protection of one that expired. */
  readonly outcomeOn: LocalDate | null;
}

/** The believed result of one contract, month and severity. */
export interface SlaHistory {
  readonly contractId: string;
  readonly severity: number;
  /** The first day of the month. */
  readonly month: LocalDate;
  readonly met: number;
  /** Concluded too late, and open ones that are too late already. */
  readonly breached: number;
  /** Of the breached ones, those still open at the end of the month. */
  readonly openBreached: number;
  readonly provenance: Provenance;
}

/** One question to a customer, with the answer if there was one. */
export interface SurveyHistory {
  readonly sentOn: LocalDate;
  readonly respondedOn: LocalDate | null;
  /** 1 to 5; null without an answer. */
  readonly score: number | null;
  readonly provenance: Provenance;
}

/** A change of recurring revenue in the partner's currency. */
export interface MovementHistory {
  readonly on: LocalDate;
  readonly kind: MrrKind;
  /** Signed: positive adds revenue. */
  readonly amountMinor: bigint;
}

/** What is known of a partner beside its deals and contracts. */
export interface PartnerRecords {
  readonly wins: readonly WinStretch[];
  readonly credits: readonly CreditStretch[];
  readonly registrations: readonly RegistrationHistory[];
  readonly slaResults: readonly SlaHistory[];
  readonly surveys: readonly SurveyHistory[];
  readonly movements: readonly MovementHistory[];
}

/** How far figures are trusted, the most trusted first. */
export const trustOrder = [
  'VERIFIED',
  'SYSTEM',
  'IMPORT',
  'PARTNER_REPORTED',
] as const satisfies readonly Provenance[];

/** Gives the provenance of a figure made from records: that of its least trusted one; SYSTEM without any. */
export function leastTrusted(counts: Readonly<Record<Provenance, number>>): Provenance {
  return trustOrder.findLast((provenance) => counts[provenance] > 0) ?? 'SYSTEM';
}
