import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { AmountInput } from '../../amounts.ts';
import type { Context, Transaction } from '../../context.ts';
import { draftRegistration } from '../deal-registration/deal-registration.service.ts';
import { createInTransaction } from '../opportunity/opportunity.deal.service.ts';
import { creditOwner } from '../opportunity/opportunity.from-registration.ts';
import { begin, conclude } from './lead.action.ts';
import type { LeadActionInput } from './lead.action.ts';
import { writeLeads } from './lead.store.ts';
import type { LeadValues } from './lead.store.ts';

/** What a lead can become. */
export const leadTargets = ['REGISTRATION', 'OPPORTUNITY'] as const;
export type LeadTarget = (typeof leadTargets)[number];

type Maybe<Value> = Value | null | undefined;

/** What `leadConvert` takes. */
export interface LeadConvertInput extends LeadActionInput {
  readonly into?: Maybe<LeadTarget>;
  readonly name?: Maybe<string>;
  readonly customer?: Maybe<Reference>;
  readonly oneTime?: Maybe<AmountInput>;
  readonly mrr?: Maybe<AmountInput>;
  readonly termMonths?: Maybe<number>;
  readonly closeDate?: Maybe<LocalDate>;
}

/** Makes a registration or an opportunity of a qualified lead, and returns the id of the lead. */
export async function convertLead(context: Context, id: string, input: LeadConvertInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return mutate(context, { mutation: 'leadConvert', idempotencyKey, input: { id, ...rest } }, async (tx) => {
    const { values, status, now } = await begin(tx, context, { action: 'CONVERT', id, input });
    const made = await makeDeal(tx, context, values, input);
    const converted = { ...values, ...made, status, closedAt: now };
    const event = { id, before: values, values: converted, verb: 'converted', partnerId: values.partnerId };
    await writeLeads(tx, context, [event]);
    await conclude(tx, context, [event]);
    return id;
  });
}

async function makeDeal(
  tx: Transaction,
  context: Context,
  lead: LeadValues,
  input: LeadConvertInput,
): Promise<Pick<LeadValues, 'registrationId' | 'opportunityId'>> {
  const isReferral = lead.direction === 'PARTNER_TO_VENDOR';
  const into = input.into ?? (isReferral ? 'OPPORTUNITY' : 'REGISTRATION');
  checkInput(into, isReferral, input);
  const partnerId = lead.partnerId ?? '';
  if (into === 'REGISTRATION') {
    const registrationId = await draftRegistration(tx, context, draftOf(lead, partnerId, input.name));
    return { registrationId, opportunityId: null };
  }
  const opportunityId = await createInTransaction(tx, context, dealOf(lead, partnerId, input), null);
  await creditOwner(tx, context, { id: opportunityId, partnerId, role: 'REFERRED', registrationId: null });
  return { registrationId: null, opportunityId };
}

function checkInput(into: LeadTarget, isReferral: boolean, input: LeadConvertInput): void {
  const issues = createIssues();
  if (into === 'OPPORTUNITY' && !isReferral) {
    const message = 'A lead of the vendor becomes a registration, which is approved before it is a deal.';
    issues.add(['into'], 'REGISTRATION_FIRST', message, 'Leave into out.');
  }
  for (const field of ['customer', 'oneTime', 'mrr', 'termMonths', 'closeDate'] as const) {
    if (into === 'OPPORTUNITY' || input[field] == null) continue;
    const message = 'A registration begins as a draft, which is completed afterwards.';
    issues.add(
      [field],
      'NOT_OF_A_DRAFT',
      message,
      'Leave it out, and change the draft with dealRegistrationUpdate.',
    );
  }
  issues.throwIfAny();
}

function draftOf(lead: LeadValues, partnerId: string, name: Maybe<string>) {
  return {
    partnerId,
    kind: 'OPPORTUNITY',
    name: name ?? lead.companyName,
    customerName: lead.companyName,
    customerCountry: lead.companyCountry,
    customerDomains: lead.companyDomain === null ? [] : [lead.companyDomain],
    lines: lead.productLineIds.map((id) => ({ productLine: { id } })),
    region: lead.region,
    customerNeed: lead.need,
  } as const;
}

function dealOf(lead: LeadValues, partnerId: string, input: LeadConvertInput) {
  const { customer, oneTime, mrr, termMonths, closeDate } = input;
  return {
    partner: { id: partnerId },
    name: input.name ?? lead.companyName,
    sourceRole: 'REFERRED',
    productLines: lead.productLineIds.map((id) => ({ id })),
    region: lead.region,
    customer,
    oneTime,
    mrr,
    termMonths,
    closeDate,
  } as const;
}
