import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CliEnvironment } from '../environment.ts';

type DataDirectory = Pick<CliEnvironment, 'dataDirectory'>;

/** Tells whether the demo program was told from this data directory, to its end. */
export function isDemoTold(environment: DataDirectory): boolean {
  return existsSync(markFile(environment));
}

/** Remembers that the demo program was told to its end. */
export function markDemo(environment: DataDirectory, scale: number): void {
  mkdirSync(environment.dataDirectory, { recursive: true });
  writeFileSync(markFile(environment), `${JSON.stringify({ scale })}\n`);
}

function markFile({ dataDirectory }: DataDirectory): string {
  return join(dataDirectory, 'demo.json');
}
