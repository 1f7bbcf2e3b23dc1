import { addDays } from '@channelgraph/core/calendar.ts';
import type { MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import type { Context, Transaction } from '../../context.ts';
import type { Coverage } from './certification-coverage.formula.ts';

const factsPerEvent = 500;

/** Sends coverages to the scorecard. */
export async function emitFacts(
  tx: Transaction,
  context: Context,
  partnerId: string,
  changes: readonly Coverage[],
): Promise<void> {
  for (let start = 0; start < changes.length; start += factsPerEvent) {
    const facts = changes.slice(start, start + factsPerEvent).map((change) => factOf(partnerId, change));
    await emit(tx, context, {
      type: 'enablement.metrics.recorded',
      subject: partnerId,
      data: { partnerId, facts },
    });
  }
}

/** Gives a coverage the form in which the scorecard takes it in. */
function factOf(partnerId: string, coverage: Coverage): MetricFactPayload {
  const { asOf, status, numerator, denominator, scopes } = coverage;
  return {
    kpi: 'CERTIFICATION_COVERAGE',
    asOf,
    periodStart: asOf,
    periodEnd: addDays(asOf, 1),
    numerator: numerator?.toFixed() ?? null,
    denominator: denominator?.toFixed() ?? null,
    unit: 'RATIO',
    currency: null,
    sampleSize: scopes.filter(({ required }) => required !== null).length,
    status,
    provenance: 'SYSTEM',
    sourceVersion: 'certification-coverage/1',
    evidenceQuery: `{ partner(id: "${partnerId}") { certificationCoverage(asOf: "${asOf}") { scopes { scope required current } } } }`,
  };
}
