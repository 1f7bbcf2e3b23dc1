import Table from 'cli-table3';
import { demoPersonas } from '@channelgraph/gateway/identity/demo-personas.ts';
import type { Persona } from '@channelgraph/gateway/identity/development-issuer.ts';
import { readClock } from '@channelgraph/server/movable-clock.ts';
import type { CliEnvironment } from '../environment.ts';
import { clockFile } from './clock-file.ts';
import { isDemoTold } from './demo-mark.ts';
import type { Databases } from './databases.ts';

/** What a started program tells about itself. */
export interface StartSummary {
  readonly url: string;
  readonly personas: readonly Persona[];
  readonly dataLocation: string;
  readonly isEmbedded: boolean;
  readonly dataDirectory: string;
  /** The instant at which the business clock stands; null while it follows the machine's time. */
  readonly clockInstant: Date | null;
  readonly milliseconds: number;
}

/** Gathers what a started program tells. */
export function describeStart(started: {
  readonly environment: CliEnvironment;
  readonly databases: Databases;
  readonly url: string;
  readonly began: number;
}): StartSummary {
  const { environment, databases, url, began } = started;
  return {
    url,
    personas: environment.identityProvider ? [] : knownPersonas(environment),
    dataLocation: databases.location,
    isEmbedded: databases.isEmbedded,
    dataDirectory: environment.dataDirectory,
    clockInstant: environment.isProduction ? null : readClock(clockFile(environment)),
    milliseconds: performance.now() - began,
  };
}

// Without the demo there is nobody but the administrator who may fill the program.
function knownPersonas(environment: CliEnvironment): readonly Persona[] {
  return isDemoTold(environment) ? demoPersonas : demoPersonas.filter(({ name }) => name === 'ada.admin');
}

/** Writes the one table that a started program shows. */
export function summaryText(summary: StartSummary): string {
  const { url, personas, dataLocation, isEmbedded, dataDirectory, clockInstant, milliseconds } = summary;
  const hasPersonas = personas.length > 0;
  // A row per line: of a cell with many lines the library measures the whole again for each of them, and that
  // took half a second.
  const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ style: { head: [], border: [] }, wordWrap: false, chars });
  table.push(['graph', `${url}/graphql`]);
  if (hasPersonas) table.push(['explorer', `${url}/`]);
  table.push(['data', dataLocation]);
  table.push([
    'business clock',
    clockInstant
      ? `stands at ${clockInstant.toISOString()}; npm run channelgraph -- clock --help`
      : "the machine's time",
  ]);
  for (const [index, { name, description }] of personas.entries()) {
    table.push([index === 0 ? 'personas' : '', `${name.padEnd(18)}${description}`]);
  }
  if (hasPersonas) table.push(['a token', 'npm run --silent channelgraph -- token --as ada.admin']);
  if (isEmbedded) table.push(['reset', `stop, then rm -rf ${shellWord(dataDirectory)}`]);
  table.push(['stop', 'Ctrl-C']);
  return `Channelgraph is ready after ${(milliseconds / 1000).toFixed(1)} s.\n${table.toString()}\n`;
}

/** Quotes a path for the shell where it needs that: a space would make two folders of one. */
function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
