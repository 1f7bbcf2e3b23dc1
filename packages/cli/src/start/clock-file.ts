import { join } from 'node:path';
import type { CliEnvironment } from '../environment.ts';

/** Where the movable business clock of a data directory is kept. */
export function clockFile({ dataDirectory }: Pick<CliEnvironment, 'dataDirectory'>): string {
  return join(dataDirectory, 'clock');
}
