import { addDays, fromLocalDate, isLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { NotFoundError, createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { retryAfterRace } from '@channelgraph/server/races.ts';
import type { Context, Transaction } from '../../context.ts';
import type { TemplateBody } from './scorecard.template.ts';
import { templateIssues } from './scorecard.template.ts';

/** The request to put a new version of a profile's scorecard in force. */
export interface TemplatePublishInput {
  readonly profileId: string;
  /** The first day in force. */
  readonly effectiveFrom: LocalDate;
  readonly body: TemplateBody;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Publishes the next version of a profile's scorecard and returns its id. Published versions never
 * change; the one before ends where the new one begins.
 *
 * @throws ValidationError, NotFoundError
 */
export function publishTemplate(context: Context, input: TemplatePublishInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return retryAfterRace(() =>
    mutate(context, { mutation: 'scorecardTemplatePublish', idempotencyKey, input: rest }, (tx) =>
      publish(tx, context, input),
    ),
  );
}

async function publish(
  tx: Transaction,
  context: Context,
  { profileId, effectiveFrom, body }: TemplatePublishInput,
): Promise<string> {
  const profile = await tx.partnerTypeProfile.findUnique({ where: { id: profileId } });
  if (!profile) throw new NotFoundError('PartnerTypeProfile', ['profileId']);
  const last = await tx.scorecardTemplate.findFirst({ where: { profileId }, orderBy: { version: 'desc' } });
  checkPublication(body, effectiveFrom, last && toLocalDate(last.effectiveFrom));
  const created = await tx.scorecardTemplate.create({
    data: {
      id: context.ids.next('pol'),
      profileId,
      version: (last?.version ?? 0) + 1,
      effectiveFrom: fromLocalDate(effectiveFrom),
      body: { ...body, kpis: body.kpis.map((kpi) => ({ ...kpi })) },
      recordedAt: context.clock.now(),
      recordedBy: context.viewer.userId,
    },
  });
  await audit(tx, context, {
    action: 'scorecardTemplate.published',
    entityType: 'ScorecardTemplate',
    entityId: created.id,
    partnerId: null,
    before: last?.body ?? null,
    after: body,
    policyVersionId: created.id,
  });
  return created.id;
}

function checkPublication(body: TemplateBody, effectiveFrom: LocalDate, lastFrom: LocalDate | null): void {
  const issues = createIssues();
  for (const { path, code, message, remedy } of templateIssues(body)) issues.add(path, code, message, remedy);
  if (!isLocalDate(effectiveFrom)) {
    issues.add(
      ['effectiveFrom'],
      'INVALID_DATE',
      `"${effectiveFrom}" is not a calendar date.`,
      'Write it like 2026-10-15.',
    );
  } else if (lastFrom !== null && effectiveFrom <= lastFrom) {
    issues.add(
      ['effectiveFrom'],
      'NOT_AFTER_LAST',
      'A version begins after the one before it.',
      `Choose ${addDays(lastFrom, 1)} or later.`,
    );
  }
  issues.throwIfAny();
}
