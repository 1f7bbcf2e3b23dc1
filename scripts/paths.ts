import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '../packages/server/src/service-names.ts';

export const repositoryRoot = join(import.meta.dirname, '..');

/** Returns a service's own folder. */
export function serviceDirectory(service: ServiceName): string {
  return join(repositoryRoot, 'services', service);
}

/** Returns the migrations of a service in the order in which they are applied: the kit's, then its own. */
export function migrationDirectories(service: ServiceName): string[] {
  return [
    join(repositoryRoot, 'packages/server/migrations'),
    join(serviceDirectory(service), 'prisma/migrations'),
  ];
}

/** Lists the services that have a Prisma schema. */
export function servicesWithDatabase(): ServiceName[] {
  return serviceNames.filter((service) => existsSync(join(serviceDirectory(service), 'prisma/schema')));
}
