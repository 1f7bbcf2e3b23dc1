import { sqltag as sql } from '@prisma/client/runtime/client';
import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { ConflictCase, ConflictEvidence, ConflictParty } from '../../__generated__/prisma/client.ts';
import type { Context, SqlReader } from '../../context.ts';
import type { JudgedRegistration } from './conflict-case.facts.ts';
import { seenBy } from './conflict-case.seen.ts';

/** Loads a conflict that the viewer may see. */
export const conflictById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await loadSeen(context, ids), ({ id }) => id),
);

/** Reads conflicts that the viewer may see, as the viewer sees them. */
export async function loadSeen(context: Context, ids: readonly string[]): Promise<ConflictCase[]> {
  const rows = await context.db.read.conflictCase.findMany({ where: { id: { in: [...ids] } } });
  return [...(await seenBy(context, rows))];
}

/** Loads the parties of a conflict that the viewer may see: a partner its own side only. */
export const partiesOf = defineLoader(async (context: Context, caseIds: readonly string[]) =>
  groupByKey<ConflictParty, string>(
    await context.db.read.conflictParty.findMany({
      where: { caseId: { in: [...caseIds] } },
      orderBy: [{ claimedAt: 'asc' }, { id: 'asc' }],
    }),
    ({ caseId }) => caseId,
  ),
);

/** Loads what was brought forward in a conflict, the earliest first: a partner its own side only. */
export const evidenceOf = defineLoader(async (context: Context, caseIds: readonly string[]) =>
  groupByKey<ConflictEvidence, string>(
    await context.db.read.conflictEvidence.findMany({
      where: { caseId: { in: [...caseIds] } },
      orderBy: [{ happenedAt: 'asc' }, { id: 'asc' }],
    }),
    ({ caseId }) => caseId,
  ),
);

interface PartyRegistration extends JudgedRegistration {
  readonly caseId: string;
}

/** Loads who submitted the registrations of a conflict, as far as the viewer may see them. */
export const registrationsOf = defineLoader(async (context: Context, caseIds: readonly string[]) =>
  groupByKey<PartyRegistration, string>(
    await (context.db.read as unknown as SqlReader).$queryRaw<PartyRegistration[]>(sql`
      SELECT DISTINCT p.case_id AS "caseId", r.id, r.submitted_by AS "submittedBy", r.created_by AS "createdBy",
        r.is_on_behalf AS "isOnBehalf"
      FROM conflict_party p JOIN deal_registration r ON r.id = p.registration_id
      WHERE p.case_id = ANY(${[...caseIds]}::text[]) ORDER BY 1, 2`),
    ({ caseId }) => caseId,
  ),
);
