import { randomUUID } from 'node:crypto';
import { ApiFailure, type GraphqlExecutor } from '../graphql/executor.ts';
import { readBulkAnswer, type ApiRow, type BulkAnswer } from './bulk-result.ts';
import type { ImportableEntity } from './catalogue.ts';

/** What sending needs beside the items. */
export interface Sending {
  readonly executor: GraphqlExecutor;
  readonly entity: ImportableEntity;
  readonly isDryRun: boolean;
}

/** The API's outcome for one item. */
export type ItemOutcome = Pick<ApiRow, 'action' | 'issues'>;

/** The API cannot take the batch for a reason that no row is to blame for; the run stops. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
}

type Item = Readonly<Record<string, unknown>>;

/**
 * Sends items through the bulk mutation of their entity and gives one outcome per item, in order.
 *
 * @remarks When the API refuses a batch as a whole, the batch is halved until the item at fault stands alone:
 * one bad row never takes its neighbours with it.
 * @throws {@link ImportStopped} when the API is unreachable, denies access or answers something else.
 */
export async function sendBatch(items: readonly Item[], sending: Sending): Promise<readonly ItemOutcome[]> {
  const answer = await runImportMutation(
    { items, dryRun: sending.isDryRun, idempotencyKey: randomUUID() },
    sending,
  );
  if (answer.kind === 'rows') return inOrder(items, answer.rows);
  if (answer.kind === 'done')
    throw new ImportStopped(`${sending.entity.mutation} gave no outcome for its rows.`);
  if (items.length === 1) return [{ action: 'REFUSED', issues: answer.issues }];
  const middle = Math.ceil(items.length / 2);
  const first = await sendBatch(items.slice(0, middle), sending);
  return [...first, ...(await sendBatch(items.slice(middle), sending))];
}

/**
 * Runs the entity's mutation once: the rows' outcomes, done, or why the input as a whole was refused.
 *
 * @throws {@link ImportStopped} for every failure that the input is not to blame for.
 */
export async function runImportMutation(input: Item, { executor, entity }: Sending): Promise<BulkAnswer> {
  const answer = await callApi(input, executor, entity);
  if (answer.kind !== 'refused' || answer.isInputFault) return answer;
  throw new ImportStopped(`${answer.issues.map(({ message }) => message).join(' ')} (${answer.code})`);
}

async function callApi(
  input: Item,
  executor: GraphqlExecutor,
  entity: ImportableEntity,
): Promise<BulkAnswer> {
  try {
    const data = await executor.execute({ document: entity.document, variables: { input } });
    const answer = readBulkAnswer(data[entity.mutation]);
    if (answer) return answer;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const issue = {
      code: error.code,
      message: error.message,
      path: [],
      remedy: 'Correct the row; the API refused it as it is.',
    };
    if (error.isInputFault) return { kind: 'refused', code: error.code, isInputFault: true, issues: [issue] };
    const request = error.requestId === null ? '' : `, request ${error.requestId}`;
    throw new ImportStopped(`${error.message} (${error.code}${request})`, { cause: error });
  }
  throw new ImportStopped(`${entity.mutation} gave an answer that the importer does not understand.`);
}

function inOrder(items: readonly Item[], rows: readonly ApiRow[]): ItemOutcome[] {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  return items.map((_item, index) => {
    const row = byIndex.get(index);
    if (!row) throw new ImportStopped(`The API gave no outcome for row ${index} of a batch.`);
    return { action: row.action, issues: row.issues };
  });
}
