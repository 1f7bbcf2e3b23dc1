import { spoiled, times, type BadInput } from './bad-input.ts';

const by = 'ada.admin';
const pipeline =
  'query ($scope: PipelineScopeInput, $filter: PipelineFilter, $groupBy: [PipelineDimension!], $asOf: Date, $knownAt: DateTime) { answer: pipeline(scope: $scope, filter: $filter, groupBy: $groupBy, asOf: $asOf, knownAt: $knownAt) { __typename } }';
const waterfall =
  'query ($scope: PipelineScopeInput!, $from: Date!, $to: Date!, $closesFrom: Date, $closesBefore: Date, $motions: [Motion!], $knownAt: DateTime) { answer: pipelineWaterfall(scope: $scope, from: $from, to: $to, closesFrom: $closesFrom, closesBefore: $closesBefore, motions: $motions, knownAt: $knownAt) { __typename } }';
const revenue =
  'query ($scope: PipelineScopeInput!, $from: Date!, $to: Date!, $knownAt: DateTime) { answer: mrrWaterfall(scope: $scope, from: $from, to: $to, knownAt: $knownAt) { __typename } }';
const scope = { partnerId: '<partner>' };
const quarter = { scope, from: '2026-07-01', to: '2026-10-01' };

/** Pipelines, their waterfalls and their snapshots. */
export const pipelineInputs: readonly BadInput[] = [
  ...spoiled({ by, call: pipeline, variables: { scope } }, [
    ['two scopes', { scope: { partnerId: '<partner>', segment: 'CLOUD' } }, 'BAD_USER_INPUT', '', 'true'],
    ['no scope', { scope: {} }, 'BAD_USER_INPUT', '', 'true'],
    ['the whole program, or not', { scope: { isWholeProgram: false } }, 'BAD_USER_INPUT', '', 'true'],
    ['a segment that does not exist', { scope: { segment: 'WEATHER' } }, 'BAD_USER_INPUT', 'scope.segment', 'does not exist in "MspSegment" enum'],
    ['one dimension twice', { groupBy: ['STAGE', 'STAGE'] }, 'BAD_USER_INPUT', '', 'name each once'],
    ['a dimension that does not exist', { groupBy: ['COLOUR'] }, 'BAD_USER_INPUT', 'groupBy.0', 'does not exist in "PipelineDimension" enum'],
    ['too many partners', { filter: { partnerIds: times(600, () => 'prt_00000000000000000000000000') } }, 'BAD_USER_INPUT', '', 'Send several requests'],
    ['a day in the year 1', { asOf: '0001-01-01' }, 'BAD_USER_INPUT', 'asOf', 'write it like 2026-10-15'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: pipeline, variables: { scope } }, [
    ['the whole program for a partner', { scope: { isWholeProgram: true } }, 'FORBIDDEN', '', 'ask for this part of the program'],
    ['another company’s pipeline', { scope: { partnerId: '<foreignPartner>' } }, 'FORBIDDEN', '', 'ask for this part of the program'],
  ]),
  ...spoiled({ by, call: waterfall, variables: quarter }, [
    ['an end before the beginning', { from: '2026-10-01', to: '2026-07-01' }, 'BAD_USER_INPUT', '', 'to must be a later day'],
    ['no day between', { from: '2026-10-01', to: '2026-10-01' }, 'BAD_USER_INPUT', '', 'to must be a later day'],
    ['an end to come', { to: '2099-01-01' }, 'BAD_USER_INPUT', '', 'ask for less'],
    ['closes in no window', { closesFrom: '2027-01-01', closesBefore: '2026-01-01' }, 'BAD_USER_INPUT', '', 'no day lies in that window'],
    ['two scopes', { scope: { partnerId: '<partner>', isWholeProgram: true } }, 'BAD_USER_INPUT', '', 'true'],
    ['no beginning', { from: undefined }, 'BAD_USER_INPUT', 'from', 'of required type "Date!"'],
    ['ten thousand years', { from: '0001-01-01' }, 'BAD_USER_INPUT', 'from', 'write it like 2026-10-15'],
  ]),
  ...spoiled({ by, call: revenue, variables: quarter }, [
    ['revenue with an end before the beginning', { from: '2026-10-01', to: '2026-07-01' }, 'BAD_USER_INPUT', '', 'to must be a later day'],
    ['revenue of an end to come', { to: '2099-01-01' }, 'BAD_USER_INPUT', '', 'ask for less'],
    ['revenue of no scope', { scope: {} }, 'BAD_USER_INPUT', '', 'true'],
    ['revenue of ten thousand years', { from: '0001-01-01' }, 'BAD_USER_INPUT', 'from', 'write it like 2026-10-15'],
  ]),
  ...spoiled({ by, call: 'pipelineSnapshotTake', input: { scope } }, [
    ['a snapshot of a day to come', { asOf: '2099-01-01' }, 'VALIDATION_FAILED', 'input.asOf', 'Name today or a past day, or leave asOf out'],
    ['a snapshot before the program', { asOf: '0001-01-01' }, 'BAD_USER_INPUT', 'input.asOf', 'write it like 2026-10-15'],
    ['a snapshot of a contract', { scope: { partnerId: '<contract>' } }, 'NOT_FOUND', 'input.scope.partnerId', 'No Partner with this id is visible to you'],
    ['a snapshot of nobody', { scope: { partnerId: 'prt_00000000000000000000000000' } }, 'NOT_FOUND', 'input.scope.partnerId', 'No Partner with this id is visible to you'],
    ['a snapshot of nobody’s portfolio', { scope: { accountManagerId: 'stf_00000000000000000000000000' } }, 'NOT_FOUND', 'input.scope.accountManagerId', 'No Portfolio with this id is visible to you'],
    ['a snapshot of two scopes', { scope: { partnerId: '<partner>', isWholeProgram: true } }, 'VALIDATION_FAILED', 'input.scope', 'Name one of partnerId, accountManagerId'],
    ['a snapshot of no scope', { scope: {} }, 'VALIDATION_FAILED', 'input.scope', 'Name one of partnerId, accountManagerId'],
    ['a snapshot of a segment', { scope: { segment: 'CLOUD' } }, 'VALIDATION_FAILED', 'input.scope.segment', 'ask for `pipeline` with asOf and knownAt'],
    ['a snapshot of a type of partner', { scope: { partnerType: 'MSP' } }, 'VALIDATION_FAILED', 'input.scope.partnerType', 'ask for `pipeline` with asOf and knownAt'],
  ]),
]; // prettier-ignore
