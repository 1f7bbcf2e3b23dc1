import { letters, money, ref, spoiled, times, type BadInput } from './bad-input.ts';

const line = { productLine: ref('productLine'), oneTime: money('5000.00') };
const draft = {
  kind: 'OPPORTUNITY',
  name: 'A deal',
  customerName: 'A customer of the tests',
  customerCountry: 'US',
  lines: [line],
  expectedCloseDate: '2026-12-15',
};
const evidence = {
  kind: 'EMAIL',
  fileName: 'a.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 1,
  sha256: 'a'.repeat(64),
  url: 'https://files.example/a.pdf',
  observedOn: '2026-10-01',
};
const extension = { days: 10, evidenceId: 'evd_00000000000000000000000000', reason: 'More time.' };
const ridgeline = { externalReference: { system: 'demo', externalId: 'ridgeline' } };
const told = { ...draft, externalReference: { system: 'test', externalId: 'r-1' }, partner: ref('partner') };
const check =
  'query ($input: DealRegistrationCheckInput!) { answer: dealRegistrationCheck(input: $input) { outcome } }';
const by = 'harbor.sales';

/** Registrations: drafted, submitted, documented, decided, extended, won, lost and given to others. */
export const registrationInputs: readonly BadInput[] = [
  ...spoiled({ by, call: 'dealRegistrationCreate', input: draft }, [
    ['no name', { name: ' ' }, 'VALIDATION_FAILED', 'input.name', 'Fill in name'],
    ['a name too long', { name: letters(301) }, 'VALIDATION_FAILED', 'input.name', 'Shorten it'],
    ['a customer’s name too long', { customerName: letters(301) }, 'VALIDATION_FAILED', 'input.customerName', 'Shorten it'],
    ['a need without an end', { customerNeed: letters(20_000) }, 'VALIDATION_FAILED', 'input.customerNeed', 'Shorten it'],
    ['a vendor’s name too long', { incumbentVendor: letters(301) }, 'VALIDATION_FAILED', 'input.incumbentVendor', 'Shorten it'],
    ['a region too long', { region: letters(301) }, 'VALIDATION_FAILED', 'input.region', 'Write it like EMEA/DE/BY, or leave it out'],
    ['a country that does not exist', { customerCountry: 'XX' }, 'VALIDATION_FAILED', 'input.customerCountry', 'Use a code such as DE'],
    ['a country in words', { customerCountry: 'United States' }, 'VALIDATION_FAILED', 'input.customerCountry', 'Use a code such as DE'],
    ['a domain that is an address', { customerDomains: ['jane@acme.com'] }, 'VALIDATION_FAILED', 'input.customerDomains.0', 'Write it like acme.example'],
    ['a domain with spaces', { customerDomains: ['not a domain'] }, 'VALIDATION_FAILED', 'input.customerDomains.0', 'Write it like acme.example'],
    ['too many domains', { customerDomains: times(60, (index) => `a${index}.example.com`) }, 'VALIDATION_FAILED', 'input.customerDomains', 'Name the most telling ones'],
    ['a D-U-N-S number of eight digits', { customerDuns: '12345678' }, 'VALIDATION_FAILED', 'input.customerDuns', 'Write the nine digits'],
    ['a D-U-N-S number of letters', { customerDuns: 'abcdefghi' }, 'VALIDATION_FAILED', 'input.customerDuns', 'Write the nine digits'],
    ['a tax id of signs', { customerTaxId: '--- ---' }, 'VALIDATION_FAILED', 'input.customerTaxId', 'Write its letters and digits'],
    ['a tax id too long', { customerTaxId: letters(200) }, 'VALIDATION_FAILED', 'input.customerTaxId', 'Shorten it'],
    ['a line of less than nothing', { lines: [{ ...line, oneTime: money('-5') }] }, 'VALIDATION_FAILED', 'input.lines.0.oneTime', 'Send 0 or more'],
    ['tenths of cents', { lines: [{ ...line, oneTime: money('5.005') }] }, 'VALIDATION_FAILED', 'input.lines.0.oneTime', 'Send a decimal such as 1234.50'],
    ['an amount beyond the column', { lines: [{ ...line, oneTime: money('99999999999999999999') }] }, 'VALIDATION_FAILED', 'input.lines.0.oneTime', 'Send a decimal such as 1234.50'],
    ['two currencies', { lines: [line, { ...line, oneTime: money('5', 'EUR') }] }, 'VALIDATION_FAILED', 'input.lines.1.oneTime', 'Send the amount in USD'],
    ['an amount in another currency than the registration', { currency: 'EUR' }, 'VALIDATION_FAILED', 'input.lines.0.oneTime', 'Send the amount in EUR'],
    ['a quantity of none', { lines: [{ ...line, quantity: 0 }] }, 'VALIDATION_FAILED', 'input.lines.0.quantity', 'Send a number within that range'],
    ['a quantity below none', { lines: [{ ...line, quantity: -5 }] }, 'VALIDATION_FAILED', 'input.lines.0.quantity', 'Send a number within that range'],
    ['a quantity beyond any', { lines: [{ ...line, quantity: 2_147_483_647 }] }, 'VALIDATION_FAILED', 'input.lines.0.quantity', 'Send a number within that range'],
    ['a term of more than ten years', { lines: [{ ...line, mrr: money('5'), termMonths: 121 }] }, 'VALIDATION_FAILED', 'input.lines.0.termMonths', 'Send a number within that range'],
    ['a product line that does not exist', { lines: [{ ...line, productLine: { id: 'pln_00000000000000000000000000' } }] }, 'VALIDATION_FAILED', 'input.lines.0.productLine', 'Import the ProductLine first or correct the'],
    ['too many lines', { lines: times(101, () => line) }, 'VALIDATION_FAILED', 'input.lines', 'Split it over several registrations'],
    ['a close in the year 9999', { expectedCloseDate: '9999-12-31' }, 'BAD_USER_INPUT', 'input.expectedCloseDate', 'write it like 2026-10-15'],
    ['a close on 31 November', { expectedCloseDate: '2026-11-31' }, 'BAD_USER_INPUT', 'input.expectedCloseDate', 'write it like 2026-10-15'],
    ['a kind that does not exist', { kind: 'UPSELL' }, 'BAD_USER_INPUT', 'input.kind', 'does not exist in "RegistrationKind" enum'],
    ['no kind', { kind: undefined }, 'BAD_USER_INPUT', 'input.kind', 'of required type "RegistrationKind!"'],
    ['the partner of somebody else', { partner: ridgeline }, 'NOT_FOUND', 'input.partner', 'No Partner with this id is visible to you'],
    ['a contract of somebody else', { kind: 'RENEWAL', contract: ref('foreignContract') }, 'VALIDATION_FAILED', 'input.contract', 'Import the ManagedContract first or correct'],
    ['a lead in the place of a contract', { kind: 'RENEWAL', contract: ref('lead') }, 'VALIDATION_FAILED', 'input.contract', 'Import the ManagedContract first or correct'],
    ['a stage that does not exist', { stageAtSubmission: 'NEGOTIATION' }, 'BAD_USER_INPUT', 'input.stageAtSubmission', 'does not exist in "OpportunityStage" enum'],
    ['half of a character', { customerNeed: '\ud800' }, 'BAD_USER_INPUT', 'input.customerNeed', 'Send valid Unicode'],
    ['a control character', { customerName: 'Acme\u0007' }, 'BAD_USER_INPUT', 'input.customerName', 'Send valid Unicode'],
    ['a name of direction marks alone', { name: '\u202e\u200b' }, 'VALIDATION_FAILED', 'input.name', 'Fill in name'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationUpdate', id: 'draftRegistration', input: { name: 'A deal' } }, [
    ['the past version', { expectedVersion: 999 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
    ['a version below the first', { expectedVersion: -1 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
    ['the id of a contract', { id: 'contract' }, 'NOT_FOUND', 'id', 'No DealRegistration with this id is visible to you'],
    ['an id that nothing has', { id: 'dlr_00000000000000000000000000' }, 'NOT_FOUND', 'id', 'No DealRegistration with this id is visible to you'],
    ['a registration that is decided', { id: 'approvedRegistration' }, 'INVALID_TRANSITION', '', 'UPDATE is not possible from APPROVED'],
    ['a field that was not asked for', { id: 'inquiredRegistration', region: 'EMEA' }, 'VALIDATION_FAILED', 'input.name input.region', 'Change only customerNeed, or withdraw it.'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationSubmit', id: 'emptyRegistration', input: {} }, [
    ['a draft that says nothing', {}, 'VALIDATION_FAILED', 'customerName customerDomains lines expectedCloseDate', 'Fill in customerName'],
    ['a draft that was submitted', { id: 'submittedRegistration' }, 'INVALID_TRANSITION', '', 'SUBMIT is not possible from SUBMITTED'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationAddEvidence', id: 'draftRegistration', input: evidence }, [
    ['no bytes', { sizeBytes: 0 }, 'VALIDATION_FAILED', 'input.sizeBytes', 'Send a smaller document'],
    ['bytes below none', { sizeBytes: -1 }, 'VALIDATION_FAILED', 'input.sizeBytes', 'Send a smaller document'],
    ['bytes beyond the policy', { sizeBytes: 2_000_000_000 }, 'VALIDATION_FAILED', 'input.sizeBytes', 'Send a smaller document'],
    ['a hash too short', { sha256: 'abc' }, 'VALIDATION_FAILED', 'input.sha256', 'Send the hash of the document'],
    ['a hash of other letters', { sha256: 'z'.repeat(64) }, 'VALIDATION_FAILED', 'input.sha256', 'Send the hash of the document'],
    ['a media type that is none', { mediaType: 'pdf' }, 'VALIDATION_FAILED', 'input.mediaType', 'Send one of application/pdf, image/png,'],
    ['a program as media type', { mediaType: 'application/x-msdownload' }, 'VALIDATION_FAILED', 'input.mediaType', 'Send one of application/pdf, image/png,'],
    ['no address', { url: '' }, 'VALIDATION_FAILED', 'input.url', 'Fill in url'],
    ['a script in the place of an address', { url: 'javascript:alert(1)' }, 'VALIDATION_FAILED', 'input.url', 'Send where the document is kept, from'],
    ['an address without encryption', { url: 'http://files.example/a.pdf' }, 'VALIDATION_FAILED', 'input.url', 'Send where the document is kept, from'],
    ['an address with a password', { url: 'https://jane:secret@files.example/a.pdf' }, 'VALIDATION_FAILED', 'input.url', 'Send the address without them'],
    ['an address too long', { url: `https://files.example/${letters(3000)}` }, 'VALIDATION_FAILED', 'input.url', 'Shorten it'],
    ['a file name too long', { fileName: letters(400) }, 'VALIDATION_FAILED', 'input.fileName', 'Shorten it'],
    ['a path as a file name', { fileName: '../../a.pdf' }, 'VALIDATION_FAILED', 'input.fileName', 'the name after the last slash'],
    ['no file name', { fileName: '' }, 'VALIDATION_FAILED', 'input.fileName', 'Fill in fileName'],
    ['a day to come', { observedOn: '2027-01-01' }, 'VALIDATION_FAILED', 'input.observedOn', 'Send the day on which it happened'],
    ['a day long ago', { observedOn: '0001-01-01' }, 'BAD_USER_INPUT', 'input.observedOn', 'write it like 2026-10-15'],
    ['a note without an end', { note: letters(5000) }, 'VALIDATION_FAILED', 'input.note', 'Shorten it'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationRecall', id: 'draftRegistration', input: {} }, [
    ['a draft that nobody submitted', {}, 'INVALID_TRANSITION', '', 'RECALL is not possible from DRAFT'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationResubmit', id: 'draftRegistration', input: {} }, [
    ['a draft that nobody asked about', {}, 'INVALID_TRANSITION', '', 'RESUBMIT is not possible from DRAFT'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationClone', id: 'draftRegistration', input: {} }, [
    ['a draft that can still be changed', {}, 'INVALID_TRANSITION', '', 'CLONE is not possible from DRAFT'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'dealRegistrationClaimReview', id: 'draftRegistration', input: {} }, [
    ['a draft that nobody submitted', {}, 'INVALID_TRANSITION', '', 'CLAIM_REVIEW is not possible from DRAFT'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'dealRegistrationDenyExtension', id: 'approvedRegistration', input: { note: 'No.' } }, [
    ['no note', { note: ' ' }, 'VALIDATION_FAILED', 'input.note', 'Say why'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'dealRegistrationReject', id: 'reviewedRegistration', input: { reasons: ['OTHER'], note: 'No.' } }, [
    ['no reason', { reasons: [] }, 'VALIDATION_FAILED', 'input.reasons', 'Name what speaks against it'],
    ['a reason twice', { reasons: ['OTHER', 'OTHER'] }, 'VALIDATION_FAILED', 'input.reasons.1', 'Name each of them once'],
    ['a reason that does not exist', { reasons: ['BORING'] }, 'BAD_USER_INPUT', 'input.reasons.0', 'does not exist in "RegistrationRejection" enum'],
    ['a note without an end', { note: letters(2001) }, 'VALIDATION_FAILED', 'input.note', 'Shorten it'],
    ['a registration that waits for review', { id: 'submittedRegistration' }, 'INVALID_TRANSITION', '', 'REJECT is not possible from SUBMITTED'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'dealRegistrationRequestInfo', id: 'reviewedRegistration', input: { fields: ['REGION'], note: 'Where?' } }, [
    ['no field', { fields: [] }, 'VALIDATION_FAILED', 'input.fields', 'Name the fields'],
    ['a field twice', { fields: ['REGION', 'REGION'] }, 'VALIDATION_FAILED', 'input.fields.1', 'Name each of them once'],
    ['a field that does not exist', { fields: ['SHOE_SIZE'] }, 'BAD_USER_INPUT', 'input.fields.0', 'does not exist in "RegistrationField" enum'],
    ['no question', { note: '  ' }, 'VALIDATION_FAILED', 'input.note', 'Say why'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'dealRegistrationApprove', id: 'reviewedRegistration', input: {} }, [
    ['a note without an end', { note: letters(2001) }, 'VALIDATION_FAILED', 'input.note', 'Shorten it'],
    ['the past version', { expectedVersion: 0 }, 'VERSION_MISMATCH', 'input.expectedVersion', 'read the entity again and retry'],
    ['a registration that is approved', { id: 'approvedRegistration' }, 'INVALID_TRANSITION', '', 'APPROVE is not possible from APPROVED'],
    ['a registration that is a draft', { id: 'draftRegistration' }, 'INVALID_TRANSITION', '', 'APPROVE is not possible from DRAFT'],
  ]),
  ...spoiled({ by: 'ada.admin', call: 'dealRegistrationExtend', id: 'approvedRegistration', input: { days: 10 } }, [
    ['no day', { days: 0 }, 'VALIDATION_FAILED', 'input.days', 'Send days within that range, or ask a'],
    ['days below none', { days: -10 }, 'VALIDATION_FAILED', 'input.days', 'Send days within that range, or ask a'],
    ['days beyond the policy', { days: 100_000 }, 'VALIDATION_FAILED', 'input.days', 'Send days within that range, or ask a'],
    ['evidence that nothing has', { evidenceId: 'evd_00000000000000000000000000' }, 'VALIDATION_FAILED', 'input.evidenceId', 'Add it with dealRegistrationAddEvidence'],
    ['no evidence', {}, 'VALIDATION_FAILED', 'input.evidenceId', 'Name a piece of evidence of the registration'],
    ['a registration that is rejected', { id: 'rejectedRegistration' }, 'INVALID_TRANSITION', '', 'EXTEND is not possible from REJECTED'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationRequestExtension', id: 'approvedRegistration', input: extension }, [
    ['evidence that nothing has', {}, 'VALIDATION_FAILED', 'input.evidenceId', 'Add it with dealRegistrationAddEvidence'],
    ['no day', { days: 0 }, 'VALIDATION_FAILED', 'input.evidenceId', 'Add it with dealRegistrationAddEvidence'],
    ['no reason', { reason: '' }, 'VALIDATION_FAILED', 'input.reason', 'Say why'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationProposeOutcome', id: 'approvedRegistration', input: { outcome: 'LOST', lossReason: 'PRICE' } }, [
    ['lost without a reason', { lossReason: undefined }, 'VALIDATION_FAILED', 'input.lossReason', 'Fill in lossReason'],
    ['won with a reason for losing', { outcome: 'WON' }, 'VALIDATION_FAILED', 'input.lossReason', 'Leave lossReason out'],
    ['lost with an order', { orderReference: 'PO-1' }, 'VALIDATION_FAILED', 'input.orderReference', 'Leave orderReference out'],
    ['an order reference too long', { outcome: 'WON', lossReason: undefined, orderReference: letters(301) }, 'VALIDATION_FAILED', 'input.orderReference', 'Shorten it'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'dealRegistrationWin', id: 'approvedRegistration', input: { orderReference: 'PO-1' } }, [
    ['an order reference too long', { orderReference: letters(301) }, 'VALIDATION_FAILED', 'input.orderReference', 'Shorten it'],
    ['neither order nor contract', { orderReference: undefined }, 'POLICY_VIOLATION', '', 'A registration is won once its opportunity is won'],
    ['a registration that is rejected', { id: 'rejectedRegistration' }, 'INVALID_TRANSITION', '', 'WIN is not possible from REJECTED'],
  ]),
  ...spoiled({ by: 'carla.cam', call: 'dealRegistrationLose', id: 'approvedRegistration', input: { lossReason: 'PRICE' } }, [
    ['no reason', { lossReason: undefined }, 'VALIDATION_FAILED', 'input.lossReason', 'Fill in lossReason'],
    ['a note without an end', { note: letters(2001) }, 'VALIDATION_FAILED', 'input.note', 'Shorten it'],
  ]),
  ...spoiled({ by: 'ada.admin', call: 'dealRegistrationTransfer', id: 'approvedRegistration', input: { partner: ref('partner'), reason: 'The customer chose.' } }, [
    ['the partner that has it', {}, 'VALIDATION_FAILED', 'input.partner', 'Name another partner'],
    ['a partner that does not exist', { partner: { id: 'prt_00000000000000000000000000' } }, 'NOT_FOUND', 'input.partner', 'No Partner with this id is visible to you'],
    ['a partner that is not active', { partner: ref('newcomer') }, 'VALIDATION_FAILED', 'input.partner', 'Name an active partner'],
    ['no reason', { reason: '\n' }, 'VALIDATION_FAILED', 'input.reason', 'Say why'],
  ]),
  ...spoiled({ by: 'ada.admin', call: 'dealRegistrationRevoke', id: 'approvedRegistration', input: { reason: '' } }, [
    ['no reason', {}, 'VALIDATION_FAILED', 'input.reason', 'Say why'],
    ['a reason without an end', { reason: letters(2001) }, 'VALIDATION_FAILED', 'input.reason', 'Shorten it'],
  ]),
  ...spoiled({ by, call: 'dealRegistrationWithdraw', id: 'draftRegistration', input: { reason: letters(2001) } }, [
    ['a reason without an end', {}, 'VALIDATION_FAILED', 'input.reason', 'Shorten it'],
  ]),
  ...spoiled({ by: 'ada.admin', call: 'dealRegistrationUpsertMany', item: told }, [
    ['no kind', { kind: undefined }, 'REQUIRED', 'input.items.0.kind', ''],
    ['a country that does not exist', { customerCountry: 'XX' }, 'INVALID_FORMAT', 'input.items.0.customerCountry', 'Use a code such as DE'],
    ['an amount below nothing', { lines: [{ ...line, oneTime: money('-1') }] }, 'NEGATIVE_AMOUNT', 'input.items.0.lines.0.oneTime', 'Send 0 or more'],
    ['an end of protection before its beginning', { status: 'APPROVED', submittedAt: '2026-09-01T00:00:00Z', decidedAt: '2026-09-02T00:00:00Z', protectedFrom: '2026-09-02', protectedTo: '2026-09-01' }, 'EMPTY_WINDOW', 'input.items.0.protectedTo input.items.0.customer', 'Name the Customer by id or external'],
    ['a decision before its submission', { status: 'APPROVED', submittedAt: '2026-09-02T00:00:00Z', decidedAt: '2026-09-01T00:00:00Z', protectedFrom: '2026-09-02', protectedTo: '2026-12-01' }, 'OUT_OF_ORDER', 'input.items.0.decidedAt input.items.0.customer', 'Correct one of the dates. customer is'],
    ['lost without a reason', { status: 'LOST', submittedAt: '2026-09-01T00:00:00Z', decidedAt: '2026-09-02T00:00:00Z', closedOn: '2026-10-01' }, 'REQUIRED', 'input.items.0.lossReason input.items.0.customer', 'Fill in lossReason. customer is required'],
    ['a status without what led there', { status: 'APPROVED' }, 'REQUIRED', 'input.items.0.submittedAt input.items.0.decidedAt input.items.0.protectedTo input.items.0.customer', 'Fill in submittedAt'],
    ['an id of another type', { id: '<contract>', externalReference: undefined }, 'NOT_FOUND', 'input.items.0.id', 'Leave the id out to create one'],
    ['one registration twice', { items: [{ ...told, name: '' }, told] }, 'REQUIRED', 'input.items.0.name input.items.1', 'Fill in name'],
  ]),
  ...spoiled({ by, call: check, variables: {} }, [
    ['a check of a kind that does not exist', { input: { kind: 'UPSELL' } }, 'BAD_USER_INPUT', 'input.kind', 'does not exist in "RegistrationKind" enum'],
    ['a check for the partner of somebody else', { input: { ...draft, partner: ridgeline } }, 'FORBIDDEN', '', 'No partner with this name is visible to you'],
  ]),
]; // prettier-ignore
