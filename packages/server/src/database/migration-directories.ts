import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '../service-names.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Names the folders whose migrations make a service's database: the kit's and its own. */
export function migrationDirectories(service: ServiceName): string[] {
  return [join(root, 'packages/server/migrations'), join(root, 'services', service, 'prisma/migrations')];
}
