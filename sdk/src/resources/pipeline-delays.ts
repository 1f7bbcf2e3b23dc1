import {
  type PipelineCoverage,
  PipelineCoverageGet,
  type PipelineCoverageGetVariables,
  type PipelineDelays,
  PipelineDelaysGet,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import type { RequestOptions } from '../options.ts';
import type { ProgramPart } from './pipelines.ts';
import type { AsOf } from './scorecards.ts';

/** Reads what slips and what is stuck in a pipeline, and how fast its stages pass: fields of the query `pipeline`. */
export async function getPipelineDelays(
  client: CoreClient,
  scope: ProgramPart,
  options: AsOf & RequestOptions = {},
): Promise<PipelineDelays> {
  const { asOf, knownAt } = options;
  return (await client.query(PipelineDelaysGet, { scope, asOf, knownAt }, options)).pipeline;
}

/** The target of a period, and the measure that it is given in. */
export type PipelineCoverageOptions = Omit<PipelineCoverageGetVariables, 'scope'>;

/** Reads how far what was won and what is open covers a target: the field `Pipeline.coverage`. */
export async function getPipelineCoverage(
  client: CoreClient,
  scope: ProgramPart,
  options: PipelineCoverageOptions & RequestOptions,
): Promise<PipelineCoverage> {
  const { target, normalization, closesFrom, closesBefore, asOf, knownAt } = options;
  const variables = { scope, target, normalization, closesFrom, closesBefore, asOf, knownAt };
  return (await client.query(PipelineCoverageGet, variables, options)).pipeline.coverage;
}
