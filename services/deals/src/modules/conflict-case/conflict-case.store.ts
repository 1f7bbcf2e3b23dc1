import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  ConflictCase,
  ConflictCasePartner,
  ConflictEvidence,
  ConflictParty,
} from '../../__generated__/prisma/client.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { proposeDecision } from './conflict-case.precedence.ts';
import type { PrecedenceProposal } from './conflict-case.precedence.ts';

/** A case with its parties and everything that was brought forward. */
export interface WholeCase extends ConflictCase {
  readonly parties: readonly ConflictParty[];
  readonly partners: readonly ConflictCasePartner[];
  readonly evidence: readonly ConflictEvidence[];
}

/** Reads a case with its parties and evidence and keeps others from changing it; null when the viewer may not see it. */
export async function loadCase(tx: Transaction, id: string): Promise<WholeCase | null> {
  await tx.$queryRaw(sql`SELECT id FROM conflict_case WHERE id = ${id} FOR UPDATE`);
  return tx.conflictCase.findUnique({
    where: { id },
    include: {
      parties: { orderBy: { id: 'asc' } },
      partners: { orderBy: { partnerId: 'asc' } },
      evidence: { orderBy: [{ happenedAt: 'asc' }, { id: 'asc' }] },
    },
  });
}

/**
 * Asks the rules of precedence anew and stores what they propose.
 *
 * @remarks A registration that was withdrawn, rejected or lost is no valid claim any more.
 */
export async function storeProposal(tx: Transaction, caseId: string): Promise<PrecedenceProposal> {
  const parties = await tx.conflictParty.findMany({ where: { caseId }, orderBy: { id: 'asc' } });
  const evidence = await tx.conflictEvidence.findMany({ where: { caseId }, orderBy: { id: 'asc' } });
  const gone = await goneRegistrations(tx, parties);
  const chosen = new Set(
    evidence
      .filter(({ kind, url }) => kind === 'CUSTOMER_STATEMENT' && url !== null)
      .map(({ partyId }) => partyId),
  );
  const judgement = evidence.findLast(
    ({ kind, partnerId, partyId }) => kind === 'NOTE' && partnerId === null && partyId !== null,
  );
  const proposal = proposeDecision(
    parties.map(({ id, partnerId, role, registrationId, claimedAt }) => ({
      partyId: id,
      partnerId,
      role,
      claimedAt: claimedAt.toISOString(),
      isValid: registrationId === null || !gone.has(registrationId),
      isCustomersChoice: chosen.has(id),
    })),
    judgement?.partyId ?? null,
  );
  await tx.conflictCase.update({
    where: { id: caseId },
    data: { proposedPartyId: proposal.winnerPartyId, proposalTrace: proposal.trace as never },
  });
  return proposal;
}

async function goneRegistrations(
  tx: Transaction,
  parties: readonly ConflictParty[],
): Promise<ReadonlySet<string>> {
  const ids = parties.flatMap(({ registrationId }) => registrationId ?? []);
  const rows = await (tx as unknown as SqlReader).$queryRaw<{ id: string }[]>(sql`
    SELECT id FROM deal_registration WHERE id = ANY(${ids}::text[])
      AND (submitted_at IS NULL OR status IN ('DRAFT', 'REJECTED', 'WITHDRAWN', 'LOST', 'EXPIRED', 'REVOKED', 'TRANSFERRED'))`);
  return new Set(rows.map(({ id }) => id));
}

/** Tells every partner of a case what became of it, each as its own side sees it; in one order for all. */
export async function announceCase(
  tx: Transaction,
  context: Context,
  type: 'deals.conflict.opened' | 'deals.conflict.decided',
  conflict: Pick<WholeCase, 'id' | 'kind' | 'status' | 'winnerPartyId' | 'parties'>,
): Promise<void> {
  const sides = sidesOfPartners(conflict.parties);
  const winner = conflict.parties.find(({ id }) => id === conflict.winnerPartyId);
  await emit(
    tx,
    context,
    [...sides].map(([partnerId, parties]) => ({
      type,
      subject: `${conflict.id}/${partnerId}`,
      data: {
        conflictId: conflict.id,
        partnerId,
        kind: conflict.kind,
        status: conflict.status,
        registrationId: parties.find(({ registrationId }) => registrationId !== null)?.registrationId ?? null,
        isAwarded: type === 'deals.conflict.opened' ? null : winner?.partnerId === partnerId,
      },
    })),
  );
}

/** Groups the parties of a case by their partner, in the order of the partners' ids. */
export function sidesOfPartners(
  parties: readonly ConflictParty[],
): ReadonlyMap<string, readonly ConflictParty[]> {
  const sides = Map.groupBy(
    parties.filter(({ partnerId }) => partnerId !== null),
    ({ partnerId }) => partnerId ?? '',
  );
  return new Map([...sides].sort(([a], [b]) => (a < b ? -1 : 1)));
}
