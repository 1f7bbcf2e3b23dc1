import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { NotFoundError, VersionMismatchError, createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { requireText } from '@channelgraph/server/bulk/field.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import type { CertificationAward } from '../../db.ts';
import { requireAdministrator } from '../../policy.ts';
import { requestCoverage } from '../certification-coverage/certification-coverage.requests.ts';
import { awardDatesOf } from '../certification-coverage/certification-coverage.store.ts';
import { awardMachine } from './certification-award.machine.ts';
import { awardStatusOn } from './certification-award.status.ts';
import { lockAwardsOf, readMembers, storeRevocation } from './certification-award.store.ts';

/** Why an award is taken back. */
export interface RevokeInput {
  readonly reason: string;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Takes an award back from today on; the days before keep it. */
export async function revokeAward(context: Context, id: string, input: RevokeInput): Promise<string> {
  requireAdministrator(context.viewer);
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'certificationRevoke', idempotencyKey, input: { id, ...rest } };
  await mutate(context, call, async (tx) => {
    const issues = createIssues();
    const reason = requireText(input.reason, 'reason', issues);
    issues.throwIfAny();
    const award = await lockAward(tx, id);
    if (input.expectedVersion != null && input.expectedVersion !== award.version) {
      throw new VersionMismatchError(input.expectedVersion, award.version);
    }
    const on = await requireRevocable(tx, context, award);
    await storeRevocation(tx, context, id, { on, reason });
    await audit(tx, context, {
      action: 'certificationAward.revoked',
      entityType: 'CertificationAward',
      entityId: id,
      partnerId: award.partnerId,
      before: award,
      after: { ...award, revokedOn: on, revocationReason: reason },
      reason,
    });
    await requestCoverage(tx, [award.partnerId]);
    return { id };
  });
  return id;
}

/** Gives the day of the revocation. */
async function requireRevocable(
  tx: Transaction,
  context: Context,
  award: CertificationAward,
): Promise<LocalDate> {
  const member = (await readMembers(tx, [award.userId], context.clock.now())).get(award.userId);
  const today = member?.today ?? context.today;
  const track = await tx.certificationTrack.findUniqueOrThrow({ where: { id: award.trackId } });
  const dates = awardDatesOf(award);
  awardMachine.apply(awardStatusOn(dates, today) ?? 'NONE', 'REVOKE', context.viewer, {
    isActiveMember: member?.isActive ?? false,
    isTrackActive: track.isActive,
  });
  return today;
}

async function lockAward(tx: Transaction, id: string): Promise<CertificationAward> {
  const found = await tx.certificationAward.findUnique({ where: { id }, select: { partnerId: true } });
  if (!found) throw new NotFoundError('CertificationAward');
  await lockAwardsOf(tx, [found.partnerId]);
  return tx.certificationAward.findUniqueOrThrow({ where: { id } });
}
