import { letters, money, named, ref, spoiled, times, type BadInput } from './bad-input.ts';

const by = 'ada.admin';
const lead = { companyName: 'A company', need: 'Something' };
const row = { ...lead, ...named('l-1', 'test') };

/** Leads: recorded, passed on, answered and converted. */
export const leadInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'leadCreate', input: lead }, [
    ['no company', { companyName: '' }, 'VALIDATION_FAILED', 'input.companyName', 'Fill in companyName'],
    ['a company too long', { companyName: letters(301) }, 'VALIDATION_FAILED', 'input.companyName', 'Shorten it'],
    ['no need', { need: ' ' }, 'VALIDATION_FAILED', 'input.need', 'Fill in need'],
    ['a need without an end', { need: letters(20_000) }, 'VALIDATION_FAILED', 'input.need', 'Shorten it'],
    ['a domain that is none', { companyDomain: 'a company' }, 'VALIDATION_FAILED', 'input.companyDomain', 'Correct it, or leave it out'],
    ['a country of three letters', { companyCountry: 'USA' }, 'BAD_USER_INPUT', 'input.companyCountry', 'write it like US'],
    ['an address that is none', { contactEmail: 'jane', contactName: 'Jane', hasConsent: true }, 'VALIDATION_FAILED', 'input.contactEmail', 'Correct it, or leave it out'],
    ['an address of two lines', { contactEmail: 'jane@acme.com\nBcc: all@acme.com', contactName: 'Jane', hasConsent: true }, 'VALIDATION_FAILED', 'input.contactEmail', 'Correct it, or leave it out'],
    ['an address too long', { contactEmail: `${letters(400)}@acme.com`, contactName: 'Jane', hasConsent: true }, 'VALIDATION_FAILED', 'input.contactEmail', 'Shorten it'],
    ['a telephone number too long', { contactPhone: letters(200), contactName: 'Jane', hasConsent: true }, 'VALIDATION_FAILED', 'input.contactPhone', 'Shorten it'],
    ['a score below 0', { score: -1 }, 'VALIDATION_FAILED', 'input.score', 'Correct the score'],
    ['a score above 100', { score: 101 }, 'VALIDATION_FAILED', 'input.score', 'Correct the score'],
    ['a region too long', { region: letters(301) }, 'VALIDATION_FAILED', 'input.region', 'Shorten it'],
    ['a product line twice', { productLines: [ref('productLine'), ref('productLine')] }, 'VALIDATION_FAILED', 'input.productLines.1', 'Name each product line once'],
    ['a product line that does not exist', { productLines: [{ id: 'pln_00000000000000000000000000' }] }, 'VALIDATION_FAILED', 'input.productLines.0', 'Import the ProductLine first or correct the'],
    ['too many product lines', { productLines: times(300, () => ref('productLine')) }, 'VALIDATION_FAILED', 'input.productLines', 'Name the main ones'],
    ['a partner that does not exist', { partner: named('nobody') }, 'NOT_FOUND', 'input.partner', 'No Partner with this id is visible to you'],
    ['a referral by nobody', { direction: 'PARTNER_TO_VENDOR' }, 'VALIDATION_FAILED', 'input.partner', 'Name a partner'],
    ['a direction that does not exist', { direction: 'SIDEWAYS' }, 'BAD_USER_INPUT', 'input.direction', 'does not exist in "LeadDirection" enum'],
  ]),
  ...spoiled({ by, call: 'leadUpsertMany', item: row }, [
    ['no company', { companyName: undefined }, 'REQUIRED', 'input.items.0.companyName', 'Fill in companyName'],
    ['a score above 100', { score: 500 }, 'OUT_OF_RANGE', 'input.items.0.score', 'Correct the score'],
    ['an id of another type', { ...ref('contract'), externalReference: undefined }, 'NOT_FOUND', 'input.items.0.id', 'Leave the id out to create one'],
    ['a need without an end', { need: letters(20_000) }, 'TOO_LONG', 'input.items.0.need', 'Shorten it'],
    ['an address that is none', { contactEmail: 'jane@', contactName: 'Jane', hasConsent: true }, 'MALFORMED', 'input.items.0.contactEmail', 'Correct it, or leave it out'],
  ]),
  ...spoiled({ by, call: 'leadRoute', id: 'newLead', input: {} }, [
    ['a partner that does not exist', { partner: { id: 'prt_00000000000000000000000000' } }, 'NOT_FOUND', 'input.partner', 'No Partner with this id is visible to you'],
    ['a lead that was converted or accepted', { id: 'qualifiedLead' }, 'INVALID_TRANSITION', '', 'ROUTE is not possible from QUALIFIED'],
    ['the past version', { expectedVersion: 77 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
    ['a lead that nothing has', { id: 'led_00000000000000000000000000' }, 'NOT_FOUND', 'id', 'No Lead with this id is visible to you'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: 'leadAccept', id: 'lead', input: {} }, [
    ['a lead that was accepted', { id: 'acceptedLead' }, 'INVALID_TRANSITION', '', 'ACCEPT is not possible from ACCEPTED'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: 'leadDecline', id: 'lead', input: { reason: 'No.' } }, [
    ['no reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say why in a few words'],
    ['a reason without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Say why in a few words'],
    ['a lead that was accepted', { id: 'acceptedLead' }, 'INVALID_TRANSITION', '', 'DECLINE is not possible from ACCEPTED'],
    ['a lead that nobody gave to the partner', { id: 'newLead' }, 'NOT_FOUND', 'id', 'No Lead with this id is visible to you'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: 'leadQualify', id: 'acceptedLead', input: {} }, [
    ['a lead that nobody accepted', { id: 'lead' }, 'INVALID_TRANSITION', '', 'QUALIFY is not possible from ROUTED'],
    ['a contract in the place of a lead', { id: 'contract' }, 'NOT_FOUND', 'id', 'No Lead with this id is visible to you'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: 'leadDisqualify', id: 'acceptedLead', input: { reason: 'No budget.' } }, [
    ['no reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say why in a few words'],
  ]),
  ...spoiled({ by: 'harbor.sales', call: 'leadConvert', id: 'qualifiedLead', input: {} }, [
    ['an opportunity of what the vendor passed on', { into: 'OPPORTUNITY' }, 'VALIDATION_FAILED', 'input.into', 'Leave into out'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'leadConvert', id: 'referral', input: { into: 'OPPORTUNITY' } }, [
    ['a lead that is not qualified', { id: 'acceptedLead' }, 'INVALID_TRANSITION', '', 'CONVERT is not possible from ACCEPTED'],
    ['an amount below nothing', { oneTime: money('-1') }, 'VALIDATION_FAILED', 'input.oneTime', 'Send 0 or more'],
    ['an amount with tenths of cents', { oneTime: money('1.005') }, 'VALIDATION_FAILED', 'input.oneTime', 'Send a decimal such as 1234.50'],
    ['two currencies', { oneTime: money('1'), mrr: money('1', 'EUR'), termMonths: 12 }, 'VALIDATION_FAILED', 'currency input.mrr', 'Split the deal, or convert before sending.'],
    ['recurring revenue without a term', { mrr: money('10') }, 'VALIDATION_FAILED', 'input.termMonths', 'Send termMonths within that range'],
    ['a term of no months', { mrr: money('10'), termMonths: 0 }, 'VALIDATION_FAILED', 'input.termMonths', 'Send termMonths within that range'],
    ['a term of 1000 months', { mrr: money('10'), termMonths: 1000 }, 'VALIDATION_FAILED', 'input.termMonths', 'Send termMonths within that range'],
    ['a close that has passed', { closeDate: '2020-01-01' }, 'VALIDATION_FAILED', 'input.closeDate', 'Correct one of the dates'],
    ['a name too long', { name: letters(301) }, 'VALIDATION_FAILED', 'input.name', 'Shorten it'],
    ['a customer that does not exist', { customer: { id: 'cus_00000000000000000000000000' } }, 'VALIDATION_FAILED', 'input.customer', 'Import the Customer first or correct the'],
    ['a target that does not exist', { into: 'CUSTOMER' }, 'BAD_USER_INPUT', 'input.into', 'does not exist in "LeadTarget" enum'],
    ['what only an opportunity has', { into: 'REGISTRATION', customer: ref('customer') }, 'VALIDATION_FAILED', 'input.customer', 'Leave it out, and change the draft with'],
  ]),
]; // prettier-ignore
