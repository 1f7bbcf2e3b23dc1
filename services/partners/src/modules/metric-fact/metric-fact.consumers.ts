import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import type { Context, Transaction } from '../../context.ts';
import { checkFact } from './metric-fact.check.ts';
import { recordFacts } from './metric-fact.service.ts';

/**
 * Takes in the facts that a service measured.
 *
 * @throws ValidationError when a fact breaks a rule; nothing of the event is stored then, and its
 * sender keeps it until the fault is mended.
 */
export async function takeInMetrics(
  tx: Transaction,
  context: Context,
  event: EventEnvelope<'deals.metrics.recorded' | 'enablement.metrics.recorded'>,
): Promise<void> {
  const { partnerId, facts } = event.data;
  const issues = createIssues(['facts']);
  facts.forEach((fact, index) => {
    const own = createIssues();
    checkFact(fact, own);
    for (const { path, code, message, remedy } of own.issues)
      issues.add([index, ...path], code, message, remedy);
  });
  issues.throwIfAny();
  const source = event.type.split('.')[0] ?? event.type;
  await recordFacts(
    tx,
    context,
    facts.map((fact) => ({ ...fact, partnerId, source })),
  );
}
