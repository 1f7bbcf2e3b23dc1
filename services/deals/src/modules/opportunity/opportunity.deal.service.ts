import { createIssues, NotFoundError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import { importPartners } from '../../import-partners.ts';
import { pipelinePolicyToday } from '../pipeline/pipeline.store.ts';
import { originOf, tieRegistration } from './opportunity.from-registration.ts';
import type { DealOrigin } from './opportunity.from-registration.ts';
import { opportunityReferences, opportunityTables } from './opportunity.import.ts';
import { readOpportunity } from './opportunity.item-reading.ts';
import type { OpportunityItem } from './opportunity.item.ts';
import { opportunityMachine } from './opportunity.machine.ts';
import { checkOverrider, requireAsExpected } from './opportunity.service.ts';
import { outcomeOf } from './opportunity.stages.ts';
import { writeOpportunities } from './opportunity.store.ts';
import type { OpportunityValues } from './opportunity.store.ts';

type DealFields = Pick<
  OpportunityItem,
  | 'customer' | 'name' | 'revenueModel' | 'productLines' | 'currency' | 'oneTime' | 'mrr' | 'termMonths'
  | 'probabilityOverride' | 'closeDate' | 'region' | 'competitors' | 'ownerId'
>; // prettier-ignore

/** What `opportunityCreate` takes. */
export interface OpportunityCreateInput
  extends DealFields, Pick<OpportunityItem, 'partner' | 'motion' | 'stage' | 'openedOn'> {
  readonly registrationId?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What `opportunityUpdate` takes. */
export interface OpportunityUpdateInput extends DealFields {
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Creates an open opportunity and returns its id. */
export async function createOpportunity(context: Context, input: OpportunityCreateInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  requireSeller(context.viewer);
  return mutate(context, { mutation: 'opportunityCreate', idempotencyKey, input: rest }, async (tx) => {
    const { registrationId, ...fields } = rest;
    if (registrationId == null) {
      const item = { ...fields, partner: ownPartner(context.viewer, fields) };
      return createInTransaction(tx, context, item, null);
    }
    requireNothingRegistered(fields);
    const origin = await originOf(tx, context, registrationId);
    return createInTransaction(tx, context, { ...origin.item, ...withoutUndefined(fields) }, origin);
  });
}

/** Creates the open opportunity of an approved registration inside a transaction and returns its id. */
export async function opportunityFromRegistration(
  tx: Transaction,
  context: Context,
  registrationId: string,
): Promise<string> {
  const origin = await originOf(tx, context, registrationId);
  return createInTransaction(tx, context, origin.item, origin);
}

/** Creates an open opportunity inside a transaction and returns its id. */
export async function createInTransaction(
  tx: Transaction,
  context: Context,
  item: OpportunityItem,
  origin: DealOrigin | null,
): Promise<string> {
  const id = context.ids.next('opp');
  const read = await readDeal(tx, context, item, null);
  const values = { ...read, registrationId: origin?.registrationId ?? null };
  await writeOpportunities(tx, context, [{ id, before: null, values }]);
  if (origin) await tieRegistration(tx, context, { ...origin, id, partnerId: values.partnerId });
  await audit(tx, context, auditEntry('created', id, null, values));
  return id;
}

/** Changes what is known of an open opportunity and returns its id. */
export async function updateOpportunity(
  context: Context,
  id: string,
  input: OpportunityUpdateInput,
): Promise<string> {
  const { idempotencyKey, expectedVersion, ...item } = input;
  const call = { mutation: 'opportunityUpdate', idempotencyKey, input: { id, expectedVersion, ...item } };
  return mutate(context, call, async (tx) => {
    const stored = await requireAsExpected(tx, id, expectedVersion);
    opportunityMachine.apply(outcomeOf(stored.stage), 'UPDATE', context.viewer, null);
    requireRegisteredCustomer(stored, item);
    const values = await readDeal(tx, context, item, stored);
    await writeOpportunities(tx, context, [{ id, before: stored, values }]);
    await audit(tx, context, auditEntry('updated', id, stored, values));
    return id;
  });
}

function requireRegisteredCustomer(stored: OpportunityValues, { customer }: OpportunityItem): void {
  if (stored.registrationId === null || customer === undefined || customer?.id === stored.customerId) return;
  const issues = createIssues();
  const message = 'The deal was registered for its customer.';
  issues.add(['customer'], 'GIVEN_BY_REGISTRATION', message, 'Register the other customer.');
  issues.throwIfAny();
}

/** Reads a deal as asked for; all its problems are thrown together. */
async function readDeal(
  tx: Transaction,
  context: Context,
  item: OpportunityItem,
  stored: OpportunityValues | null,
): Promise<OpportunityValues> {
  const issues = createIssues();
  const references = await resolveReferences(tx, opportunityTables, opportunityReferences(item));
  if (item.partner && references.idOf('Partner', item.partner) === null) {
    throw new NotFoundError('Partner', ['partner']);
  }
  const partners = await importPartners(context, item.partner ? [item.partner] : []);
  if (stored) await partners.add(tx, [stored.partnerId]);
  const { policy } = await pipelinePolicyToday(context);
  checkOverrider(context, item, issues);
  const open = withOpenStage(item, issues);
  const dated = stored
    ? open
    : {
        ...open,
        openedOn: item.openedOn ?? partners.todayOf(references.idOf('Partner', item.partner ?? {})),
      };
  const values = readOpportunity({ item: dated, references, stored, issues, rules: { policy, partners } });
  issues.throwIfAny();
  if (!values) throw new Error('A deal without a problem was not read.');
  return values;
}

/** Leaves out a stage that closes the deal, so that nothing is asked for what only a closed deal has. */
function withOpenStage(item: OpportunityItem, issues: IssueCollector): OpportunityItem {
  const { stage, ...rest } = item;
  if (stage == null || outcomeOf(stage) === 'OPEN') return item;
  issues.add(
    ['stage'],
    'NOT_OPEN',
    `${stage} closes a deal.`,
    'Create it open, then close it with opportunityWin or opportunityLose.',
  );
  return rest;
}

/** A partner user's deals are the company's, whoever is named. */
function ownPartner(viewer: Viewer, { partner }: OpportunityItem): OpportunityItem['partner'] {
  return viewer.role === 'PARTNER_USER' ? (partner ?? { id: viewer.partnerId }) : partner;
}

/** Whose deal it is and with whom, is what was registered: the credit of the source rests on it. */
function requireNothingRegistered(fields: OpportunityItem): void {
  const issues = createIssues();
  for (const field of ['partner', 'customer', 'motion'] as const) {
    if (fields[field] === undefined) continue;
    const message = `The registration says what ${field} is.`;
    issues.add([field], 'GIVEN_BY_REGISTRATION', message, 'Leave it out, or leave the registration out.');
  }
  issues.throwIfAny();
}

function requireSeller(viewer: Viewer): void {
  if (maySell(viewer)) return;
  const message = 'Only users with the capability SALES or ADMIN create opportunities of their company.';
  throw new PolicyViolationError('opportunity.CREATE.capability', message);
}

function withoutUndefined(fields: OpportunityItem): OpportunityItem {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function auditEntry(
  verb: 'created' | 'updated',
  id: string,
  before: OpportunityValues | null,
  after: OpportunityValues,
) {
  const { partnerId } = after;
  return { action: `opportunity.${verb}`, entityType: 'Opportunity', entityId: id, partnerId, before, after };
}
