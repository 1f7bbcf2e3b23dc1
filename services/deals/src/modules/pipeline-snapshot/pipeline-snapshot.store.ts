import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { hashOf } from '@channelgraph/core/canonical-json.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { audit } from '@channelgraph/server/audit.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { storedDate } from '../../stored-rows.ts';
import { usualDimensions } from '../pipeline/pipeline.dimensions.ts';
import { readPipeline } from '../pipeline/pipeline.reading.ts';
import { contentOf } from './pipeline-snapshot.content.ts';
import type { SnapshotSubject } from './pipeline-snapshot.scope.ts';

interface Keeping {
  readonly subject: SnapshotSubject;
  readonly asOf: LocalDate;
  readonly knownAt: Date;
  readonly isMonthly: boolean;
}

/** Keeps the pipeline of a day as the program knew it at an instant, and gives the id of the snapshot. */
export async function keepPipeline(tx: Transaction, context: Context, keeping: Keeping): Promise<string> {
  const { subject, asOf, knownAt, isMonthly } = keeping;
  const { scope, partnerId, accountManagerId, partnerIds, currency } = subject;
  const content = contentOf(
    await readPipeline(tx, { partnerIds }, { asOf, knownAt, dimensions: usualDimensions }),
  );
  const portfolioPartnerIds = scope === 'PORTFOLIO' ? [...(partnerIds ?? [])] : [];
  const id = context.ids.next('pls');
  await tx.pipelineSnapshot.create({
    data: {
      id,
      scope,
      partnerId,
      accountManagerId,
      portfolioPartnerIds,
      asOf: storedDate(asOf),
      knownAt,
      currency,
      cells: content as unknown as Prisma.InputJsonValue,
      contentHash: hashOf(content),
      isMonthly,
      takenAt: context.clock.now(),
      takenBy: context.viewer.userId,
    },
  });
  const entry = {
    action: 'pipelineSnapshot.taken',
    entityType: 'PipelineSnapshot',
    entityId: id,
    partnerId,
    before: null,
    after: { scope, partnerId, accountManagerId, portfolioPartnerIds, asOf, knownAt, content },
  };
  // What is about no single partner stands in the trail of the program, which account managers do not write.
  await withProgramRights(tx, context.viewer, () => audit(tx, context, entry));
  return id;
}
