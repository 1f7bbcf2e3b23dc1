import type { z } from 'zod';
import { fromLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { PolicyVersion } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PolicyKind } from '../../policies.ts';
import { dateText } from '../../stored-rows.ts';
import { policyDefinition } from './policy.registry.ts';

/** What `dealsPolicyVersionPublish` takes. */
export interface PublishInput {
  readonly kind: PolicyKind;
  readonly effectiveFrom: LocalDate;
  readonly body: object;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Publishes a version of a policy and returns its id; the version before it ends where it begins.
 *
 * @throws ValidationError for a body that is not of the kind's shape, a day before today, and one that a
 * later version stands behind.
 */
export async function publishPolicy(context: Context, input: PublishInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  return mutate(
    context,
    { mutation: 'dealsPolicyVersionPublish', idempotencyKey, input: rest },
    async (tx) => {
      await lockAll(tx, [`policy:${input.kind}`]);
      const last = await tx.policyVersion.findFirst({
        where: { kind: input.kind },
        orderBy: { version: 'desc' },
      });
      const body = readPublication(context, input, last);
      const id = await storeVersion(tx, context, { kind: input.kind, from: input.effectiveFrom, body, last });
      await audit(tx, context, {
        action: 'policyVersion.published',
        entityType: 'PolicyVersion',
        entityId: id,
        partnerId: null,
        before: last,
        after: { ...rest, body },
        policyVersionId: id,
      });
      return id;
    },
  );
}

function readPublication(
  { today }: Context,
  { kind, effectiveFrom, body }: PublishInput,
  last: PolicyVersion | null,
): object {
  const issues = createIssues();
  const read = policyDefinition(kind)?.schema.safeParse(body);
  if (!read) {
    issues.add(['kind'], 'NOT_PUBLISHED', `${kind} is not ruled by a policy yet.`, 'Choose another kind.');
  }
  for (const issue of read?.error?.issues ?? []) {
    const field = ['body', ...issue.path.map(String)];
    const remedy = 'Correct it after the version in force, which policyVersions shows.';
    issues.add(field, 'INVALID_BODY', `${field.join('.')} ${faultOf(issue)}.`, remedy);
  }
  if (effectiveFrom < today) {
    const message = `${effectiveFrom} is before today, ${today}: what was decided stays decided.`;
    issues.add(['effectiveFrom'], 'BACK_DATED', message, 'Choose today or a later day.');
  }
  if (last && effectiveFrom <= dateText(last.effectiveFrom)) {
    const message = `Version ${last.version} begins on ${dateText(last.effectiveFrom)}.`;
    issues.add(['effectiveFrom'], 'OVERLAP', message, 'Choose a later day.');
  }
  issues.throwIfAny();
  return read?.data as object;
}

/** Says in words what is wrong with a part of a body. */
function faultOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has nothing named ${issue.keys.join(' or ')}`;
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isMissing ? 'is missing' : `is wrong: ${issue.message}`;
}

async function storeVersion(
  tx: Transaction,
  context: Context,
  publication: {
    readonly kind: PolicyKind;
    readonly from: LocalDate;
    readonly body: object;
    readonly last: PolicyVersion | null;
  },
): Promise<string> {
  const { kind, from, body, last } = publication;
  const effectiveFrom = fromLocalDate(from);
  if (last) await tx.policyVersion.update({ where: { id: last.id }, data: { effectiveTo: effectiveFrom } });
  const id = context.ids.next('pol');
  await tx.policyVersion.create({
    data: {
      id,
      kind,
      version: (last?.version ?? 0) + 1,
      effectiveFrom,
      body,
      createdAt: context.clock.now(),
      createdBy: context.viewer.userId,
    },
  });
  return id;
}
