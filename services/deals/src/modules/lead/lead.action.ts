import { addDays } from '@channelgraph/core/calendar.ts';
import { NotFoundError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import type { Context, Transaction } from '../../context.ts';
import { AffectedDays, requestFacts } from '../partner-fact/partner-fact.requests.ts';
import { leadMachine, statusAt } from './lead.machine.ts';
import type { LeadAction, LeadStatus } from './lead.machine.ts';
import { loadLeads } from './lead.store.ts';
import type { LeadChange, LeadValues } from './lead.store.ts';

/** What every action on a lead may carry. */
export interface LeadActionInput {
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A lead on which an action has been found possible. */
export interface BegunAction {
  readonly id: string;
  readonly values: LeadValues;
  /** The status that the action leads to. */
  readonly status: LeadStatus;
  readonly now: string;
}

/** Locks a lead and checks that it is visible, as expected, and that the action is allowed now. */
export async function begin(
  tx: Transaction,
  context: Context,
  call: { readonly action: LeadAction; readonly id: string; readonly input: LeadActionInput },
): Promise<BegunAction> {
  const { action, id, input } = call;
  const values = (await loadLeads(tx, [id])).get(id);
  const row = await tx.lead.findUnique({ where: { id }, select: { version: true } });
  if (!values || !row) throw new NotFoundError('Lead');
  if (input.expectedVersion != null && input.expectedVersion !== row.version) {
    throw new VersionMismatchError(input.expectedVersion, row.version);
  }
  const now = context.clock.now();
  const present = statusAt(
    { status: values.status, respondBy: values.respondBy === null ? null : new Date(values.respondBy) },
    now,
  );
  const status = leadMachine.apply(present, action, context.viewer, values);
  return { id, values, status, now: now.toISOString() };
}

/** What happened to a lead, for the audit trail of the partner concerned. */
export interface LeadEvent extends LeadChange {
  readonly verb: string;
  readonly partnerId: string | null;
  readonly reason?: string | null;
}

/** Writes what happened into the audit trail and asks for the figures of the partners concerned. */
export async function conclude(
  tx: Transaction,
  context: Context,
  events: readonly LeadEvent[],
): Promise<void> {
  const affected = new AffectedDays();
  for (const { partnerId } of events) {
    // The partner's day may be the one before the program's.
    if (partnerId !== null) affected.add(partnerId, addDays(context.today, -1));
  }
  await requestFacts(tx, affected);
  await audit(
    tx,
    context,
    events.map(({ id, verb, partnerId, before, values, reason }) => ({
      action: `lead.${verb}`,
      entityType: 'Lead',
      entityId: id,
      partnerId,
      before,
      after: values,
      reason: reason ?? null,
      policyVersionId: values.policyVersionId,
    })),
  );
}

/**
 * Gives the context in which the program passes on a lead that a partner gave back.
 *
 * @remarks The next partner reads its audit trail, and must not find there who had the lead before.
 */
export function asProgram(context: Context): Context {
  return { ...context, viewer: serviceViewer('deals') };
}
