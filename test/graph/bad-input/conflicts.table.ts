import { letters, named, ref, spoiled, times, type BadInput } from './bad-input.ts';

const by = 'ada.admin';
const remark = { kind: 'NOTE', happenedAt: '2026-10-01T00:00:00Z', summary: 'A remark.' };
const engagement = { ...named('e-1', 'test'), customer: ref('customer'), openedOn: '2026-10-01' };

/** Conflicts, and the vendor’s own sales that registrations stand against. */
export const conflictInputs: readonly BadInput[] = [
  ...spoiled({ by: 'harbor.sales', call: 'conflictCaseReport', input: { registrationId: '<registration>', reason: 'A customer told us.' } }, [
    ['no reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say why'],
    ['a reason without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Shorten it'],
    ['a registration that nothing has', { registrationId: 'dlr_00000000000000000000000000' }, 'NOT_FOUND', 'input.registrationId', 'No DealRegistration with this id is visible to you'],
    ['a contract in the place of a registration', { registrationId: '<contract>' }, 'NOT_FOUND', 'input.registrationId', 'No DealRegistration with this id is visible to you'],
    ['a draft, which claims nothing', { registrationId: '<draftRegistration>' }, 'VALIDATION_FAILED', 'input.registrationId', 'Report conflicts of submitted registrations'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: 'conflictCaseAddEvidence', id: 'conflict', input: remark }, [
    ['no summary', { summary: ' ' }, 'VALIDATION_FAILED', 'input.summary', 'Say what it shows'],
    ['a summary without an end', { summary: letters(2001) }, 'VALIDATION_FAILED', 'input.summary', 'Shorten it'],
    ['a moment to come', { happenedAt: '2027-01-01T00:00:00Z' }, 'VALIDATION_FAILED', 'input.happenedAt', 'Correct the instant'],
    ['a moment without a zone', { happenedAt: '2026-10-01T00:00:00' }, 'BAD_USER_INPUT', 'input.happenedAt', 'write it like 2026-10-15T09:00:00Z'],
    ['a moment that is none', { happenedAt: '2026-13-01T00:00:00Z' }, 'BAD_USER_INPUT', 'input.happenedAt', 'write it like 2026-10-15T09:00:00Z'],
    ['a moment before there were computers', { happenedAt: '0001-01-01T00:00:00Z' }, 'BAD_USER_INPUT', 'input.happenedAt', 'write it like 2026-10-15T09:00:00Z'],
    ['a kind that only the platform records', { kind: 'REGISTRATION' }, 'BAD_USER_INPUT', 'input.kind', 'does not exist in "ConflictEvidenceInputKind" enum'],
    ['an address that is none', { url: 'see my desk' }, 'VALIDATION_FAILED', 'input.url', 'Write it like'],
    ['a hash too short', { url: 'https://files.example/a', sha256: 'abc' }, 'VALIDATION_FAILED', 'input.sha256', 'Send the SHA-256 of the document'],
    ['a party that nothing has', { partyId: 'cfp_00000000000000000000000000' }, 'NOT_FOUND', 'input.partyId', 'No ConflictParty with this id is visible to you'],
    ['a conflict that nothing has', { id: 'cfc_00000000000000000000000000' }, 'NOT_FOUND', 'id', 'No ConflictCase with this id is visible to you'],
    ['the past version', { expectedVersion: 999 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
  ]),
  ...spoiled({ by, call: 'conflictCaseDecide', id: 'conflict', input: { reason: 'As the rules say.' } }, [
    ['a conflict that nobody investigated', {}, 'INVALID_TRANSITION', '', 'DECIDE is not possible from OPEN'],
    ['a reason without an end', { reason: letters(2001) }, 'INVALID_TRANSITION', '', 'DECIDE is not possible from OPEN'],
  ]),
  ...spoiled({ by, call: 'conflictCaseDecideAppeal', id: 'conflict', input: { reason: 'As before.' } }, [
    ['an appeal that nobody made', {}, 'INVALID_TRANSITION', '', 'DECIDE_APPEAL is not possible from OPEN'],
  ]),
  ...spoiled({ by, call: 'conflictCaseInvestigate', id: 'conflict', input: { note: 'A look.' } }, [
    ['a note without an end', { note: letters(2001) }, 'VALIDATION_FAILED', 'input.note', 'Shorten it'],
    ['a favoured party that is none', { favouredPartyId: '<partner>' }, 'NOT_FOUND', 'input.favouredPartyId', 'No ConflictParty with this id is visible to you'],
  ]),
  ...spoiled({ by: 'harbor.admin', call: 'conflictCaseAppeal', id: 'conflict', input: { reason: 'We were first.' } }, [
    ['an appeal against no decision', {}, 'INVALID_TRANSITION', '', 'APPEAL is not possible from OPEN'],
    ['an appeal without a reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say why'],
  ]),
  ...spoiled({ by, call: 'conflictCaseClose', id: 'conflict', input: { reason: 'Over.' } }, [
    ['a conflict that is not decided', {}, 'INVALID_TRANSITION', '', 'CLOSE is not possible from OPEN'],
    ['no reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say why'],
  ]),
  ...spoiled({ by, call: 'directEngagementUpsertMany', item: engagement }, [
    ['no customer', { customer: undefined }, 'REQUIRED', 'input.items.0.customer', 'Name the customer'],
    ['a customer that does not exist', { customer: named('nobody', 'test') }, 'NOT_FOUND', 'input.items.0.customer', 'Import the Customer first or correct the'],
    ['no first day', { openedOn: undefined }, 'REQUIRED', 'input.items.0.openedOn', 'Say when the sale began'],
    ['an end before the beginning', { closedOn: '2026-09-01' }, 'EMPTY_WINDOW', 'input.items.0.closedOn', 'closedOn is the first day outside'],
    ['a contact before the beginning', { lastContactOn: '2020-01-01' }, 'BEFORE_START', 'input.items.0.lastContactOn', 'Correct one of the dates'],
    ['an owner too long', { owner: letters(301) }, 'TOO_LONG', 'input.items.0.owner', 'Shorten it'],
    ['a region too long', { region: letters(301) }, 'INVALID_FORMAT', 'input.items.0.region', 'Write it like EMEA/DE/BY, or leave it out'],
    ['a product line twice', { productLines: [ref('productLine'), ref('productLine')] }, 'DUPLICATE', 'input.items.0.productLines.1', 'Name each product line once'],
    ['too many product lines', { productLines: times(300, () => ref('productLine')) }, 'TOO_MANY', 'input.items.0.productLines', 'Name the main ones'],
    ['an id that nothing has', { id: 'den_00000000000000000000000000', externalReference: undefined }, 'NOT_FOUND', 'input.items.0.id', 'Leave the id out to create one'],
  ]),
]; // prettier-ignore
