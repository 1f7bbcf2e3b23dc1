import { sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from '@channelgraph/server/audit.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { ConflictKind, ConflictOrigin, ConflictPartyRole } from '../../__generated__/prisma/enums.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { insertRows, insertRowsIf } from '../../stored-rows.ts';
import type { Rival } from './conflict-detection.ts';
import { conflictPolicy } from './conflict-case.policy.ts';
import { announceCase, loadCase, storeProposal } from './conflict-case.store.ts';

/** What a conflict is opened about. */
export interface Dispute {
  readonly registrationId: string;
  readonly rivals: readonly Rival[];
  readonly origin: ConflictOrigin;
}

interface Claimant {
  readonly id: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  readonly region: string | null;
  readonly submittedAt: Date;
}

/** A party as it is about to be stored. */
interface NewParty {
  readonly partnerId: string | null;
  readonly role: ConflictPartyRole;
  readonly registrationId: string | null;
  readonly contractId: string | null;
  readonly claimedAt: Date;
}

/**
 * Opens a conflict about a registration, or joins the one that is open about one of its rivals, and gives its id.
 *
 * @remarks Needs the rights of the program. Brings forward by itself what is recorded for each side: when it
 * claimed, its documents, its contracts, the vendor's own contacts.
 */
export async function openConflict(
  tx: Transaction,
  context: Context,
  { registrationId, rivals, origin }: Dispute,
): Promise<string> {
  const claimant = await claimantOf(tx, registrationId);
  const parties = [partyOf(claimant), ...rivals.flatMap(partiesOfRival)];
  const known = await openCaseOf(tx, parties);
  const caseId = known ?? context.ids.next('cfl');
  await insertCaseIf(tx, context, { caseId, isWanted: known === null, claimant, rivals, origin });
  const joined = await joinCase(tx, context, caseId, parties);
  await storeProposal(tx, caseId);
  const conflict = await loadCase(tx, caseId);
  if (!conflict) throw new Error('A conflict that was just stored is not there.');
  // Whoever was there before is not told that others came.
  const newcomers = conflict.parties.filter(({ partnerId }) => joined.has(partnerId));
  await announceCase(tx, context, 'deals.conflict.opened', { ...conflict, parties: newcomers });
  await audit(tx, context, {
    action: known === null ? 'conflictCase.opened' : 'conflictCase.joined',
    entityType: 'ConflictCase',
    entityId: caseId,
    partnerId: null,
    before: null,
    after: { kind: conflict.kind, parties: conflict.parties },
    policyVersionId: conflict.policyVersionId,
  });
  return caseId;
}

async function claimantOf(tx: Transaction, registrationId: string): Promise<Claimant> {
  const [claimant] = await (tx as unknown as SqlReader).$queryRaw<Claimant[]>(sql`
    SELECT id, partner_id AS "partnerId", customer_id AS "customerId", product_line_ids AS "productLineIds",
      region, submitted_at AS "submittedAt"
    FROM deal_registration WHERE id = ${registrationId} AND customer_id IS NOT NULL AND submitted_at IS NOT NULL`);
  if (!claimant) throw new Error('A conflict is about a submitted registration.');
  return claimant;
}

function partyOf({ id, partnerId, submittedAt }: Claimant): NewParty {
  return { partnerId, role: 'REGISTRANT', registrationId: id, contractId: null, claimedAt: submittedAt };
}

// A doubtful identity has nobody behind it: the question is which customer the registrant means.
function partiesOfRival({ kind, ...party }: Rival): readonly NewParty[] {
  return kind === 'IDENTITY' && party.partnerId === null ? [] : [party];
}

async function openCaseOf(tx: Transaction, parties: readonly NewParty[]): Promise<string | null> {
  const registrationIds = parties.flatMap(({ registrationId }) => registrationId ?? []);
  const [found] = await (tx as unknown as SqlReader).$queryRaw<{ id: string }[]>(sql`
    SELECT c.id FROM conflict_case c
    WHERE c.status IN ('OPEN', 'INVESTIGATING') AND EXISTS (
      SELECT FROM conflict_party p WHERE p.case_id = c.id AND p.registration_id = ANY(${registrationIds}::text[]))
    ORDER BY c.opened_at, c.id LIMIT 1 FOR UPDATE`);
  return found?.id ?? null;
}

const byWeight: readonly ConflictKind[] = [
  'INCUMBENCY',
  'TERRITORY',
  'DIRECT_VS_PARTNER',
  'IDENTITY',
  'PARTNER_VS_PARTNER',
];

// Whether others were in conflict before must not show in how long the answer takes.
async function insertCaseIf(
  tx: Transaction,
  context: Context,
  dispute: {
    readonly caseId: string;
    readonly isWanted: boolean;
    readonly claimant: Claimant;
    readonly rivals: readonly Rival[];
    readonly origin: ConflictOrigin;
  },
): Promise<void> {
  const { caseId, isWanted, claimant, rivals, origin } = dispute;
  const today = await partnerToday(tx, context, claimant.partnerId);
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  const rows = [
    {
      id: caseId,
      version: 1,
      kind: byWeight.find((kind) => rivals.some((rival) => rival.kind === kind)) ?? 'PARTNER_VS_PARTNER',
      status: 'OPEN',
      origin,
      customer_id: claimant.customerId,
      product_line_ids: claimant.productLineIds,
      region: claimant.region,
      proposal_trace: [],
      policy_version_id: (await policyOn(tx, conflictPolicy, today)).id,
      is_override: false,
      opened_at: at,
      opened_by: by,
      updated_at: at,
      updated_by: by,
    },
  ];
  await insertRowsIf(tx, 'conflict_case', { rows, isWanted });
}

/** Adds the parties that the case does not have yet, with what is recorded for them; gives the partners that it did not have. */
async function joinCase(
  tx: Transaction,
  context: Context,
  caseId: string,
  parties: readonly NewParty[],
): Promise<ReadonlySet<string | null>> {
  const known = await tx.conflictParty.findMany({ where: { caseId } });
  const keys = new Set(known.map(keyOf));
  const rows = new Map(
    parties.filter((party) => !keys.has(keyOf(party))).map((party) => [keyOf(party), party]),
  );
  const added = [...rows.values()].map((party) => ({ id: context.ids.next('cpy'), ...party }));
  await insertRows(
    tx,
    'conflict_party',
    added.map(({ id, partnerId, role, registrationId, contractId, claimedAt }) => ({
      id,
      case_id: caseId,
      partner_id: partnerId,
      role,
      registration_id: registrationId,
      contract_id: contractId,
      claimed_at: claimedAt.toISOString(),
      joined_at: context.clock.now().toISOString(),
    })),
  );
  await bringForward(
    tx,
    context,
    caseId,
    added.map(({ id }) => id),
  );
  const before = new Set(known.map(({ partnerId }) => partnerId));
  return new Set(added.map(({ partnerId }) => partnerId).filter((partnerId) => !before.has(partnerId)));
}

function keyOf({ partnerId, role, registrationId, contractId }: NewParty): string {
  return [partnerId, role, registrationId, contractId].join('|');
}

interface Recorded {
  readonly partyId: string;
  readonly partnerId: string | null;
  readonly kind: string;
  readonly happenedAt: Date;
  readonly summary: string;
  readonly url: string | null;
  readonly sha256: string | null;
}

/** Copies what is recorded for the parties into the timeline of the case, in UTC. */
async function bringForward(
  tx: Transaction,
  context: Context,
  caseId: string,
  partyIds: readonly string[],
): Promise<void> {
  const recorded = await (tx as unknown as SqlReader).$queryRaw<Recorded[]>(sql`
    WITH party AS (SELECT * FROM conflict_party WHERE id = ANY(${[...partyIds]}::text[]))
    SELECT p.id AS "partyId", p.partner_id AS "partnerId", 'REGISTRATION' AS kind, p.claimed_at AS "happenedAt",
      'The registration was submitted.' AS summary, NULL::text AS url, NULL::text AS sha256
    FROM party p WHERE p.registration_id IS NOT NULL
    UNION ALL
    SELECT p.id, p.partner_id, CASE e.kind WHEN 'CUSTOMER_LETTER' THEN 'CUSTOMER_STATEMENT' ELSE 'DOCUMENT' END,
      e.observed_on::timestamp AT TIME ZONE coalesce(d.time_zone, 'UTC'), coalesce(e.note, e.file_name), e.url, e.sha256::text
    FROM party p JOIN registration_evidence e ON e.registration_id = p.registration_id
      LEFT JOIN channelgraph.partner_directory d ON d.partner_id = p.partner_id
    UNION ALL
    SELECT p.id, p.partner_id, 'CONTRACT', m.term_start::timestamp AT TIME ZONE coalesce(d.time_zone, 'UTC'),
      'The contract began.', NULL, NULL
    FROM party p JOIN managed_contract m ON m.id = p.contract_id
      LEFT JOIN channelgraph.partner_directory d ON d.partner_id = p.partner_id
    UNION ALL
    SELECT p.id, NULL, 'DIRECT_ACTIVITY', p.claimed_at, 'The vendor’s own sale began.', NULL, NULL
    FROM party p WHERE p.role = 'DIRECT_SALES'
    ORDER BY 4, 1, 3, 7`);
  const at = context.clock.now().toISOString();
  await insertRows(
    tx,
    'conflict_evidence',
    recorded.map(({ partyId, partnerId, kind, happenedAt, summary, url, sha256 }) => ({
      id: context.ids.next('cev'),
      case_id: caseId,
      party_id: partyId,
      partner_id: partnerId,
      kind,
      happened_at: happenedAt.toISOString(),
      summary,
      url,
      sha256,
      recorded_at: at,
      recorded_by: context.viewer.userId,
    })),
  );
}
