import {
  type PipelineSnapshot,
  PipelineSnapshotGet,
  PipelineSnapshotList,
  type PipelineSnapshotListVariables,
  PipelineSnapshotTake,
  type PipelineSnapshotTakeData,
  type PipelineSnapshotTakeVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

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
 * Keeps the pipeline of a partner, a portfolio or the program as the program knows it now: the mutation `pipelineSnapshotTake`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const takePipelineSnapshot: Mutation<
  PipelineSnapshotTakeVariables['input'],
  PipelineSnapshotTakeData['pipelineSnapshotTake']
> = /* @__PURE__ */ defineMutation(PipelineSnapshotTake, 'pipelineSnapshotTake');
