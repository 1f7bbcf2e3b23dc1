import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { finish } from '../deal-registration/deal-registration.action.ts';
import { statusAt } from '../deal-registration/deal-registration.machine.ts';
import { loadRegistration } from '../deal-registration/deal-registration.store.ts';
import type { StoredRegistration } from '../deal-registration/deal-registration.store.ts';
import type { StageOutcome } from './opportunity.stages.ts';

/** Locks the registration that a deal came from; null for a deal that was not registered. */
export async function registrationOfDeal(
  tx: Transaction,
  context: Context,
  registrationId: string | null,
): Promise<StoredRegistration | null> {
  if (registrationId === null) return null;
  return withProgramRights(tx, context.viewer, () => loadRegistration(tx, registrationId));
}

/**
 * Reports to an approved registration how its deal ended, for staff to confirm; an open deal takes the report back.
 *
 * @remarks A registration is won after its deal and never before, so the deal only reports.
 */
export async function reportOutcome(
  tx: Transaction,
  context: Context,
  registration: StoredRegistration,
  deal: {
    readonly outcome: StageOutcome;
    readonly lossReason: LossReason | null;
    readonly orderReference: string | null;
  },
): Promise<void> {
  const now = context.clock.now();
  if (statusAt(registration, now) !== 'APPROVED') return;
  const { outcome, lossReason, orderReference } = deal;
  await finish(tx, context, registration, {
    action: 'PROPOSE_OUTCOME',
    values: {
      ...registration,
      proposedOutcome: outcome === 'OPEN' ? null : outcome,
      proposedAt: outcome === 'OPEN' ? null : now,
      lossReason,
      orderReference,
    },
  });
}
