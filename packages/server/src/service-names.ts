import { serviceNames, type ServiceName } from '@channelgraph/core/event-types.ts';

export { serviceNames, type ServiceName };

/** Tells whether a text names one of the four services. */
export function isServiceName(name: string): name is ServiceName {
  return (serviceNames as readonly string[]).includes(name);
}

/** Returns the name of the service's own database, e.g. `channelgraph_deals`. */
export function databaseName(service: ServiceName): string {
  return `channelgraph_${service}`;
}

/** Returns the environment variable that points a service at its own PostgreSQL, e.g. `DEALS_DATABASE_URL`. */
export function databaseUrlVariable(service: ServiceName): string {
  return `${service.toUpperCase()}_DATABASE_URL`;
}
