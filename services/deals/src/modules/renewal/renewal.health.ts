import { daysBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { Decimal } from 'decimal.js';
import type { RenewalPolicy } from './renewal.policy.ts';
import type { RenewalHealth } from './renewal.stages.ts';

/** The rules of health in the order in which they are applied. */
export const healthRules = [
  'COMPETITIVE_EVALUATION',
  'GROSS_RETENTION',
  'OPEN_SEVERITY_1_BREACH',
  'SATISFACTION',
  'SEAT_DECLINE',
  'NO_ENGAGEMENT',
  'TICKET_SPIKE',
  'CERTIFICATION_GAP',
] as const;
export type HealthRule = (typeof healthRules)[number];

/** What the rules look at; null where nothing is known. */
export interface HealthFacts {
  readonly competitiveEvaluation: boolean;
  /** The share of the recurring revenue of a year ago that is left, changes of price apart. */
  readonly grossRetention: string | null;
  /** Cases of the worst severity that were late and open at the end of the last month reported. */
  readonly openSeverity1Breaches: number | null;
  /** The mean score of the surveys answered lately. */
  readonly satisfaction: string | null;
  readonly seatsBefore: number | null;
  readonly seatsNow: number | null;
  readonly windowOpensOn: LocalDate;
  readonly lastEngagedOn: LocalDate | null;
  readonly today: LocalDate;
}

/** What one rule saw and said. */
export interface HealthFinding {
  readonly rule: HealthRule;
  /** The health that the rule gives when it fires. */
  readonly health: RenewalHealth;
  readonly verdict: 'FIRES' | 'PASSES' | 'NO_DATA';
  /** What the rule looked at, in words. */
  readonly saw: string;
}

/** The health of a renewal with everything that led to it. */
export interface HealthJudgement {
  readonly health: RenewalHealth;
  /** The first rule that fires with this health; `NONE` when none does. */
  readonly rule: HealthRule | 'NONE';
  readonly trace: readonly HealthFinding[];
}

/** Judges the health of a renewal: the worst that a rule says. What is unknown never fires. */
export function judgeHealth(facts: HealthFacts, policy: RenewalPolicy): HealthJudgement {
  const trace = [...redRules(facts, policy), ...amberRules(facts, policy)];
  const firing = trace.filter(({ verdict }) => verdict === 'FIRES');
  const worst = firing.find(({ health }) => health === 'RED') ?? firing[0];
  return { health: worst?.health ?? 'GREEN', rule: worst?.rule ?? 'NONE', trace };
}

function redRules(facts: HealthFacts, policy: RenewalPolicy): HealthFinding[] {
  const { competitiveEvaluation, grossRetention, openSeverity1Breaches, satisfaction } = facts;
  const { grossRetentionFloor, satisfactionFloor } = policy;
  return [
    finding('COMPETITIVE_EVALUATION', 'RED', competitiveEvaluation, `Evaluated against others: ${competitiveEvaluation ? 'yes' : 'no'}.`),
    finding('GROSS_RETENTION', 'RED', grossRetention === null ? null : new Decimal(grossRetention).lt(grossRetentionFloor),
      `Share of last year’s revenue kept: ${grossRetention ?? 'unknown'}; floor ${grossRetentionFloor}.`),
    finding('OPEN_SEVERITY_1_BREACH', 'RED', openSeverity1Breaches === null ? null : openSeverity1Breaches > 0,
      `Late and open cases of severity 1: ${openSeverity1Breaches ?? 'unknown'}.`),
    finding('SATISFACTION', 'RED', satisfaction === null ? null : new Decimal(satisfaction).lt(satisfactionFloor),
      `Mean score: ${satisfaction ?? 'unknown'}; floor ${satisfactionFloor}.`),
  ]; // prettier-ignore
}

function amberRules(facts: HealthFacts, policy: RenewalPolicy): HealthFinding[] {
  const { seatsBefore, seatsNow, windowOpensOn, lastEngagedOn, today } = facts;
  const knowsSeats = seatsBefore !== null && seatsNow !== null && seatsBefore > 0;
  const isDeclining =
    knowsSeats && new Decimal(seatsBefore - seatsNow).div(seatsBefore).gte(policy.seatDecline);
  const days = daysBetween(windowOpensOn, today);
  return [
    finding('SEAT_DECLINE', 'AMBER', knowsSeats ? isDeclining : null,
      `Seats ${policy.seatDays} days ago and now: ${seatsBefore ?? 'unknown'}, ${seatsNow ?? 'unknown'}.`),
    finding('NO_ENGAGEMENT', 'AMBER', days >= policy.engagementDays && lastEngagedOn === null,
      `The window opens on ${windowOpensOn}; last talk: ${lastEngagedOn ?? 'none'}.`),
    finding('TICKET_SPIKE', 'AMBER', null, 'Support cases: unknown.'),
    finding('CERTIFICATION_GAP', 'AMBER', null, 'Certifications: unknown.'),
  ]; // prettier-ignore
}

function finding(rule: HealthRule, health: RenewalHealth, fires: boolean | null, saw: string): HealthFinding {
  const verdict = fires === null ? 'NO_DATA' : fires ? 'FIRES' : 'PASSES';
  return { rule, health, verdict, saw };
}
