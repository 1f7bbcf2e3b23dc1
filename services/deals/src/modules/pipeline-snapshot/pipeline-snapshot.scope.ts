import { sqltag as sql } from '@prisma/client/runtime/client';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { PipelineSnapshotScope } from '../../__generated__/prisma/client.ts';
import type { Context, SqlReader } from '../../context.ts';
import { isOnePart } from '../pipeline/pipeline.scope.ts';
import type { PipelineScope } from '../pipeline/pipeline.scope.ts';

/** Whose pipeline a snapshot keeps, as it is stored. */
export interface SnapshotScope {
  readonly scope: PipelineSnapshotScope;
  readonly partnerId: string | null;
  readonly accountManagerId: string | null;
}

/** What there is to know about a scope when a snapshot of it is taken. */
export interface SnapshotSubject extends SnapshotScope {
  /** Those whose pipelines it adds up; null: all. */
  readonly partnerIds: readonly string[] | null;
  /** Where its days begin and end. */
  readonly timeZone: string;
  readonly currency: string | null;
}

/**
 * Reads of which part of the program a caller wants a snapshot.
 *
 * @throws ValidationError when it is not one part, or one that is not kept.
 */
export function snapshotScopeOf(input: PipelineScope): SnapshotScope {
  const issues = createIssues(['scope']);
  if (!isOnePart(input)) {
    issues.add(
      [],
      'REQUIRED',
      'A scope names exactly one part of the program.',
      'Name one of partnerId, accountManagerId and isWholeProgram: true.',
    );
  } else {
    for (const name of ['segment', 'partnerType'] as const) {
      if (input[name] == null) continue;
      issues.add(
        [name],
        'NOT_KEPT',
        'Snapshots are kept of partners, portfolios and the whole program.',
        'Name one of those, or ask for `pipeline` with asOf and knownAt.',
      );
    }
  }
  issues.throwIfAny();
  const { partnerId = null, accountManagerId = null } = input;
  const scope = partnerId !== null ? 'PARTNER' : accountManagerId !== null ? 'PORTFOLIO' : 'PROGRAM';
  return { scope, partnerId, accountManagerId };
}

/** Reads what there is to know about a scope; null when nobody is in it, as far as the viewer sees. */
export async function readSubject(
  tx: SqlReader,
  context: Context,
  kept: SnapshotScope,
): Promise<SnapshotSubject | null> {
  if (kept.partnerId !== null) {
    const [partner] = await directoryPartners(tx, [kept.partnerId]);
    if (!partner) return null;
    const { partnerId, timeZone, currency } = partner;
    return { ...kept, partnerIds: [partnerId], timeZone, currency };
  }
  const { timeZone } = context;
  if (kept.accountManagerId === null) return { ...kept, partnerIds: null, timeZone, currency: null };
  const assigned = await tx.$queryRaw<{ partnerId: string }[]>(sql`
    SELECT partner_id AS "partnerId" FROM channelgraph.portfolio WHERE cam_id = ${kept.accountManagerId} ORDER BY 1`);
  const partnerIds = assigned.map(({ partnerId }) => partnerId);
  return partnerIds.length === 0 ? null : { ...kept, partnerIds, timeZone, currency: null };
}
