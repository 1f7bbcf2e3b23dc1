import { letters, named, ref, spoiled, type BadInput } from './bad-input.ts';

const by = 'harbor.sales';
const cam = 'carla.cam';
const request = { kind: 'INITIAL_DEPLOYMENT', contract: ref('liveContract'), requestedHelp: 'An engineer.' };

/** Requests for the vendor’s help. */
export const coSellInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'coSellRequestCreate', input: request }, [
    ['no words', { requestedHelp: ' ' }, 'VALIDATION_FAILED', 'input.requestedHelp', 'Say it in a few sentences'],
    ['words without an end', { requestedHelp: letters(20_000) }, 'VALIDATION_FAILED', 'input.requestedHelp', 'Say it in a few sentences'],
    ['no subject', { contract: undefined }, 'VALIDATION_FAILED', 'input.opportunity', 'Name what it is about'],
    ['two subjects', { opportunity: ref('newDeal') }, 'VALIDATION_FAILED', 'input.contract', 'Ask once for each'],
    ['a contract of somebody else', { contract: ref('foreignContract') }, 'NOT_FOUND', 'input.contract', 'No ManagedContract with this id is visible to you'],
    ['a contract in the place of a deal', { contract: undefined, opportunity: ref('liveContract') }, 'NOT_FOUND', 'input.opportunity', 'No Opportunity with this id is visible to you'],
    ['a renewal at risk that is none', { kind: 'AT_RISK_RENEWAL', contract: undefined, renewalId: '<contract>' }, 'NOT_FOUND', 'input.renewalId', 'No Renewal with this id is visible to you'],
    ['a day that has passed', { neededBy: '2020-01-01' }, 'VALIDATION_FAILED', 'input.neededBy', 'Correct the day, or leave it out'],
    ['a day in the year 9999', { neededBy: '9999-12-31' }, 'BAD_USER_INPUT', 'input.neededBy', 'write it like 2026-10-15'],
    ['a kind that does not exist', { kind: 'COFFEE' }, 'BAD_USER_INPUT', 'input.kind', 'does not exist in "CoSellKind" enum'],
    ['an external id too long', { ...named(letters(3000), 'test') }, 'VALIDATION_FAILED', 'input.externalReference', 'Correct both, or leave the reference out'],
    ['an external id without a name', { ...named(' ', 'test') }, 'VALIDATION_FAILED', 'input.externalReference', 'Correct both, or leave the reference out'],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestAccept', id: 'coSell', input: {} }, [
    ['an owner who is a contract', { ownerId: '<contract>' }, 'VALIDATION_FAILED', 'input.ownerId', 'Send an id that begins with stf_'],
    ['a note without an end', { note: letters(2001) }, 'VALIDATION_FAILED', 'input.note', 'Say it in a few sentences'],
    ['a request that was accepted', { id: 'acceptedCoSell' }, 'INVALID_TRANSITION', '', 'ACCEPT is not possible from ACCEPTED'],
    ['the past version', { expectedVersion: 99 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestStart', id: 'coSell', input: {} }, [
    ['a request that nobody accepted', {}, 'INVALID_TRANSITION', '', 'START is not possible from REQUESTED'],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestComplete', id: 'acceptedCoSell', input: {} }, [
    ['help that did not begin', {}, 'INVALID_TRANSITION', '', 'COMPLETE is not possible from ACCEPTED'],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestDecline', id: 'coSell', input: { reason: 'No.' } }, [
    ['no reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say it in a few sentences'],
    ['a reason without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Say it in a few sentences'],
  ]),
  ...spoiled({ by, call: 'coSellRequestWithdraw', id: 'coSell', input: { reason: letters(2001) } }, [
    ['a reason without an end', {}, 'VALIDATION_FAILED', 'input.reason', 'Say it in a few sentences'],
    ['a contract in the place of a request', { id: 'contract', reason: 'No.' }, 'NOT_FOUND', 'id', 'No CoSellRequest with this id is visible to you'],
  ]),
]; // prettier-ignore
