import { addDays, addMonths, endOfMonth, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';

/** The day on which the demo program is told. */
export const storyDay: LocalDate = '2026-10-15';

/** The system whose ids the demo's records carry. */
export const storySystem = 'demo';

/** Names a record of the demo by its key. */
export function named(key: string) {
  return { externalReference: { system: storySystem, externalId: key } };
}

/** An amount in the program's currency, in whole dollars. */
export function dollars(amount: number) {
  return { amount: amount.toFixed(2), currency: 'USD' };
}

/** A person who works for a partner. */
export interface PersonStory {
  readonly key: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly isTechnical?: boolean;
  /** Whether the person can sign in under their key. */
  readonly canSignIn?: boolean;
}

/** A change of seats, and with them of the price, agreed during the term. */
export interface AmendmentStory {
  readonly on: LocalDate;
  readonly seats: number;
}

/** A managed contract: so many seats at one price per seat and month. */
export interface ContractStory {
  readonly key: string;
  readonly customer: string;
  readonly start: LocalDate;
  readonly months: number;
  readonly seats: number;
  readonly seatPrice: number;
  readonly productLine: string;
  readonly amendments?: readonly AmendmentStory[];
  readonly outcome?: 'RENEWED' | 'CHURNED';
  /** The contract that this one follows. */
  readonly predecessor?: string;
}

/** A customer of the demo. */
export interface CustomerStory {
  readonly key: string;
  readonly name: string;
  readonly industry: string;
  readonly parent?: string;
  /** Its web domains, by which registrations of others find it. */
  readonly domains?: readonly string[];
}

/** A certification that a person earned. */
export interface AwardStory {
  readonly person: string;
  readonly track: string;
  readonly awardedOn: LocalDate;
  readonly expiresOn: LocalDate;
}

/** An opportunity, in the API's own words. */
export type OpportunityStory = { readonly key: string; readonly name: string } & Readonly<
  Record<string, unknown>
>;

/** A deal registration as it was decided, in the API's own words. */
export type RegistrationStory = { readonly key: string; readonly name: string } & Readonly<
  Record<string, unknown>
>;

/** A lead in the API's own words, and the partner that it was given to. */
export type LeadStory = { readonly key: string; readonly routedTo?: string } & Readonly<
  Record<string, unknown>
>;

/** The steps that were taken on the renewal of a contract, in the API's own words. */
export interface RenewalStory {
  readonly contract: string;
  readonly steps: readonly { readonly mutation: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** The help that the vendor is asked for. */
  readonly request?: Readonly<Record<string, unknown>>;
}

/** What a contract used in a month, told day by day. */
export interface UsageStory {
  readonly contract: string;
  readonly productLine: string;
  readonly days: readonly { readonly date: LocalDate; readonly quantity: number }[];
}

/** A figure that another system measured. */
export interface FactStory {
  readonly kpi: Kpi;
  readonly numerator: string;
  readonly denominator: string;
  readonly sampleSize: number;
}

/** How the promises of a contract were kept in a month. */
export interface SlaStory {
  readonly contract: string;
  readonly month: LocalDate;
  readonly met: number;
  readonly breached: number;
}

/** A question to a customer how content it is, and the answer if there was one. */
export interface SurveyStory {
  readonly key: string;
  readonly contract: string;
  readonly sentOn: LocalDate;
  readonly respondedOn: LocalDate | null;
  /** 1 to 5; null without an answer. */
  readonly score: number | null;
}

/** Everything the demo tells about one partner. */
export interface PartnerStory {
  readonly key: string;
  readonly partner: Readonly<Record<string, unknown>>;
  readonly program: string;
  readonly joinedOn: LocalDate;
  /** The tiers held, each from a day on. */
  readonly tiers: readonly { readonly rank: number; readonly from: LocalDate }[];
  readonly cam: string;
  readonly people: readonly PersonStory[];
  readonly customers: readonly CustomerStory[];
  readonly contracts: readonly ContractStory[];
  readonly opportunities: readonly OpportunityStory[];
  readonly awards: readonly AwardStory[];
  readonly plan: readonly { readonly kpi: Kpi; readonly amount: number }[];
  readonly facts: readonly FactStory[];
  readonly slaResults?: readonly SlaStory[];
  readonly surveys?: readonly SurveyStory[];
  readonly registrations?: readonly RegistrationStory[];
  readonly leads?: readonly LeadStory[];
  readonly renewals?: readonly RenewalStory[];
  readonly usage?: readonly UsageStory[];
  /** Requests for the vendor's help, in the API's own words. */
  readonly requests?: readonly ({ readonly key: string } & Readonly<Record<string, unknown>>)[];
  /** Registrations that are under review, and what became of them there, in the API's own words. */
  readonly underReview?: readonly ReviewStory[];
}

/** A registration that was sent in the last days. */
export interface ReviewStory {
  readonly key: string;
  readonly registration: Readonly<Record<string, unknown>>;
  /** What the reviewer asks for; nobody has taken the registration up without it. */
  readonly asksFor?: { readonly fields: readonly string[]; readonly note: string };
}

/** Gives the seats of a contract on a day of its term. */
export function seatsOf(contract: ContractStory, day: LocalDate): number {
  const amendment = (contract.amendments ?? []).findLast(({ on }) => on <= day);
  return amendment?.seats ?? contract.seats;
}

/** Gives the first day after a contract's term. */
export function termEndOf({ start, months }: ContractStory): LocalDate {
  return addMonths(start, months);
}

/** Makes the contract that follows another one on the day its term ends, on the terms held last. */
export function successorOf(contract: ContractStory): ContractStory {
  const start = termEndOf(contract);
  return {
    key: `${contract.key}-renewed`,
    customer: contract.customer,
    start,
    months: contract.months,
    seats: seatsOf(contract, addDays(start, -1)),
    seatPrice: contract.seatPrice,
    productLine: contract.productLine,
    predecessor: contract.key,
  };
}

/** Lists the month starts on which the seats of a contract were counted, in its term and until the story's day. */
export function countingDays(contract: ContractStory): LocalDate[] {
  const end = termEndOf(contract);
  const days: LocalDate[] = [];
  let day =
    contract.start === startOfMonth(contract.start) ? contract.start : addDays(endOfMonth(contract.start), 1);
  while (day < end && day <= storyDay) {
    days.push(day);
    day = addMonths(day, 1);
  }
  return days;
}
