import { letters, money, spoiled, type BadInput } from './bad-input.ts';

const by = 'carla.cam';
const calendar =
  'query ($partnerId: ID, $until: Date, $first: Int) { answer: renewalCalendar(partnerId: $partnerId, until: $until, first: $first) { __typename } }';

/** Renewals: quoted, committed, renewed, lost and judged. */
export const renewalInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'renewalQuote', id: 'liveRenewal', input: { mrr: money('1000') } }, [
    ['an offer below nothing', { mrr: money('-1') }, 'VALIDATION_FAILED', 'input.mrr', 'Send 0 or more'],
    ['an offer in another currency', { mrr: money('1000', 'EUR') }, 'VALIDATION_FAILED', 'input.mrr', 'Send the amount in USD'],
    ['an offer with tenths of cents', { mrr: money('0.001') }, 'VALIDATION_FAILED', 'input.mrr', 'Send a decimal such as 1234.50'],
    ['an offer beyond the column', { mrr: money('99999999999999999') }, 'VALIDATION_FAILED', 'input.mrr', 'Correct the amount'],
    ['a reason without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Shorten it'],
    ['the past version', { expectedVersion: 0 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
    ['a contract in the place of a renewal', { id: 'contract' }, 'NOT_FOUND', 'id', 'No Renewal with this id is visible to you'],
  ]),
  ...spoiled({ by, call: 'renewalEngage', id: 'liveRenewal', input: {} }, [
    ['a reason without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Shorten it'],
    ['a renewal that nothing has', { id: 'rnw_00000000000000000000000000' }, 'NOT_FOUND', 'id', 'No Renewal with this id is visible to you'],
    ['a version below the first', { expectedVersion: -1 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
  ]),
  ...spoiled({ by, call: 'renewalCommit', id: 'liveRenewal', input: {} }, [
    ['the past version', { expectedVersion: 0 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
  ]),
  ...spoiled({ by, call: 'renewalRenew', id: 'liveRenewal', input: {} }, [
    ['a term of no months', { termMonths: 0 }, 'VALIDATION_FAILED', 'input.termMonths', 'Send termMonths within that range'],
    ['a term of 1000 months', { termMonths: 1000 }, 'VALIDATION_FAILED', 'input.termMonths', 'Send termMonths within that range'],
    ['seats below none', { contractedSeats: -1 }, 'VALIDATION_FAILED', 'input.contractedSeats', 'Send 0 or more'],
    ['another currency', { mrr: money('1', 'EUR') }, 'VALIDATION_FAILED', 'input.mrr', 'Send the amount in USD'],
    ['revenue below nothing', { mrr: money('-1') }, 'VALIDATION_FAILED', 'input.mrr', 'Send 0 or more'],
    ['a start before the predecessor began', { termStart: '2000-01-01' }, 'VALIDATION_FAILED', 'input.termStart', 'Start the successor later'],
    ['a start in the year 9999', { termStart: '9999-01-01' }, 'BAD_USER_INPUT', 'input.termStart', 'write it like 2026-10-15'],
  ]),
  ...spoiled({ by, call: 'renewalLose', id: 'liveRenewal', input: { lossReason: 'PRICE' } }, [
    ['a reason that does not exist', { lossReason: 'WEATHER' }, 'BAD_USER_INPUT', 'input.lossReason', 'does not exist in "LossReason" enum'],
    ['no reason', { lossReason: undefined }, 'BAD_USER_INPUT', 'input.lossReason', 'of required type "LossReason!"'],
    ['words without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Shorten it'],
  ]),
  ...spoiled({ by, call: 'renewalOverrideHealth', id: 'liveRenewal', input: { health: 'RED', reason: 'A call.' } }, [
    ['no reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say why in 1 to 2000 characters'],
    ['a health that does not exist', { health: 'PURPLE' }, 'BAD_USER_INPUT', 'input.health', 'does not exist in "RenewalHealth" enum'],
  ]),
  ...spoiled({ by, call: 'renewalOverrideProbability', id: 'liveRenewal', input: { probability: '0.5', reason: 'A call.' } }, [
    ['a likelihood above 1', { probability: '1.5' }, 'VALIDATION_FAILED', 'input.probability', 'Send 0.25 for one in four'],
    ['a likelihood below 0', { probability: '-0.5' }, 'VALIDATION_FAILED', 'input.probability', 'Send 0.25 for one in four'],
    ['a likelihood with an exponent', { probability: '5e-1' }, 'BAD_USER_INPUT', 'input.probability', 'write it like "1234.50"'],
    ['no reason', { reason: ' ' }, 'VALIDATION_FAILED', 'input.reason', 'Say why in 1 to 2000 characters'],
  ]),
  ...spoiled({ by, call: 'renewalSetCompetitiveEvaluation', id: 'liveRenewal', input: { isEvaluated: true, competitor: 'Rival' } }, [
    ['a rival where there is none', { isEvaluated: false }, 'VALIDATION_FAILED', 'input.competitor', 'Leave competitor out'],
    ['a rival with a name too long', { competitor: letters(301) }, 'VALIDATION_FAILED', 'input.competitor', 'Shorten it'],
  ]),
  ...spoiled({ by, call: 'renewalCloseStep', id: 'liveRenewal', input: { code: 'REVIEW' } }, [
    ['a step that does not exist', { code: 'DANCE' }, 'NOT_FOUND', 'input.code', 'No RenewalStep with this id is visible to you'],
    ['no step', { code: '' }, 'NOT_FOUND', 'input.code', 'No RenewalStep with this id is visible to you'],
    ['a step skipped without a reason', { code: '<step>', isSkipped: true }, 'VALIDATION_FAILED', 'input.reason', 'Say why in 1 to 2000 characters'],
  ]),
  ...spoiled({ by, call: calendar, variables: {} }, [
    ['more than all coming days', { first: 100_000 }, 'BAD_USER_INPUT', '', 'Ask for 100 or fewer'],
    ['none of the coming days', { first: 0 }, 'BAD_USER_INPUT', '', 'ask for 1 to 100 renewals'],
    ['coming days until the year 9999', { until: '9999-12-31' }, 'BAD_USER_INPUT', 'until', 'write it like 2026-10-15'],
  ]),
]; // prettier-ignore
