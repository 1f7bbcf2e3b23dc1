import type { FactStatus } from '@channelgraph/core/kpi.ts';
import { serviceNames } from '@channelgraph/core/event-types.ts';

/** Tells whether a source is a service of the program, which computes figures from its own records. */
export function isService(source: string): boolean {
  return serviceNames.some((name) => name === source);
}

/** Tells whether records stand behind a fact, rather than the mere statement that there are none. */
export function hasData(fact: { readonly status: FactStatus; readonly sampleSize: number }): boolean {
  return fact.status !== 'NOT_APPLICABLE' && fact.sampleSize > 0;
}
