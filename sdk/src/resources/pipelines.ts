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

type Scope = NonNullable<PipelineGetVariables['scope']>;

interface ProgramParts {
  readonly partnerId: string;
  readonly accountManagerId: string;
  readonly segment: NonNullable<Scope['segment']>;
  readonly partnerType: NonNullable<Scope['partnerType']>;
  readonly isWholeProgram: true;
}

type OneOf<Choices> = {
  [Key in keyof Choices]: Pick<Choices, Key> & Partial<Record<Exclude<keyof Choices, Key>, never>>;
}[keyof Choices];

/** One part of the program: a partner, an account manager's portfolio, a segment, a type of partners, or all of it. */
export type ProgramPart = OneOf<ProgramParts>;

/** Whose pipeline: that of a part of the program, or of all that a filter leaves. */
export type PipelineScope = OneOf<ProgramParts & { readonly filter: PipelineGetVariables['filter'] }>;

/** The day of a pipeline, what its lines are told apart by, and the measure of its total if it shall have one. */
export interface PipelineOptions extends AsOf {
  /** What the lines are told apart by, besides the currency. Default: motion, revenue model, stage and source. */
  readonly groupBy?: PipelineGetVariables['groupBy'];
  /** Adds the lines up: under a measure that you name, in one currency, without converting others. */
  readonly total?: { readonly normalization: PipelineNormalization; readonly currency: string } | undefined;
}

/**
 * Reads a pipeline: the field `Partner.pipeline` for a partner, otherwise the query `pipeline`.
 *
 * @returns null when the partner is absent or not visible.
 */
export async function getPipeline(
  client: CoreClient,
  scope: PipelineScope,
  options: PipelineOptions & RequestOptions = {},
): Promise<Pipeline | null> {
  const { asOf, knownAt, groupBy, total } = options;
  const variables = { asOf, knownAt, groupBy, ...(total && { ...total, withTotal: true }) };
  const { partnerId, filter, ...part } = scope;
  if (partnerId !== undefined) {
    const data = await client.query(PipelineGetOfPartner, { partnerId, ...variables }, options);
    return data.partner?.pipeline ?? null;
  }
  const which = filter === undefined ? { scope: part } : { filter };
  return (await client.query(PipelineGet, { ...which, ...variables }, options)).pipeline;
}
