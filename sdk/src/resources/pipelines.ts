import {
  type Pipeline,
  PipelineGet,
  PipelineGetOfPartner,
  type PipelineGetVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import type { RequestOptions } from '../options.ts';
import type { AsOf } from './scorecards.ts';

/** Whose pipeline: that of one partner, or of all that a filter leaves. */
export type PipelineScope =
  | { readonly partnerId: string; readonly filter?: never }
  | { readonly filter?: PipelineGetVariables['filter']; readonly partnerId?: never };

/**
 * Reads a pipeline: the field `Partner.pipeline`, or the query `pipeline` when a filter is given.
 *
 * @returns null when the partner is absent or not visible.
 */
export async function getPipeline(
  client: CoreClient,
  scope: PipelineScope,
  options: AsOf & RequestOptions = {},
): Promise<Pipeline | null> {
  const { asOf, knownAt } = options;
  const { partnerId, filter } = scope;
  if (partnerId === undefined)
    return (await client.query(PipelineGet, { filter, asOf, knownAt }, options)).pipeline;
  const data = await client.query(PipelineGetOfPartner, { partnerId, asOf, knownAt }, options);
  return data.partner?.pipeline ?? null;
}
