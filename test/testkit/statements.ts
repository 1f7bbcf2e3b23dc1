import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';

/** Remembers what the services sent to their databases. */
export interface StatementRecorder {
  readonly onStatement: (service: ServiceName, sql: string) => void;
  /** Runs work and tells how many statements each service sent meanwhile, transaction control included. */
  count(work: () => Promise<unknown>): Promise<Readonly<Record<ServiceName, number>>>;
  /** Runs work and gives the statements of each service in the order in which they were sent. */
  record(work: () => Promise<unknown>): Promise<Readonly<Record<ServiceName, readonly string[]>>>;
}

/** Creates a recorder; one piece of work is watched at a time. */
export function createStatementRecorder(): StatementRecorder {
  let watched: Record<ServiceName, string[]> | null = null;
  async function record(work: () => Promise<unknown>): Promise<Record<ServiceName, string[]>> {
    if (watched) throw new Error('The recorder watches something else already.');
    const seen = empty();
    watched = seen;
    try {
      await work();
    } finally {
      watched = null;
    }
    return seen;
  }
  return {
    onStatement: (service, sql) => watched?.[service].push(sql),
    record,
    async count(work) {
      const seen = await record(work);
      const counts = serviceNames.map((service) => [service, seen[service].length]);
      return Object.fromEntries(counts) as Record<ServiceName, number>;
    },
  };
}

function empty(): Record<ServiceName, string[]> {
  return { partners: [], deals: [], enablement: [], incentives: [] };
}
