import { randomUUID } from 'node:crypto';
import { ApiFailure, type GraphqlExecutor } from '../graphql/executor.ts';
import { readBulkAnswer, type ApiIssue, type ApiRow, type BulkAnswer } from './bulk-result.ts';
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
  const answer = await callApi(items, sending);
  if ('rows' in answer) return inOrder(items, answer.rows);
  if (!isInputRefusal(answer.code)) throw new ImportStopped(`${answer.message} (${answer.code})`);
  if (items.length === 1) return [{ action: 'REFUSED', issues: refusalIssues(answer) }];
  const middle = Math.ceil(items.length / 2);
  const first = await sendBatch(items.slice(0, middle), sending);
  return [...first, ...(await sendBatch(items.slice(middle), sending))];
}

async function callApi(items: readonly Item[], { executor, entity, isDryRun }: Sending): Promise<BulkAnswer> {
  const input = { items, dryRun: isDryRun, idempotencyKey: randomUUID() };
  try {
    const data = await executor.execute({ document: entity.document, variables: { input } });
    const answer = readBulkAnswer(data[entity.mutation]);
    if (answer) return answer;
    throw new ImportStopped(`${entity.mutation} gave an answer that the importer does not understand.`);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.isInputFault) return { code: error.code, message: error.message, issues: [] };
    const request = error.requestId === null ? '' : `, request ${error.requestId}`;
    throw new ImportStopped(`${error.message} (${error.code}${request})`, { cause: error });
  }
}

function isInputRefusal(code: string): boolean {
  return code === 'VALIDATION_FAILED' || code === 'ValidationError' || code === 'BAD_USER_INPUT';
}

function refusalIssues(answer: { code: string; message: string; issues: readonly ApiIssue[] }): ApiIssue[] {
  if (answer.issues.length > 0) return [...answer.issues];
  return [{ code: answer.code, message: answer.message, path: [], remedy: 'Correct the row; the API refused it as it is.' }];
}

function inOrder(items: readonly Item[], rows: readonly ApiRow[]): ItemOutcome[] {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  return items.map((_item, index) => {
    const row = byIndex.get(index);
    if (!row) throw new ImportStopped(`The API gave no outcome for row ${index} of a batch.`);
    return { action: row.action, issues: row.issues };
  });
}
