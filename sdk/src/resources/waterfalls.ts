import {
  type MrrWaterfall,
  MrrWaterfallGet,
  type MrrWaterfallGetVariables,
  type PipelineWaterfall,
  PipelineWaterfallGet,
  type PipelineWaterfallGetVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import type { RequestOptions } from '../options.ts';
import type { ProgramPart } from './pipelines.ts';

/** The two days that a waterfall is between, and what it is about. */
export type PipelineWaterfallOptions = Omit<PipelineWaterfallGetVariables, 'scope'>;

/**
 * Reads how the pipeline of a part of the program changed between two days, kind of change by kind: the query
 * `pipelineWaterfall`.
 */
export async function getPipelineWaterfall(
  client: CoreClient,
  scope: ProgramPart,
  options: PipelineWaterfallOptions & RequestOptions,
): Promise<PipelineWaterfall> {
  const { from, to, knownAt, closesFrom, closesBefore, motions } = options;
  const variables = { scope, from, to, knownAt, closesFrom, closesBefore, motions };
  return (await client.query(PipelineWaterfallGet, variables, options)).pipelineWaterfall;
}

/** The two days that a waterfall of recurring revenue is between. */
export type MrrWaterfallOptions = Omit<MrrWaterfallGetVariables, 'scope'>;

/** Reads how recurring revenue changed between two days, month by month: the query `mrrWaterfall`. */
export async function getMrrWaterfall(
  client: CoreClient,
  scope: ProgramPart,
  options: MrrWaterfallOptions & RequestOptions,
): Promise<MrrWaterfall> {
  const { from, to, knownAt } = options;
  return (await client.query(MrrWaterfallGet, { scope, from, to, knownAt }, options)).mrrWaterfall;
}
