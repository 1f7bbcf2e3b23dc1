import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '../packages/server/src/service-names.ts';

export const repositoryRoot = join(import.meta.dirname, '..');

/** Returns a service's own folder. */
export function serviceDirectory(service: ServiceName): string {
  return join(repositoryRoot, 'services', service);
}

/** Lists the services that have a Prisma schema. */
export function servicesWithDatabase(): ServiceName[] {
  return serviceNames.filter((service) => existsSync(join(serviceDirectory(service), 'prisma/schema')));
}
