import { letters, named, ref, spoiled, times, type BadInput } from './bad-input.ts';

const by = 'ada.admin';
const customer = { ...named('c-new', 'test'), legalName: 'A customer' };
const prospects =
  'query ($input: CustomerProspectInput!) { answer: customerMatches(input: $input) { strength } }';

/** Customers: imported, compared and merged. */
export const customerInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'customerUpsertMany', item: customer }, [
    ['no name', { legalName: undefined }, 'REQUIRED', 'input.items.0.legalName', 'Fill in legalName'],
    ['an empty name', { legalName: '   ' }, 'REQUIRED', 'input.items.0.legalName', 'Fill in legalName'],
    ['a name too long', { legalName: letters(301) }, 'TOO_LONG', 'input.items.0.legalName', 'Shorten it'],
    ['an industry too long', { industry: letters(301) }, 'TOO_LONG', 'input.items.0.industry', 'Shorten it'],
    ['a country that does not exist', { country: 'XX' }, 'BAD_USER_INPUT', 'input.items.0.country', 'write it like US'],
    ['a country in lower case', { country: 'us' }, 'BAD_USER_INPUT', 'input.items.0.country', 'write it like US'],
    ['a domain of one word', { domains: ['localhost'] }, 'INVALID_DOMAIN', 'input.items.0.domains.0', 'Send it like acme.com'],
    ['a number in the place of a domain', { domains: ['10.0.0.1'] }, 'INVALID_DOMAIN', 'input.items.0.domains.0', 'Send it like acme.com'],
    ['too many domains', { domains: times(300, (index) => `a${index}.com`) }, 'TOO_MANY', 'input.items.0.domains', 'Send the most telling ones'],
    ['a D-U-N-S number of ten digits', { duns: '1234567890' }, 'INVALID_DUNS', 'input.items.0.duns', 'Correct it, or leave it out'],
    ['an empty tax id', { taxIds: [''] }, 'INVALID_TAX_ID', 'input.items.0.taxIds.0', 'Correct it, or leave it out'],
    ['a tax id of signs', { taxIds: ['--/--'] }, 'INVALID_TAX_ID', 'input.items.0.taxIds.0', 'Correct it, or leave it out'],
    ['a tax id too long', { taxIds: [letters(300)] }, 'INVALID_TAX_ID', 'input.items.0.taxIds.0', 'Correct it, or leave it out'],
    ['too many tax ids', { taxIds: times(300, (index) => `US${index}`) }, 'TOO_MANY', 'input.items.0.taxIds', 'Send the most telling ones'],
    ['a parent that does not exist', { parent: { id: 'cus_00000000000000000000000000' } }, 'NOT_FOUND', 'input.items.0.parent', 'Import it first or in the same call, or'],
    ['a contract for a parent', { parent: ref('contract') }, 'NOT_FOUND', 'input.items.0.parent', 'Import it first or in the same call, or'],
    ['its own parent', { ...ref('customer'), externalReference: undefined, parent: ref('customer') }, 'PARENT_CYCLE', 'input.items.0.parent', 'Correct the parent'],
    ['parents in a circle', { items: [{ ...named('a', 'test'), legalName: 'A', parent: named('b', 'test') }, { ...named('b', 'test'), legalName: 'B', parent: named('a', 'test') }] }, 'PARENT_CYCLE', 'input.items.0.parent input.items.1.parent', 'Correct the parent'],
    ['the id of another type', { ...ref('contract'), externalReference: undefined }, 'NOT_FOUND', 'input.items.0.id', 'Leave the id out to create one'],
    ['an id that nothing has', { id: 'cus_00000000000000000000000000', externalReference: undefined }, 'NOT_FOUND', 'input.items.0.id', 'Leave the id out to create one'],
    ['a system that is a company’s own', { externalReference: { system: 'prt_01/crm', externalId: 'x' } }, 'RESERVED', 'input.items.0.externalReference.system', 'Choose another name for the system'],
    ['an external id without a name', { externalReference: { system: 'test', externalId: ' ' } }, 'REQUIRED', 'input.items.0.externalReference', 'Fill in both, or leave the reference out'],
    ['an external id too long', { externalReference: { system: 'test', externalId: letters(3000) } }, 'TOO_LONG', 'input.items.0.externalReference.externalId', 'Shorten it'],
    ['a system too long', { externalReference: { system: letters(3000), externalId: 'x' } }, 'TOO_LONG', 'input.items.0.externalReference.system', 'Shorten it'],
    ['one customer twice', { items: [{ ...customer, legalName: '' }, customer] }, 'REQUIRED', 'input.items.0.legalName input.items.1', 'Fill in legalName'],
    ['a customer that was merged', { ...ref('mergedCustomer'), externalReference: undefined }, 'MERGED', 'input.items.0', 'Send the row with the survivor’s id'],
    ['no rows', { items: [] }, 'VALIDATION_FAILED', 'input.items', 'Send at least one item'],
    ['too many rows', { items: times(251, (index) => ({ ...named(`c-${index}`, 'test'), legalName: 'A' })) }, 'VALIDATION_FAILED', 'input.items', 'Split the items over several calls'],
    ['null for a row', { items: [null] }, 'BAD_USER_INPUT', 'input.items.0', 'not to be null'],
    ['null for the rows', { items: null }, 'BAD_USER_INPUT', 'input.items', 'not to be null'],
    ['an idempotency key too long', { items: [customer], idempotencyKey: letters(256) }, 'VALIDATION_FAILED', 'input.idempotencyKey', 'Send a UUID'],
    ['an idempotency key that came with other rows', { items: [customer], idempotencyKey: '<usedKey>' }, 'IDEMPOTENCY_KEY_REUSED', 'input.idempotencyKey', 'send a new key for a new request'],
  ]),
  ...spoiled({ by, call: 'customerMerge', input: { survivorId: '<customer>', duplicateId: '<otherCustomer>', reason: 'One company.' } }, [
    ['a customer with itself', { duplicateId: '<customer>' }, 'VALIDATION_FAILED', 'input.duplicateId', 'Name two customers'],
    ['a duplicate that does not exist', { duplicateId: 'cus_00000000000000000000000000' }, 'NOT_FOUND', 'input.duplicateId', 'No Customer with this id is visible to you'],
    ['a survivor that does not exist', { survivorId: 'cus_00000000000000000000000000' }, 'NOT_FOUND', 'input.survivorId', 'No Customer with this id is visible to you'],
    ['a survivor of another type', { survivorId: '<contract>' }, 'NOT_FOUND', 'input.survivorId', 'No Customer with this id is visible to you'],
    ['a duplicate that was merged', { duplicateId: '<mergedCustomer>' }, 'NOT_FOUND', 'input.duplicateId', 'No Customer with this id is visible to you'],
    ['a survivor that was merged', { survivorId: '<mergedCustomer>' }, 'NOT_FOUND', 'input.survivorId', 'No Customer with this id is visible to you'],
    ['no reason', { reason: ' ' }, 'VALIDATION_FAILED', 'input.reason', 'Say why they are one company'],
    ['a reason without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Shorten it'],
    ['the past version', { expectedVersion: 99 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
  ]),
  ...spoiled({ by, call: prospects, variables: { input: { name: 'Acme' } } }, [
    ['a prospect without a name', { input: { name: '' } }, 'BAD_USER_INPUT', '', 'name has 1 to 300 characters'],
    ['a prospect with a domain that is none', { input: { name: 'Acme', domains: ['no domain'] } }, 'BAD_USER_INPUT', '', '"no domain" is no internet domain'],
    ['a prospect with a D-U-N-S number that is none', { input: { name: 'Acme', duns: '1' } }, 'BAD_USER_INPUT', '', 'duns has nine digits'],
    ['a prospect with too many domains', { input: { name: 'Acme', domains: times(300, (index) => `a${index}.com`) } }, 'BAD_USER_INPUT', '', 'domains has more than 50 values'],
    ['a prospect with a name too long', { input: { name: letters(5000) } }, 'BAD_USER_INPUT', '', 'name has 1 to 300 characters'],
    ['a prospect in a country of three letters', { input: { name: 'Acme', country: 'USA' } }, 'BAD_USER_INPUT', 'input.country', 'write it like US'],
  ]),
]; // prettier-ignore
