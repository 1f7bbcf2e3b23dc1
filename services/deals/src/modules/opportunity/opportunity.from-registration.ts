import { sqltag as sql } from '@prisma/client/runtime/client';
import { ConflictError, NotFoundError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { money, moneyToDecimal } from '@channelgraph/core/money.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { DealRegistration } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { statusAt } from '../deal-registration/deal-registration.machine.ts';
import type { SourceRole } from '../pipeline/pipeline.shape.ts';
import { wholeBps } from './opportunity.credits.ts';
import { writeCredits } from './opportunity.credits.store.ts';
import type { OpportunityItem } from './opportunity.item.ts';
import { firstStageOf, outcomeOf, stagesOf } from './opportunity.stages.ts';
import type { Motion } from './opportunity.stages.ts';

/** The registration that a deal is created from, with what it says of the deal. */
export interface DealOrigin {
  readonly registrationId: string;
  readonly item: OpportunityItem;
}

const motionOf: Readonly<Record<DealRegistration['kind'], Motion>> = {
  OPPORTUNITY: 'NEW',
  CUSTOMER_ENGAGEMENT: 'NEW',
  RENEWAL: 'RENEWAL',
  EXPANSION: 'EXPANSION',
  RENEGOTIATION: 'EXPANSION',
};

/**
 * Locks an approved registration and gives what it says of its deal.
 *
 * @throws PolicyViolationError unless it is approved or won at this moment, ConflictError when it has its opportunity already.
 */
export async function originOf(
  tx: Transaction,
  { clock }: Context,
  registrationId: string,
): Promise<DealOrigin> {
  await tx.$queryRaw(sql`SELECT id FROM deal_registration WHERE id = ${registrationId} FOR UPDATE`);
  const row = await tx.dealRegistration.findUnique({ where: { id: registrationId } });
  if (!row) throw new NotFoundError('DealRegistration', ['registrationId']);
  if (!['APPROVED', 'WON'].includes(statusAt(row, clock.now()))) {
    const message = 'An opportunity is created from a registration once it is approved.';
    throw new PolicyViolationError('opportunity.CREATE.registration', message);
  }
  if (row.opportunityId !== null) {
    const message = 'The registration has its opportunity already.';
    throw new ConflictError('opportunity.registration', message, ['registrationId']);
  }
  return { registrationId, item: itemOf(row) };
}

/** Credits the deal to the partner that registered it, in full, and tells the registration of its deal. */
export async function tieRegistration(
  tx: Transaction,
  context: Context,
  deal: { readonly id: string; readonly partnerId: string; readonly registrationId: string },
): Promise<void> {
  const { id, partnerId, registrationId } = deal;
  const at = context.clock.now();
  await tx.dealRegistration.update({
    where: { id: registrationId },
    data: { opportunityId: id, version: { increment: 1 }, updatedAt: at, updatedBy: context.viewer.userId },
  });
  await creditOwner(tx, context, { id, partnerId, role: 'SOURCED', registrationId });
}

/** Gives the partner whose deal it is its first credit, which it has no right to write itself. */
export function creditOwner(
  tx: Transaction,
  context: Context,
  deal: {
    readonly id: string;
    readonly partnerId: string;
    readonly role: SourceRole;
    readonly registrationId: string | null;
  },
): Promise<void> {
  const { id, partnerId, role, registrationId } = deal;
  const credit = {
    partnerId,
    role,
    creditBps: role === 'SOURCED' ? wholeBps : 0,
    basis: registrationId === null ? 'DECISION' : 'REGISTRATION',
    registrationId,
  } as const;
  return withProgramRights(tx, context.viewer, () =>
    writeCredits(tx, context, [
      { opportunityId: id, ownerPartnerId: partnerId, before: [], after: [credit] },
    ]),
  );
}

function itemOf(row: DealRegistration): OpportunityItem {
  const motion = motionOf[row.kind];
  const amount = (minor: bigint) => ({
    amount: moneyToDecimal(money(minor, row.currency)),
    currency: row.currency,
  });
  const stage = row.stageAtSubmission;
  const isUsable = stage !== null && outcomeOf(stage) === 'OPEN' && stagesOf(motion).includes(stage);
  return {
    partner: { id: row.partnerId },
    customer: row.customerId === null ? null : { id: row.customerId },
    name: row.name,
    motion,
    revenueModel: row.revenueModel,
    stage: isUsable ? stage : firstStageOf(motion),
    sourceRole: 'SOURCED',
    productLines: row.productLineIds.map((id) => ({ id })),
    currency: row.currency,
    oneTime: amount(row.oneTimeMinor),
    mrr: amount(row.mrrMinor),
    termMonths: row.termMonths,
    closeDate: dateText(row.expectedCloseDate),
    region: row.region,
  };
}
