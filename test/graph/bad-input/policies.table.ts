import { defaultPipelinePolicy } from '../../../services/deals/src/modules/opportunity/opportunity.stages.ts';
import { letters, spoiled, type BadInput } from './bad-input.ts';

const by = 'ada.admin';
const body = { usualTermMonths: { least: 12, most: 36 }, mrrChangeLimits: { USD: '5000.00' } };
const conflicts = { appealDays: 14, checksPerHour: 30, freeMailDomains: ['gmail.com'] };
const publication = { kind: 'CONTRACT', effectiveFrom: '2027-01-01', body };

/** Policies of deals. */
export const policyInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'dealsPolicyVersionPublish', input: publication }, [
    ['a day that has passed', { effectiveFrom: '2026-10-14' }, 'VALIDATION_FAILED', 'input.effectiveFrom', 'Choose today or a later day'],
    ['a day before the version in force', { effectiveFrom: '1990-01-01' }, 'VALIDATION_FAILED', 'input.effectiveFrom', 'Choose today or a later day'],
    ['a day in the year 9999', { effectiveFrom: '9999-12-31' }, 'BAD_USER_INPUT', 'input.effectiveFrom', 'write it like 2026-10-15'],
    ['a kind that does not exist', { kind: 'WEATHER' }, 'BAD_USER_INPUT', 'input.kind', 'does not exist in "DealsPolicyKind" enum'],
    ['a field that the policy does not have', { body: { ...body, colour: 'blue' } }, 'VALIDATION_FAILED', 'input.body', 'Correct it after the version in force'],
    ['a rule left out', { body: { usualTermMonths: body.usualTermMonths } }, 'VALIDATION_FAILED', 'input.body.mrrChangeLimits', 'Correct it after the version in force'],
    ['a list in the place of a policy', { body: [] }, 'VALIDATION_FAILED', 'input.body', 'Correct it after the version in force'],
    ['a text in the place of a policy', { body: 'strict' }, 'VALIDATION_FAILED', 'input.body', 'Correct it after the version in force'],
    ['null for a policy', { body: null }, 'BAD_USER_INPUT', 'input.body', 'not to be null'],
    ['a least term above the most', { body: { ...body, usualTermMonths: { least: 36, most: 12 } } }, 'VALIDATION_FAILED', 'input.body.usualTermMonths', 'Correct it after the version in force'],
    ['a term of no months', { body: { ...body, usualTermMonths: { least: 0, most: 12 } } }, 'VALIDATION_FAILED', 'input.body.usualTermMonths.least', 'Correct it after the version in force'],
    ['a limit below nothing', { body: { ...body, mrrChangeLimits: { USD: '-5' } } }, 'VALIDATION_FAILED', 'input.body.mrrChangeLimits.USD', 'Correct it after the version in force'],
    ['a limit in no currency', { body: { ...body, mrrChangeLimits: { DOLLARS: '5' } } }, 'VALIDATION_FAILED', 'input.body.mrrChangeLimits.DOLLARS', 'Correct it after the version in force'],
    ['a threshold that pipelines do not have', { kind: 'PIPELINE', body: { ...defaultPipelinePolicy, stuckFaktor: 2 } }, 'VALIDATION_FAILED', 'input.body', 'Correct it after the version in force'],
    ['appeals within no day', { kind: 'CONFLICT', body: { ...conflicts, appealDays: 0 } }, 'VALIDATION_FAILED', 'input.body.appealDays', 'Correct it after the version in force'],
    ['half a check in an hour', { kind: 'CONFLICT', body: { ...conflicts, checksPerHour: 0.5 } }, 'VALIDATION_FAILED', 'input.body.checksPerHour', 'Correct it after the version in force'],
    ['a mailbox in the place of a domain', { kind: 'CONFLICT', body: { ...conflicts, freeMailDomains: ['jane@gmail.com'] } }, 'VALIDATION_FAILED', 'input.body.freeMailDomains.0', 'Correct it after the version in force'],
    ['an idempotency key too long', { idempotencyKey: letters(256) }, 'VALIDATION_FAILED', 'input.idempotencyKey', 'Send a UUID'],
  ]),
]; // prettier-ignore
