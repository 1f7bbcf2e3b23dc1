import { letters, named, ref, spoiled, type BadInput } from './bad-input.ts';

const by = 'harbor.sales';
const cam = 'carla.cam';
const request = { kind: 'INITIAL_DEPLOYMENT', contract: ref('liveContract'), requestedHelp: 'An engineer.' };

/** Requests for the vendor’s help. */
export const coSellInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'coSellRequestCreate', input: request }, [
    ['no words', { requestedHelp: ' ' }, '?', '', ''],
    ['words without an end', { requestedHelp: letters(20_000) }, '?', '', ''],
    ['no subject', { contract: undefined }, '?', '', ''],
    ['two subjects', { opportunity: ref('newDeal') }, '?', '', ''],
    ['a contract of somebody else', { contract: ref('foreignContract') }, '?', '', ''],
    ['a contract in the place of a deal', { contract: undefined, opportunity: ref('liveContract') }, '?', '', ''],
    ['a renewal at risk that is none', { kind: 'AT_RISK_RENEWAL', contract: undefined, renewalId: '<contract>' }, '?', '', ''],
    ['a day that has passed', { neededBy: '2020-01-01' }, '?', '', ''],
    ['a day in the year 9999', { neededBy: '9999-12-31' }, '?', '', ''],
    ['a kind that does not exist', { kind: 'COFFEE' }, '?', '', ''],
    ['an external id too long', { ...named(letters(3000), 'test') }, '?', '', ''],
    ['an external id without a name', { ...named(' ', 'test') }, '?', '', ''],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestAccept', id: 'coSell', input: {} }, [
    ['an owner who is a contract', { ownerId: '<contract>' }, '?', '', ''],
    ['a note without an end', { note: letters(2001) }, '?', '', ''],
    ['a request that was accepted', { id: 'acceptedCoSell' }, '?', '', ''],
    ['the past version', { expectedVersion: 99 }, '?', '', ''],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestStart', id: 'coSell', input: {} }, [
    ['a request that nobody accepted', {}, '?', '', ''],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestComplete', id: 'acceptedCoSell', input: {} }, [
    ['help that did not begin', {}, '?', '', ''],
  ]),
  ...spoiled({ by: cam, call: 'coSellRequestDecline', id: 'coSell', input: { reason: 'No.' } }, [
    ['no reason', { reason: '' }, '?', '', ''],
    ['a reason without an end', { reason: letters(2001) }, '?', '', ''],
  ]),
  ...spoiled({ by, call: 'coSellRequestWithdraw', id: 'coSell', input: { reason: letters(2001) } }, [
    ['a reason without an end', {}, '?', '', ''],
    ['a contract in the place of a request', { id: 'contract', reason: 'No.' }, '?', '', ''],
  ]),
]; // prettier-ignore
