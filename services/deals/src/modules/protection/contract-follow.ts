import { sqltag as sql } from '@prisma/client/runtime/client';
import { todayIn } from '@channelgraph/core/calendar.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { policyVersions } from '../../policies.ts';
import { movedData } from '../deal-registration/deal-registration.action.ts';
import { registrationPolicy } from '../deal-registration/deal-registration.policy.ts';
import type { RegistrationPolicy } from '../deal-registration/deal-registration.policy.ts';
import { loadRegistrations, writeRegistrations } from '../deal-registration/deal-registration.store.ts';
import type { RegistrationValues, StoredRegistration } from '../deal-registration/deal-registration.store.ts';
import { blockedMoves, lockCustomerTrees, moveClaims } from './claims.ts';
import { contractTermsOf } from './contract-terms.ts';
import type { FollowedContract } from './contract-terms.ts';
import { protectionWindow, untilOf } from './protection.window.ts';

interface Following {
  readonly id: string;
  readonly before: StoredRegistration;
  readonly values: RegistrationValues;
  readonly until: Date;
}

/**
 * Lets the protections that follow contracts follow their changed terms, in the transaction of the change.
 *
 * @remarks A protection that has run out does not come back. Where others hold the added time, the protection
 * stays as it was, and the audit trail says so: a contract is a fact and is not refused for a claim.
 */
export async function followContracts(
  tx: Transaction,
  context: Context,
  contractIds: readonly string[],
): Promise<void> {
  await withProgramRights(tx, context.viewer, async () => {
    const found = await followersOf(tx, contractIds);
    if (found.length === 0) return;
    await lockCustomerTrees(
      tx,
      found.map(({ customerId }) => customerId),
    );
    const moved = await movedBy(
      tx,
      context,
      found.map(({ id }) => id),
    );
    const moves = moved.map(({ id, until }) => ({ registrationId: id, until }));
    const blocked = await blockedMoves(tx, moves);
    const free = moved.filter(({ id }) => !blocked.has(id));
    await moveClaims(
      tx,
      moves.filter(({ registrationId }) => !blocked.has(registrationId)),
    );
    await writeRegistrations(tx, context, free);
    await tell(tx, context, { moved, blocked });
  });
}

async function followersOf(
  tx: Transaction,
  contractIds: readonly string[],
): Promise<readonly { readonly id: string; readonly customerId: string }[]> {
  return tx.$queryRaw(sql`
    WITH RECURSIVE chain AS (
      SELECT id, predecessor_id, registration_id FROM managed_contract WHERE id = ANY(${[...contractIds]}::text[])
      UNION SELECT p.id, p.predecessor_id, p.registration_id
      FROM chain JOIN managed_contract p ON p.id = chain.predecessor_id
    )
    SELECT DISTINCT r.id, r.customer_id AS "customerId"
    FROM deal_registration r JOIN chain ON chain.id = r.contract_id OR chain.registration_id = r.id
    WHERE r.kind IN ('CUSTOMER_ENGAGEMENT', 'RENEWAL') AND r.status IN ('APPROVED', 'WON')
    ORDER BY r.id`);
}

async function movedBy(
  tx: Transaction,
  context: Context,
  ids: readonly string[],
): Promise<readonly Following[]> {
  const stored = [...(await loadRegistrations(tx, ids)).values()];
  const terms = await contractTermsOf(tx, stored);
  const policies = await policyVersions(tx, registrationPolicy);
  const partners = await directoryPartners(tx, [...new Set(stored.map(({ partnerId }) => partnerId))]);
  const zones = new Map(partners.map(({ partnerId, timeZone }) => [partnerId, timeZone]));
  const now = context.clock.now();
  return stored.flatMap((registration) => {
    const contract = terms.get(registration.id);
    const timeZone = zones.get(registration.partnerId);
    const isOver = registration.protectedUntil === null || registration.protectedUntil <= now;
    if (!contract || timeZone === undefined || isOver) return [];
    return follow(registration, { contract, timeZone, policies });
  });
}

function follow(
  before: StoredRegistration,
  {
    contract,
    timeZone,
    policies,
  }: {
    readonly contract: FollowedContract;
    readonly timeZone: string;
    readonly policies: readonly PolicyVersion<RegistrationPolicy>[];
  },
): Following[] {
  const policy = policies.find(({ id }) => id === before.policyVersionId) ?? policies.at(-1);
  if (!policy || before.decidedAt === null || before.protectedFrom === null) return [];
  const approvedOn = todayIn(before.decidedAt, timeZone);
  const window = protectionWindow(before.kind, { approvedOn, tierRank: null, contract }, policy.body);
  if (!window || window.to <= before.protectedFrom) return [];
  const contractId = before.contractId ?? contract.contractId;
  if (window.to === before.protectedTo && contractId === before.contractId) return [];
  const until = untilOf(window, timeZone);
  const values = {
    ...before,
    contractId,
    protectedTo: window.to,
    protectedUntil: until,
    protectionBasis: window.basis,
  };
  return [{ id: before.id, before, values, until }];
}

async function tell(
  tx: Transaction,
  context: Context,
  { moved, blocked }: { readonly moved: readonly Following[]; readonly blocked: ReadonlySet<string> },
): Promise<void> {
  await audit(
    tx,
    context,
    moved.map(({ id, before, values }) => ({
      action: blocked.has(id) ? 'dealRegistration.notExtended' : 'dealRegistration.followedContract',
      entityType: 'DealRegistration',
      entityId: id,
      partnerId: before.partnerId,
      before,
      after: blocked.has(id) ? before : values,
      policyVersionId: before.policyVersionId,
    })),
  );
  await emit(
    tx,
    context,
    moved
      .filter(
        ({ id, before, values }) =>
          !blocked.has(id) && (values.protectedTo ?? '') > (before.protectedTo ?? ''),
      )
      .map(({ id, values }) => ({
        type: 'deals.registration.extended' as const,
        subject: id,
        data: movedData(id, values),
      })),
  );
}
