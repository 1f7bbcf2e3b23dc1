import type { PartnerChanged } from '@channelgraph/core/event-types.ts';
import { toLocalDate } from '@channelgraph/core/calendar.ts';
import type { ExternalName } from '@channelgraph/core/event-types.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { readNames } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import { isInForce } from '../../validity.ts';
import { isOpen, primaryEnrollment } from '../program-enrollment/program-enrollment.policy.ts';

// What a partner without a program is reckoned in until it joins one.
const fallback = { timeZone: 'UTC', currency: 'USD' };

/** Tells the other services what they need to know of partners, in the transaction that changed it. */
export async function announcePartners(
  tx: Transaction,
  context: Context,
  partnerIds: readonly string[],
): Promise<void> {
  if (partnerIds.length === 0) return;
  const ids = [...new Set(partnerIds)];
  const partners = await loadPartners(tx, ids);
  const names = await readNames(tx, ids);
  await emit(
    tx,
    context,
    partners.map((partner) => ({
      type: 'partners.partner.changed' as const,
      subject: partner.id,
      data: toPayload(partner, names.get(partner.id) ?? [], context),
    })),
  );
}

/** Tells the other services about every member of programs whose zone, currency or ladder changed. */
export async function announcePartnersOfPrograms(
  tx: Transaction,
  context: Context,
  programIds: readonly string[],
): Promise<void> {
  if (programIds.length === 0) return;
  const members = await tx.programEnrollment.findMany({
    where: { programId: { in: [...programIds] } },
    select: { partnerId: true },
    distinct: ['partnerId'],
    orderBy: { partnerId: 'asc' },
  });
  await announcePartners(
    tx,
    context,
    members.map(({ partnerId }) => partnerId),
  );
}

function loadPartners(tx: Transaction, ids: string[]) {
  return tx.partner.findMany({
    where: { id: { in: ids } },
    orderBy: { id: 'asc' },
    include: {
      enrollments: { include: { program: true } },
      tierAssignments: {
        where: { supersededAt: null },
        include: { tier: { select: { rank: true } } },
        orderBy: { validFrom: 'asc' },
      },
      camAssignments: { orderBy: { validFrom: 'asc' } },
    },
  });
}

type LoadedPartner = Awaited<ReturnType<typeof loadPartners>>[number];

function toPayload(
  partner: LoadedPartner,
  externalReferences: readonly ExternalName[],
  context: Context,
): PartnerChanged {
  const enrollment = primaryEnrollment(partner.enrollments, context.today);
  const program = enrollment?.program ?? null;
  const cams = partner.camAssignments.filter((each) => isInForce(each, context.today));
  return {
    partnerId: partner.id,
    displayName: partner.displayName,
    types: partner.types,
    segment: partner.segment,
    status: partner.status,
    programId: program?.id ?? null,
    timeZone: program?.timeZone ?? fallback.timeZone,
    currency: partner.currency ?? program?.currency ?? fallback.currency,
    deliveredScopes: partner.deliveredScopes,
    regions: partner.regions,
    enrolledOn: enrollment && isOpen(enrollment, context.today) ? toLocalDate(enrollment.startsOn) : null,
    tiers: partner.tierAssignments
      .filter(({ programId }) => programId === program?.id)
      .map(({ tierId, tier, validFrom, validTo }) => ({
        tierId,
        rank: tier.rank,
        from: toLocalDate(validFrom),
        to: validTo && toLocalDate(validTo),
      })),
    camIds: [...new Set(cams.map(({ camId }) => camId))].sort(),
    externalReferences,
    version: partner.version,
  };
}
