import { createIssues, NotFoundError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { replicaTables, resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { asProgram, begin, conclude } from './lead.action.ts';
import type { BegunAction, LeadActionInput } from './lead.action.ts';
import type { LeadAction } from './lead.machine.ts';
import { leadReferences, readLead, readReason } from './lead.reading.ts';
import type { LeadItem } from './lead.reading.ts';
import { routeLeads } from './lead.routing.service.ts';
import { endRounds, newLead, writeLeads } from './lead.store.ts';
import type { LeadChange, LeadValues } from './lead.store.ts';

/** What `leadCreate` takes. */
export type LeadCreateInput = Omit<LeadItem, 'id' | 'externalReference'> & {
  readonly idempotencyKey?: string | null | undefined;
};

/** What `leadRoute` takes. */
export interface LeadRouteInput extends LeadActionInput {
  readonly partner?: Reference | null | undefined;
}

/** What a refusal of a lead takes. */
export interface LeadReasonInput extends LeadActionInput {
  readonly reason: string;
}

/** Records a lead, routes it when a partner is named, and returns its id. */
export async function createLead(context: Context, input: LeadCreateInput): Promise<string> {
  const { idempotencyKey, ...item } = input;
  requireSeller(context.viewer);
  return mutate(context, { mutation: 'leadCreate', idempotencyKey, input: item }, async (tx) => {
    const { values, partnerId } = await readNew(tx, context, item);
    const id = context.ids.next('led');
    const created = { id, before: null, values };
    const isRouted = values.direction === 'VENDOR_TO_PARTNER' && partnerId !== null;
    if (isRouted) await requireActive(tx, partnerId);
    await withProgramRights(tx, context.viewer, async () => {
      await writeLeads(tx, context, [created]);
      const event = { ...created, verb: 'created', partnerId };
      if (!isRouted) return conclude(tx, context, [event]);
      const [routed] = await routeLeads(tx, context, [
        { id, before: null, values, namedPartnerId: partnerId, isLimited: false },
      ]);
      await conclude(
        tx,
        context,
        routed ? [event, { ...routed, before: values, verb: 'routed', partnerId }] : [event],
      );
    });
    return id;
  });
}

/** Gives a lead to the best partner or to the one named, and returns its id. */
export async function routeLead(context: Context, id: string, input: LeadRouteInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return mutate(context, { mutation: 'leadRoute', idempotencyKey, input: { id, ...rest } }, async (tx) => {
    const { values } = await begin(tx, context, { action: 'ROUTE', id, input });
    const namedPartnerId = input.partner ? await namedPartner(tx, input.partner) : null;
    if (namedPartnerId) await requireActive(tx, namedPartnerId);
    const lead = { id, before: values, values, namedPartnerId, isLimited: false };
    await withProgramRights(tx, context.viewer, async () => {
      const [routed] = await routeLeads(tx, context, [lead]);
      if (routed?.values.status !== 'ROUTED' || !routed.values.partnerId) {
        const message = 'No partner may get the lead: by status, type, product, territory or open leads.';
        throw new PolicyViolationError('lead.ROUTE.nobody', message, routed?.values.policyVersionId ?? null);
      }
      await conclude(tx, context, [{ ...routed, verb: 'routed', partnerId: routed.values.partnerId }]);
    });
    return id;
  });
}

/** Accepts a lead and returns its id. */
export function acceptLead(context: Context, id: string, input: LeadActionInput): Promise<string> {
  return actOn(context, { action: 'ACCEPT', id, input }, async (tx, { values, now }) => {
    await endRounds(tx, [{ leadId: id, outcome: 'ACCEPTED', at: now }]);
    return { ...values, acceptedAt: now };
  });
}

/** Says that a lead is worth working on, and returns its id. */
export function qualifyLead(context: Context, id: string, input: LeadActionInput): Promise<string> {
  return actOn(context, { action: 'QUALIFY', id, input }, async (_, { values, now }) => ({
    ...values,
    qualifiedAt: now,
  }));
}

/** Says that a lead leads nowhere, and returns its id. */
export function disqualifyLead(context: Context, id: string, input: LeadReasonInput): Promise<string> {
  const reason = readReason(input.reason);
  return actOn(context, { action: 'DISQUALIFY', id, input, reason }, async (_, { values, now }) => ({
    ...values,
    closedAt: now,
    closeReason: reason,
  }));
}

/** Declines a lead, which goes on to the next partner when it was routed, and returns its id. */
export async function declineLead(context: Context, id: string, input: LeadReasonInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const reason = readReason(input.reason);
  return mutate(context, { mutation: 'leadDecline', idempotencyKey, input: { id, ...rest } }, async (tx) => {
    const { values, status, now } = await begin(tx, context, { action: 'DECLINE', id, input });
    const isRouted = values.direction === 'VENDOR_TO_PARTNER';
    const declined = { ...values, status, closedAt: now, closeReason: reason };
    const event = {
      id,
      before: values,
      values: declined,
      verb: 'declined',
      partnerId: values.partnerId,
      reason,
    };
    await withProgramRights(tx, context.viewer, async () => {
      await conclude(tx, context, [event]);
      if (isRouted) {
        await endRounds(tx, [{ leadId: id, outcome: 'DECLINED', at: now }]);
        await passOn(tx, context, [{ id, before: values, values: { ...declined, partnerId: null } }]);
      } else await writeLeads(tx, context, [event]);
    });
    return id;
  });
}

/** Gives leads that came back to the next partners, as often as the policy says; with the rights of the program. */
export async function passOn(
  tx: Transaction,
  context: Context,
  changes: readonly LeadChange[],
): Promise<void> {
  const program = asProgram(context);
  const leads = changes.map((change) => ({ ...change, namedPartnerId: null, isLimited: true }));
  const routed = await routeLeads(tx, program, leads);
  await conclude(
    tx,
    program,
    routed.flatMap((change) =>
      change.values.status === 'ROUTED'
        ? [{ ...change, verb: 'routed', partnerId: change.values.partnerId }]
        : [],
    ),
  );
}

interface ActionCall {
  readonly action: LeadAction;
  readonly id: string;
  readonly input: LeadActionInput;
  readonly reason?: string;
}

async function actOn(
  context: Context,
  call: ActionCall,
  change: (tx: Transaction, begun: BegunAction) => Promise<LeadValues>,
): Promise<string> {
  const { action, id, reason } = call;
  const { idempotencyKey, ...rest } = call.input;
  const { mutation, verb } = namesOf[action as keyof typeof namesOf];
  return mutate(context, { mutation, idempotencyKey, input: { id, ...rest } }, async (tx) => {
    const begun = await begin(tx, context, call);
    await withProgramRights(tx, context.viewer, async () => {
      const values = { ...(await change(tx, begun)), status: begun.status };
      const event = {
        id,
        before: begun.values,
        values,
        verb,
        partnerId: values.partnerId,
        reason: reason ?? null,
      };
      await writeLeads(tx, context, [event]);
      await conclude(tx, context, [event]);
    });
    return id;
  });
}

const namesOf = {
  ACCEPT: { mutation: 'leadAccept', verb: 'accepted' },
  QUALIFY: { mutation: 'leadQualify', verb: 'qualified' },
  DISQUALIFY: { mutation: 'leadDisqualify', verb: 'disqualified' },
} as const;

async function readNew(tx: Transaction, { viewer }: Context, item: LeadItem) {
  const references = await resolveReferences(tx, replicaTables, leadReferences(item));
  const issues = createIssues();
  const isPartner = viewer.role === 'PARTNER_USER';
  const partnerId = readPartner(item, viewer, references);
  const own: LeadItem = isPartner ? { ...item, direction: 'PARTNER_TO_VENDOR' } : item;
  const content = readLead({ item: own, stored: null, references, issues });
  if (isPartner) checkReserved(item, issues);
  else if (partnerId === null && (content.direction === 'PARTNER_TO_VENDOR' || viewer.role === 'CAM')) {
    const message = 'The partner that passes it on, or that the account manager gives it to, is required.';
    issues.add(['partner'], 'REQUIRED', message, 'Name a partner.');
  }
  issues.throwIfAny();
  const holder = content.direction === 'PARTNER_TO_VENDOR' ? partnerId : null;
  return { values: newLead(content, holder), partnerId };
}

function readPartner(item: LeadItem, viewer: Viewer, references: ReferenceBook): string | null {
  if (!item.partner) return viewer.partnerId;
  const partnerId = references.idOf('Partner', item.partner);
  if (partnerId === null) throw new NotFoundError('Partner', ['partner']);
  return partnerId;
}

function checkReserved({ direction, score }: LeadItem, issues: IssueCollector): void {
  if (direction === 'VENDOR_TO_PARTNER') {
    issues.add(['direction'], 'RESERVED', 'Partners pass leads on to the vendor.', 'Leave direction out.');
  }
  if (score != null) issues.add(['score'], 'RESERVED', 'Leads are scored by the vendor.', 'Leave score out.');
}

async function namedPartner(tx: Transaction, reference: Reference): Promise<string> {
  const references = await resolveReferences(tx, replicaTables, [{ type: 'Partner', reference }]);
  const partnerId = references.idOf('Partner', reference);
  if (partnerId === null) throw new NotFoundError('Partner', ['partner']);
  return partnerId;
}

async function requireActive(tx: Transaction, partnerId: string): Promise<void> {
  const [partner] = await directoryPartners(tx, [partnerId]);
  if (partner?.status === 'ACTIVE') return;
  throw new PolicyViolationError('lead.ROUTE.status', 'Only an active partner gets leads.');
}

function requireSeller(viewer: Viewer): void {
  if (maySell(viewer)) return;
  const message = 'Only users with the capability SALES or ADMIN pass leads on.';
  throw new PolicyViolationError('lead.CREATE.capability', message);
}
