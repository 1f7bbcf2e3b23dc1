import Table from 'cli-table3';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import type { ArmResult } from './comparison.ts';
import type { StartResult } from './starts.ts';
import type { StatementCount } from './statements.ts';

/** Everything that one run measured. */
export interface Figures {
  readonly measuredAt: string;
  readonly node: string;
  readonly processors: number;
  /** Partners in the databases and on a board. */
  readonly partners: { readonly stored: number; readonly asked: number };
  readonly arms: readonly ArmResult[];
  readonly statements: readonly StatementCount[];
  readonly starts: readonly StartResult[];
}

/** Writes the figures for people. */
export function reportText(figures: Figures): string {
  const { asked, stored } = figures.partners;
  return [
    `${asked} of ${stored} partners, each with fields of all four services; median of rounds in turns`,
    armTable(figures.arms),
    'SQL statements of one such request, all in one',
    statementTable(figures.statements),
    'The one process on the demo program',
    startTable(figures.starts),
    '',
  ].join('\n');
}

const style = { head: [], border: [] };

function armTable(arms: readonly ArmResult[]): string {
  const stock = arms.at(-1)?.totalCpuMs ?? NaN;
  const table = new Table({
    head: ['', 'gateway CPU ms', 'services CPU ms', 'together', 'of stock', 'rounds', 'requests/s'],
    style,
  });
  for (const each of arms) {
    const { arm, frontCpuMs, servicesCpuMs, totalCpuMs, requestsPerSecond, rounds } = each;
    table.push([
      arm,
      servicesCpuMs === null ? '' : frontCpuMs.toFixed(1),
      servicesCpuMs?.toFixed(1) ?? '',
      totalCpuMs.toFixed(1),
      `${Math.round((100 * totalCpuMs) / stock)} %`,
      `${Math.min(...rounds).toFixed(1)}–${Math.max(...rounds).toFixed(1)}`,
      requestsPerSecond.toFixed(1),
    ]);
  }
  return table.toString();
}

function statementTable(counts: readonly StatementCount[]): string {
  const table = new Table({ head: ['partners', ...serviceNames, 'transaction framing'], style });
  for (const { partners, queries, framing } of counts) {
    table.push([partners, ...serviceNames.map((name) => queries[name]), framing]);
  }
  return table.toString();
}

function startTable(starts: readonly StartResult[]): string {
  const table = new Table({
    head: ['start', 'ready after s', 'CPU s', 'RSS MB when ready', 'RSS MB after requests'],
    style,
  });
  for (const { start, readySeconds, cpuSeconds, readyRssMb, loadedRssMb } of starts) {
    table.push([
      start,
      readySeconds.toFixed(1),
      cpuSeconds.toFixed(1),
      Math.round(readyRssMb),
      Math.round(loadedRssMb),
    ]);
  }
  return table.toString();
}
