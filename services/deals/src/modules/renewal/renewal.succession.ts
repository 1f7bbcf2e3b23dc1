import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { ContractValues } from '../managed-contract/managed-contract.store.ts';
import { cutAt } from './renewal.history.ts';
import { comparedMrr, expiringMrr, renewedOutcome } from './renewal.outcome.ts';
import { isOpenStage, renewalDays } from './renewal.stages.ts';
import { advance, changeFrom } from './renewal.values.ts';
import type { Odds, RenewalValues } from './renewal.values.ts';

/** A contract whose renewal follows it. */
export interface FollowedContract {
  readonly id: string;
  readonly values: Omit<ContractValues, 'productLineIds'>;
  readonly successor: {
    readonly id: string;
    readonly termStart: LocalDate;
    readonly mrrMinor: bigint;
    readonly currency: string;
  } | null;
}

/** A renewal as stored, or to be stored under a new id. */
export interface StoredRenewal {
  readonly id: string;
  readonly values: RenewalValues;
}

/** What following needs beside the contract. */
export interface FollowContext {
  readonly stored: readonly StoredRenewal[];
  readonly today: LocalDate;
  readonly odds: Odds;
  newId(): string;
}

/**
 * Gives the renewals of a contract as they should be now that the contract is as it is.
 *
 * @remarks An undecided renewal moves with the end of the term. Where the new end has a renewal already,
 * or the contract has nothing to renew any more, it becomes void: never two are open for one contract.
 */
export function renewalsOf(contract: FollowedContract, follow: FollowContext): readonly StoredRenewal[] {
  const { values } = contract;
  const { stored, today, odds } = follow;
  const isRenewable = values.status !== 'DRAFT' && values.status !== 'TRANSFERRED';
  const isOpen = (renewal: StoredRenewal) =>
    renewal.values.voidedOn === null && isOpenStage(renewal.values.stage);
  const own = stored.find((each) => each.values.termEnd === values.termEnd) ?? stored.find(isOpen);
  const current = isRenewable ? (own ?? { id: follow.newId(), values: newRenewal(contract, odds) }) : null;
  const voided = stored
    .filter((each) => isOpen(each) && each.id !== current?.id)
    .map(({ id, values: open }) => ({ id, values: voidFrom(open, values.endedOn ?? today) }));
  if (!current) return voided;
  const moved = moveWithContract(current.values, contract, { today, odds });
  return [...voided, { id: current.id, values: decide(moved, contract, { today, odds }) }];
}

function voidFrom(values: RenewalValues, on: LocalDate): RenewalValues {
  return { ...values, voidedOn: on, history: cutAt(values.history, on) };
}

function newRenewal({ id, values }: FollowedContract, odds: Odds): RenewalValues {
  const { partnerId, customerId, termEnd, currency, states, termStart } = values;
  const began = states[0]?.from ?? termStart;
  const blank: RenewalValues = {
    contractId: id,
    partnerId,
    customerId,
    termEnd,
    ...renewalDays(values, odds.policy.playbookLeadDays),
    stage: 'UPCOMING',
    stageSince: began,
    health: 'GREEN',
    healthRule: 'NOT_ASSESSED',
    healthTrace: [],
    healthOverride: null,
    healthOverrideReason: null,
    competitiveEvaluation: false,
    competitor: null,
    currency,
    expiringMrrMinor: expiringMrr(states, termEnd),
    quotedMrrMinor: null,
    probability: '0.0000',
    probabilityOverride: null,
    lastEngagedOn: null,
    outcome: null,
    decidedOn: null,
    lossReason: null,
    successorContractId: null,
    renewedMrrMinor: null,
    policyVersionId: null,
    voidedOn: null,
    history: [],
  };
  return changeFrom(blank, { on: began }, odds);
}

interface Moment {
  readonly today: LocalDate;
  readonly odds: Odds;
}

function moveWithContract(
  renewal: RenewalValues,
  { values }: FollowedContract,
  { today, odds }: Moment,
): RenewalValues {
  const { termEnd, customerId, currency, states } = values;
  const moved = {
    ...renewal,
    termEnd,
    customerId,
    currency,
    expiringMrrMinor: expiringMrr(states, termEnd),
    quotedMrrMinor: currency === renewal.currency ? renewal.quotedMrrMinor : null,
    ...renewalDays(values, odds.policy.playbookLeadDays),
  };
  const waitsAgain = renewal.stage === 'IN_WINDOW' && moved.windowOpensOn > today;
  if (waitsAgain) return changeFrom(moved, { on: today, stage: 'UPCOMING' }, odds);
  return renewal.voidedOn === null ? moved : changeFrom({ ...moved, voidedOn: null }, { on: today }, odds);
}

function decide(renewal: RenewalValues, contract: FollowedContract, { today, odds }: Moment): RenewalValues {
  const { values, successor } = contract;
  if (values.status === 'ACTIVE' || values.status === 'SUSPENDED') {
    const isTakenBack = renewal.stage === 'RENEWED' || renewal.stage === 'LOST';
    return advance(isTakenBack ? reopen(renewal, today, odds) : renewal, today, odds);
  }
  const on = values.decidedOn ?? values.endedOn ?? today;
  const isRenewed = values.status === 'ENDED_RENEWED';
  const stage = isRenewed ? 'RENEWED' : 'LOST';
  const comparable = isRenewed && successor && successor.currency === values.currency ? successor : null;
  const outcome = comparable
    ? renewedOutcome(
        comparedMrr(values.states, { termEnd: values.termEnd, successorStart: comparable.termStart }),
        comparable.mrrMinor,
      )
    : 'FLAT';
  const decision = {
    outcome: isRenewed ? outcome : ('LOST' as const),
    lossReason: isRenewed ? null : (renewal.lossReason ?? ('OTHER' as const)),
    successorContractId: isRenewed ? (successor?.id ?? null) : null,
    renewedMrrMinor: comparable?.mrrMinor ?? null,
  };
  if (renewal.stage === stage && renewal.decidedOn === on) return { ...renewal, ...decision };
  const open = isOpenStage(renewal.stage) ? advance(renewal, on < today ? on : today, odds) : renewal;
  return changeFrom(open, { on, stage, decidedOn: on, ...decision }, odds);
}

/** Takes a decision back: the renewal is where it was before. */
function reopen(renewal: RenewalValues, today: LocalDate, odds: Odds): RenewalValues {
  const last = renewal.history.findLast(({ content }) => isOpenStage(content.stage));
  const cleared = { outcome: null, decidedOn: null, lossReason: null, successorContractId: null };
  return changeFrom(
    renewal,
    { on: today, stage: last?.content.stage ?? 'UPCOMING', ...cleared, renewedMrrMinor: null },
    odds,
  );
}
