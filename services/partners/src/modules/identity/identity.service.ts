import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { Context } from '../../context.ts';

/**
 * Finds who an identity provider's subject is in the program; null when nobody who may sign in.
 *
 * @remarks Called as the service itself, since there is no viewer yet.
 */
export async function resolveIdentity(context: Context, subject: string): Promise<Viewer | null> {
  const staff = await context.db.read.staffMember.findUnique({ where: { subject } });
  if (staff) {
    if (!staff.isActive) return null;
    return {
      userId: staff.id,
      role: staff.role,
      partnerId: null,
      capabilities: [],
      displayName: staff.displayName,
    };
  }
  const user = await context.db.read.partnerUser.findUnique({
    where: { subject },
    include: { partner: { select: { status: true } } },
  });
  if (!user || user.status !== 'ACTIVE' || hasLeft(user.partner.status)) return null;
  return {
    userId: user.id,
    role: 'PARTNER_USER',
    partnerId: user.partnerId,
    capabilities: user.capabilities,
    displayName: user.displayName,
  };
}

function hasLeft(status: string): boolean {
  return status === 'TERMINATED' || status === 'REJECTED';
}
