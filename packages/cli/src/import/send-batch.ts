import { randomUUID } from 'node:crypto';
import { ApiFailure, type GraphqlExecutor } from '../graphql/executor.ts';
import { readBulkAnswer, wholeIssue, type ApiRow, type BulkAnswer } from './bulk-result.ts';
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
  await requireInputFault(answer, sending);
  return items.length === 1 ? [refused(answer)] : sendHalves(items, sending);
}

async function sendHalves(items: readonly Item[], sending: Sending): Promise<readonly ItemOutcome[]> {
  const middle = Math.ceil(items.length / 2);
  const outcomes: ItemOutcome[] = [];
  for (const half of [items.slice(0, middle), items.slice(middle)]) {
    const answer = await callApi(half, sending);
    if ('rows' in answer) outcomes.push(...inOrder(half, answer.rows));
    else if (half.length === 1) outcomes.push(refused(answer));
    else outcomes.push(...(await sendHalves(half, sending)));
  }
  return outcomes;
}

const inputFaults = new Set(['VALIDATION_FAILED', 'ValidationError', 'BAD_USER_INPUT']);

// A batch without items is refused for its size by an API that understands the operation at all.
async function requireInputFault(refusal: Refusal, sending: Sending): Promise<void> {
  const message = refusal.issues.map((issue) => issue.message).join(' ');
  if (!inputFaults.has(refusal.code)) throw new ImportStopped(`${message} (${refusal.code})`);
  const probe = await callApi([], sending);
  if ('rows' in probe || probe.code !== 'BAD_USER_INPUT') return;
  throw new ImportStopped(
    `The graph does not understand ${sending.entity.mutation}: it is of another version than this command line. ${message}`,
  );
}

type Refusal = Exclude<BulkAnswer, { readonly rows: readonly ApiRow[] }>;

function refused({ issues }: Refusal): ItemOutcome {
  return { action: 'REFUSED', issues: [...issues] };
}

async function callApi(items: readonly Item[], { executor, entity, isDryRun }: Sending): Promise<BulkAnswer> {
  const input = { items, dryRun: isDryRun, idempotencyKey: randomUUID() };
  try {
    const data = await executor.execute({ document: entity.document, variables: { input } });
    const answer = readBulkAnswer(data[entity.mutation]);
    if (answer) return answer;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.isInputFault) return { code: error.code, issues: [wholeIssue(error.code, error.message)] };
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
