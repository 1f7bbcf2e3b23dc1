import {
  type Pipeline,
  PipelineGet,
  PipelineGetOfPartner,
  type PipelineGetVariables,
  type PipelineNormalization,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import type { RequestOptions } from '../options.ts';
import type { AsOf } from './scorecards.ts';

/** Whose pipeline: that of one partner, or of all that a filter leaves. */
export type PipelineScope =
  | { readonly partnerId: string; readonly filter?: never }
  | { readonly filter?: PipelineGetVariables['filter']; readonly partnerId?: never };

/** The day of a pipeline, and the measure of its total if it shall have one. */
export interface PipelineOptions extends AsOf {
  /** Adds the lines up: under a measure that you name, in one currency, without converting others. */
  readonly total?: { readonly normalization: PipelineNormalization; readonly currency: string } | undefined;
}

/**
 * Reads a pipeline: the field `Partner.pipeline`, or the query `pipeline` when a filter is given.
 *
 * @returns null when the partner is absent or not visible.
 */
export async function getPipeline(
  client: CoreClient,
  scope: PipelineScope,
  options: PipelineOptions & RequestOptions = {},
): Promise<Pipeline | null> {
  const { asOf, knownAt, total } = options;
  const { partnerId, filter } = scope;
  const variables = { asOf, knownAt, ...(total && { ...total, withTotal: true }) };
  if (partnerId === undefined)
    return (await client.query(PipelineGet, { filter, ...variables }, options)).pipeline;
  const data = await client.query(PipelineGetOfPartner, { partnerId, ...variables }, options);
  return data.partner?.pipeline ?? null;
}
