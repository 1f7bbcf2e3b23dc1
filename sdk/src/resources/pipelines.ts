import {
  type MrrWaterfall,
  MrrWaterfallGet,
  type MrrWaterfallGetVariables,
  type Pipeline,
  PipelineGet,
  PipelineGetOfPartner,
  type PipelineGetVariables,
  type PipelineNormalization,
  type PipelineSnapshot,
  PipelineSnapshotGet,
  PipelineSnapshotList,
  type PipelineSnapshotListVariables,
  PipelineSnapshotTake,
  type PipelineSnapshotTakeData,
  type PipelineSnapshotTakeVariables,
  type PipelineWaterfall,
  PipelineWaterfallGet,
  type PipelineWaterfallGetVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';
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

/** Which snapshots of pipelines to list, and how. */
export interface PipelineSnapshotListArguments extends ListOptions {
  readonly filter?: PipelineSnapshotListVariables['filter'];
  readonly orderBy?: PipelineSnapshotListVariables['orderBy'];
}

/**
 * Reads a snapshot of a pipeline by its id: the query `pipelineSnapshot`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getPipelineSnapshot(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<PipelineSnapshot | null> {
  return (await client.query(PipelineSnapshotGet, { id }, options)).pipelineSnapshot;
}

/** Lists the snapshots of pipelines that the caller may see: the query `pipelineSnapshots`. */
export function listPipelineSnapshots(
  client: CoreClient,
  options: PipelineSnapshotListArguments & RequestOptions = {},
): PagePromise<PipelineSnapshot> {
  const { filter, orderBy } = options;
  return listOf('PipelineSnapshotList', options, async (page) => {
    const data = await client.query(PipelineSnapshotList, { filter, orderBy, ...page }, options);
    return data.pipelineSnapshots;
  });
}

/**
 * Keeps a partner's pipeline of a day as the program knows it now: the mutation `pipelineSnapshotTake`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const takePipelineSnapshot: Mutation<
  PipelineSnapshotTakeVariables['input'],
  PipelineSnapshotTakeData['pipelineSnapshotTake']
> = /* @__PURE__ */ defineMutation(PipelineSnapshotTake, 'pipelineSnapshotTake');
