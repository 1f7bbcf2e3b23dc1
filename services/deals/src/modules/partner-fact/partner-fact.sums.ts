import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Provenance } from '@channelgraph/core/kpi.ts';

/** Customers in the base and what became of them, in minor units of the partner's currency. */
export interface RetentionSums {
  /** The customers with an active contract when the window opened. */
  readonly baseCustomers: number;
  /** Those of them with an active contract now. */
  readonly keptCustomers: number;
  readonly baseMrr: bigint;
  /** Per customer at most the base, price changes left out. */
  readonly grossMrr: bigint;
  readonly netMrr: bigint;
}

/** Seats of one unit when the window opened and now. */
export interface SeatSums {
  readonly base: number;
  readonly now: number;
  /** The contracts in the base. */
  readonly baseContracts: number;
  /** Counts among them that only the partner reports. */
  readonly reportedCounts: number;
}

/** What became of the contracts whose term ended in the window. */
export interface RenewalCounts {
  readonly renewed: number;
  readonly lost: number;
  readonly lapsed: number;
  /** Undecided and still inside the grace period. */
  readonly pending: number;
  /** Of the renewed ones, those decided by the end of the term. */
  readonly onTime: number;
  /** What the decided ones earned a month, and what of it was renewed. */
  readonly endingMinor: bigint;
  readonly keptMinor: bigint;
}

/** Deals and their value in minor units of the partner's currency. */
export interface DealSums {
  readonly count: number;
  readonly amountMinor: bigint;
  /** What of it is paid once; the rest is the first year of what recurs. */
  readonly oneTimeMinor: bigint;
}

/** What the seats of one unit earn now, contracts in the partner's currency alone. */
export interface PriceSums {
  readonly contracts: number;
  readonly seats: number;
  readonly mrrMinor: bigint;
  readonly reportedCounts: number;
}

/** Changes of recurring revenue, in minor units of the partner's currency. */
export interface MovementSums {
  /** The recurring revenue of the day. */
  readonly mrrMinor: bigint;
  /** By how much it changed in the window, whatever the reason. */
  readonly windowMinor: bigint;
  /** By how much it changed without price changes and transfers. */
  readonly netMinor: bigint;
  readonly newMinor: bigint;
  readonly count: number;
  /** Whether the partner sold and yet lost revenue in both of the last two whole months. */
  readonly isDistressed: boolean;
}

/** Records by how far they are trusted. */
export type ProvenanceCounts = Readonly<Record<Provenance, number>>;

/** Promises to customers that were kept and broken. */
export interface SlaSums {
  readonly met: number;
  readonly breached: number;
  readonly byProvenance: ProvenanceCounts;
}

/** Answers of customers in the window. */
export interface SatisfactionSums {
  readonly answers: number;
  /** Answers of 4 or 5. */
  readonly content: number;
  readonly scores: number;
  /** Questions sent in the window, and those of them that were answered. */
  readonly sent: number;
  readonly answered: number;
  readonly byProvenance: ProvenanceCounts;
}

/** Credited shares of won deals. */
export interface CreditSums {
  readonly count: number;
  /** Minor units times ten-thousandths. */
  readonly weighted: bigint;
}

/** Won deals, and those of them that were registered. */
export interface WinSums {
  readonly count: number;
  readonly registered: number;
}

/** Deal registrations in their windows. */
export interface RegistrationSums {
  readonly everSubmitted: number;
  readonly submitted: number;
  readonly approved: number;
  readonly rejected: number;
  /** Of the registrations approved in the last twelve months: what became of them. */
  readonly won: number;
  readonly lost: number;
  readonly expired: number;
  readonly open: number;
}

/** When the partner came, and when it first did what it came for; null while it did not. */
export interface FirstDays {
  readonly enrolledOn: LocalDate | null;
  readonly registrationOn: LocalDate | null;
  readonly dealOn: LocalDate | null;
}

/** Everything from which the facts of one day are told. */
export interface DaySums {
  readonly currency: string;
  /** Whether the partner has ever held an active managed contract. */
  readonly hasManaged: boolean;
  readonly retention: RetentionSums;
  readonly seats: ReadonlyMap<string, SeatSums>;
  readonly renewals: RenewalCounts;
  readonly sourcedRevenue: DealSums;
  readonly sourcedPipeline: DealSums;
  readonly prices: ReadonlyMap<string, PriceSums>;
  readonly movements: MovementSums;
  readonly sla: SlaSums;
  readonly satisfaction: SatisfactionSums;
  readonly credits: CreditSums;
  readonly wins: WinSums;
  readonly registrations: RegistrationSums;
  readonly firsts: FirstDays;
}

/** A private copy that a sweep changes in place while it moves on. */
export type Running<Value> =
  Value extends ReadonlyMap<infer Key, infer Member>
    ? Map<Key, Running<Member>>
    : Value extends object
      ? { -readonly [Key in keyof Value]: Running<Value[Key]> }
      : Value;

const nobody = (): ProvenanceCounts => ({ SYSTEM: 0, IMPORT: 0, PARTNER_REPORTED: 0, VERIFIED: 0 });

/** The sums of a partner about whom nothing is known. */
export function emptySums(currency: string): DaySums {
  return {
    currency,
    hasManaged: false,
    retention: { baseCustomers: 0, keptCustomers: 0, baseMrr: 0n, grossMrr: 0n, netMrr: 0n },
    seats: new Map(),
    renewals: { renewed: 0, lost: 0, lapsed: 0, pending: 0, onTime: 0, endingMinor: 0n, keptMinor: 0n },
    sourcedRevenue: { count: 0, amountMinor: 0n, oneTimeMinor: 0n },
    sourcedPipeline: { count: 0, amountMinor: 0n, oneTimeMinor: 0n },
    prices: new Map(),
    movements: { mrrMinor: 0n, windowMinor: 0n, netMinor: 0n, newMinor: 0n, count: 0, isDistressed: false },
    sla: { met: 0, breached: 0, byProvenance: nobody() },
    satisfaction: { answers: 0, content: 0, scores: 0, sent: 0, answered: 0, byProvenance: nobody() },
    credits: { count: 0, weighted: 0n },
    wins: { count: 0, registered: 0 },
    registrations: {
      everSubmitted: 0,
      submitted: 0,
      approved: 0,
      rejected: 0,
      won: 0,
      lost: 0,
      expired: 0,
      open: 0,
    },
    firsts: { enrolledOn: null, registrationOn: null, dealOn: null },
  };
}
